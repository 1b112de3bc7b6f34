#ifndef BILLING_SEASON_END_H
#define BILLING_SEASON_END_H

/*
 * season_end - when a season came to its end (domain.md R27), from which what
 * is kept of it is counted (R41).  One that only pauses has not ended.
 */

#include "core/bytes.h"
#include "net/redis.h"

/* Of a season's document; 0: it has not ended, or there is none. */
int64_t season_end_of(struct bytes document);

/* The same of the season of that id.  0 or a fault of Redis. */
int season_end_read(struct redis *redis, const char *season, int64_t *ret_ms)
    __attribute__((warn_unused_result));

#endif
