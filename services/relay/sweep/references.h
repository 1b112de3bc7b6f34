#ifndef RELAY_SWEEP_REFERENCES_H
#define RELAY_SWEEP_REFERENCES_H

/*
 * references - what the ledger refers to.
 *
 * Every location that stands anywhere in a hash or a string of Redis counts,
 * whatever it stands there for: a job's files, a student's drafts and
 * submissions, a batch.  What is added to the ledger later is safe from the
 * first day, and nothing here has to know its form.
 *
 * SCAN gives every key that is there all the while.  A file goes from a job to
 * a state and from there to a batch, and each keeps it for a day at least when
 * the next one has it; so no file can slip through between two keys.
 */

#include "net/redis.h"
#include "relay/sweep/seen.h"

/* 0, or a negative errno: -ETIME when it takes longer than that. */
int references_read(struct redis *redis, int64_t until_mono_ms,
                    struct seen *ret) __attribute__((warn_unused_result));

#endif
