#ifndef INGEST_OPS_RATES_H
#define INGEST_OPS_RATES_H

/*
 * ops_rates - jobs a second into and out of each stage: the difference
 * between two looks at the ledger's totals (c:jobs).
 */

#include "net/redis_async.h"

struct ops_rates;

struct ops_rates *ops_rates_new(void);
void ops_rates_free(struct ops_rates *r); /* NULL is fine */

struct ops_totals {
    int64_t admitted, done, rejected;
};

/* Takes a reply of HGETALL c:jobs, whose fields in:<stage> and out:<stage>
 * count what entered and left a stage. */
void ops_rates_sample(struct ops_rates *r, const struct redis_reply *reply,
                      int64_t now_ms, struct ops_totals *ret);

struct ops_rate {
    double in_per_s, out_per_s; /* 0 before the second look */
};
struct ops_rate ops_rate_of(const struct ops_rates *r, const char *stage);

#endif
