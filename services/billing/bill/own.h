#ifndef BILLING_BILL_OWN_H
#define BILLING_BILL_OWN_H

/*
 * own - our side of a day's books, as Redis has it (booked.h's lists).
 *
 * Errors   0, a fault of Redis, or -EBADMSG: what is stored cannot be read.
 */

#include "billing/bill/reconcile.h"
#include "net/redis.h"

/* The members of one of the day's lists. */
int own_list(struct redis *redis, const char *list, int64_t day_ms,
             struct redis_reply **ret) __attribute__((warn_unused_result));

/* An order by its number; not known is no error. */
int own_order(struct redis *redis, const char *order_no, struct own_order *ret)
    __attribute__((warn_unused_result));

/* Is the student's submission in review or later, and nothing paid for it? */
int own_is_unpaid(struct redis *redis, const char *uid, bool *ret)
    __attribute__((warn_unused_result));

#endif
