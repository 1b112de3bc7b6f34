#ifndef BILLING_BILL_REPORT_H
#define BILLING_BILL_REPORT_H

/*
 * report - what a reconciliation found, as GET /reconciliation shows it:
 *
 *   {date, state, made_at, orders, paid_fen, refunds, refunded_fen,
 *    bill_orders, bill_paid_fen, bill_refunds, bill_refunded_fen,
 *    differences_total, differences: [{kind, order_no, student_uid, ours_fen,
 *    bill_fen, mend}]}
 *
 * state is `balanced` or `different`.  Pure.
 */

#include "billing/bill/reconcile.h"

#include <jansson.h>

struct report_sums {
    int64_t orders, paid_fen, refunds, refunded_fen;
};

struct report {
    struct report_sums ours, bill;
    json_t *differences;
    bool has[DIFFERENCES]; /* is there one of the kind? */
};

struct report *report_new(void);
struct report *report_free(struct report *report); /* NULL */
void report_freep(struct report **report);

void report_add_bill(struct report *report, const struct statement *bill);
void report_add_ours(struct report *report, const struct reconcile_day *day,
                     const struct order *order);
void report_add_difference(struct report *report,
                           const struct difference *difference);

bool report_is_balanced(const struct report *report);

/* With at most differences_max of them listed.  A new reference. */
json_t *report_json(const struct report *report, const char *date,
                    int64_t now_ms, size_t differences_max);

#endif
