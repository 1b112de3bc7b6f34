#ifndef SERVICE_COUNTER_H
#define SERVICE_COUNTER_H

/*
 * counter - what a handler counts for its process's /metrics.
 *
 * Handlers run in the compute child, the metrics live in its parent.  So a
 * stage lists its counters in worker_spec.counters, and the child sends
 * numbers only: which counter, which of its values.  Names never come from
 * there: a child in an attacker's hands can miscount, no more.
 *
 * Counted when the ledger has acknowledged the outcome, so a decision that was
 * made again after a conflict counts once.  One whose acknowledgement was lost
 * is not counted: figures to look at, not books.
 */

#include "service/metrics.h"

struct counter {
    struct metric_family family; /* a METRIC_COUNTER of one label */
    unsigned first, last;        /* the label's values, as numbers */
    const char *(*value_name)(unsigned value);
};

#define COUNTS_MAX 64 /* of one outcome */

struct count {
    uint32_t counter; /* its place in the stage's list */
    uint32_t value;
};

/* Shows every counter with 0 for each value; a rate needs a first point. */
void counters_show(const struct counter *counters, size_t n_counters);

/* One more each; what names no counter or no value of it is left out. */
void counters_add(const struct counter *counters, size_t n_counters,
                  const struct count *counts, size_t n);

#endif
