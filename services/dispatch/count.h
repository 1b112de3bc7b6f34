#ifndef DISPATCH_COUNT_H
#define DISPATCH_COUNT_H

/* count - the figures that dispatch shows (spec http-api.md, metrics). */

#include "dispatch/ledger.h"
#include "dispatch/peers.h"

/* Counters of accidents, with 0: a rate needs a first point. */
void count_show(void);
void count_bad_frame(void);
void count_redelivery(int stage);
void count_expired(int stage);
void count_duration(int stage, int64_t ms);
/* How a DONE ended. */
void count_done(const struct op *op, char letter);
void count_turn(size_t n_ops, double seconds);
void count_stats(const struct ledger_stats *stats);
void count_peers(const struct peers *peers);

#endif
