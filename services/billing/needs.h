#ifndef BILLING_NEEDS_H
#define BILLING_NEEDS_H

/*
 * needs - what a command's handler looks at beside its student, loaded into
 * the scene.  0, or a negative errno when Redis is away.
 */

#include "billing/load.h"
#include "billing/operations.h"

/* The document that the operation is about (operations.h). */
int needs_paper(struct load *load, enum paper paper)
    __attribute__((warn_unused_result));

/* What single operations need, behind the document and the student. */
int needs_besides(struct load *load) __attribute__((warn_unused_result));

#endif
