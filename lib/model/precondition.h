#ifndef MODEL_PRECONDITION_H
#define MODEL_PRECONDITION_H

/*
 * precondition - what must be true of a document before it is put (RFC 9110
 * section 13): the headers If-Match and If-None-Match as one number, which
 * travels in PutDocument.if_match.
 *
 * 0 and more is the one version that may be replaced.  A condition that cannot
 * be read holds never: who states one does not want to overwrite blindly.
 * Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#define PRECONDITION_NONE (-1)
#define PRECONDITION_NEVER (-2)
#define PRECONDITION_PRESENT (-3) /* If-Match: *      */
#define PRECONDITION_ABSENT (-4)  /* If-None-Match: * */

/* Either may be NULL: not sent.  Of If-None-Match only `*` is of use to a put;
 * another value is passed over. */
int64_t precondition_read(const char *if_match, const char *if_none_match);

/* version: of the document; 0: there is none. */
bool precondition_holds(int64_t condition, uint64_t version);

#endif
