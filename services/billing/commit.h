#ifndef BILLING_COMMIT_H
#define BILLING_COMMIT_H

/*
 * commit - a decision as the outcome of its job: the new state under its
 * version, and every effect, all or none.
 */

#include "billing/load.h"
#include "service/outcome.h"

/* The result is an Answer, or a ShotResult when the job was a shot. */
void commit(const struct load *load, struct decision *d,
            struct outcome *outcome);

#endif
