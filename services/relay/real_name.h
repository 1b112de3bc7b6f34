#ifndef RELAY_REAL_NAME_H
#define RELAY_REAL_NAME_H

/*
 * real_name - a job of kind `real_name`: a photo has passed, and the school
 * wants to know whether it is that of the ticket's person (domain.md R45).
 *
 * Nothing waits for it, and it is served after everything else (the ledger's
 * low queue).  A service that is away is asked again a few times and
 * is then taken for one that cannot say; only `other` has a consequence, and
 * that is a person's look.
 */

#include "relay/relay.h"

int real_name_job(struct relay *relay, const struct job *job,
                  struct outcome *outcome) __attribute__((warn_unused_result));

#endif
