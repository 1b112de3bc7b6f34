#ifndef BILLING_JOURNAL_APPEND_H
#define BILLING_JOURNAL_APPEND_H

/*
 * append - a job of kind `journal`: takes what waits in the outbox into the
 * journal.  Every event comes with such a job in the same commit; whichever of
 * them runs first takes all there is, the others find nothing left.
 *
 * The outbox is trimmed by the job's own commit, after the lines are durable.
 * A folder that cannot be written: outcome_later, and the outbox keeps it all.
 */

#include "net/redis.h"
#include "proof/signature.h"
#include "service/job.h"
#include "service/outcome.h"

struct journal {
    const char *folder;
    struct signature_key *key; /* owned */
    struct redis *redis;       /* borrowed */
};

void append_handle(const struct journal *journal, const struct job *job,
                   struct outcome *outcome);

#endif
