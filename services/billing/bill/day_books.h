#ifndef BILLING_BILL_DAY_BOOKS_H
#define BILLING_BILL_DAY_BOOKS_H

/*
 * day_books - gathers the three books of a day and lets reconcile.h compare
 * them, order by order.
 */

#include "billing/bill/own.h"
#include "billing/bill/report.h"

/* What can be mended: a call at the provider about an order of ours. */
struct day_mend {
    enum mend mend;
    char uid[ID_SIZE];
    struct order order;
};

struct day_books {
    struct report *report; /* made by the caller, owned */
    size_t n;
    struct day_mend *mends;
};

void day_books_done(struct day_books *books);

/* 0, -ENOMEM, or own.h's faults.  Sorts nothing of the caller's. */
int day_books_compare(struct redis *redis, int64_t local_day,
                      const struct statement *bill, struct day_books *ret)
    __attribute__((warn_unused_result));

#endif
