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
 *
 * A relay does one job at a time, so a service that says nothing would hold up
 * batches, sheets and erasure: after a call that took long and failed, nobody
 * is asked for a minute, and all such jobs wait (docs/decisions/0069).
 */

#include "relay/relay.h"

int real_name_job(struct relay *relay, const struct job *job,
                  struct outcome *outcome) __attribute__((warn_unused_result));

#endif
