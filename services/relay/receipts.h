#ifndef RELAY_RECEIPTS_H
#define RELAY_RECEIPTS_H

/*
 * receipts - the end of a batch: billing hears of each photo what the registry
 * says (R33, R34), and the batch is answered.
 */

#include "relay/answer.h"
#include "relay/sealed.h"

/*
 * receipts: one per photo of the batch, in its order; each has its result and
 * the record that is kept with the student.  Of accepted ones whose record is
 * signed by the registry our own receipt is made too (chain.h).  Saves the
 * batch as answered and ends the job.  0 or a negative errno.
 */
int receipts_commit(const struct relay *relay, struct sealed *sealed,
                    const struct receipt *receipts, int64_t now_ms,
                    struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
