#include "billing/bill/report.h"

#include "core/check.h"
#include "core/time.h"

#include <stdlib.h>

struct report *report_new(void)
{
    struct report *report = must_alloc(sizeof *report);

    report->differences = json_array();
    return report;
}

struct report *report_free(struct report *report)
{
    if (!report)
        return NULL;
    json_decref(report->differences);
    free(report);
    return NULL;
}

void report_freep(struct report **report)
{
    *report = report_free(*report);
}

void report_add_bill(struct report *report, const struct statement *bill)
{
    for (size_t i = 0; i < bill->n; i++) {
        bool is_refund = bill->at[i].is_refund;

        report->bill.orders += !is_refund;
        report->bill.refunds += is_refund;
        report->bill.paid_fen += is_refund ? 0 : bill->at[i].fen;
        report->bill.refunded_fen += is_refund ? bill->at[i].fen : 0;
    }
}

void report_add_ours(struct report *report, const struct reconcile_day *day,
                     const struct order *order)
{
    bool is_paid = reconcile_is_paid(day, order);
    bool is_refunded = reconcile_is_refunded(day, order);

    report->ours.orders += is_paid;
    report->ours.refunds += is_refunded;
    report->ours.paid_fen += is_paid ? order->amount_fen : 0;
    report->ours.refunded_fen += is_refunded ? order->amount_fen : 0;
}

static json_t *fen(int64_t amount)
{
    return amount < 0 ? json_null() : json_integer(amount);
}

void report_add_difference(struct report *report, const struct difference *d)
{
    static const char *const MENDS[] = {
        [MEND_NONE] = "none",
        [MEND_QUERY] = "queried",
        [MEND_REFUND] = "refund_asked_again",
    };

    report->has[d->kind] = true;
    (void)json_array_append_new(
        report->differences,
        json_pack("{ss ss* ss* so so ss}", "kind", difference_name(d->kind),
                  "order_no", *d->order_no ? d->order_no : NULL, "student_uid",
                  *d->uid ? d->uid : NULL, "ours_fen", fen(d->ours_fen),
                  "bill_fen", fen(d->bill_fen), "mend", MENDS[d->mend]));
}

bool report_is_balanced(const struct report *report)
{
    return json_array_size(report->differences) == 0;
}

/* Borrows the list where it may be shown whole. */
static json_t *shown(const struct report *report, size_t most)
{
    json_t *list;

    if (json_array_size(report->differences) <= most)
        return json_incref(report->differences);
    list = json_array();
    for (size_t i = 0; i < most; i++)
        (void)json_array_append(list, json_array_get(report->differences, i));
    return list;
}

json_t *report_json(const struct report *r, const char *date, int64_t now_ms,
                    size_t differences_max)
{
    char now[TIME_TEXT_SIZE];

    time_format(now_ms, now);
    return json_pack("{ss ss ss sI sI sI sI sI sI sI sI sI so}", "date", date,
                     "state", report_is_balanced(r) ? "balanced" : "different",
                     "made_at", now, "orders", (json_int_t)r->ours.orders,
                     "paid_fen", (json_int_t)r->ours.paid_fen, "refunds",
                     (json_int_t)r->ours.refunds, "refunded_fen",
                     (json_int_t)r->ours.refunded_fen, "bill_orders",
                     (json_int_t)r->bill.orders, "bill_paid_fen",
                     (json_int_t)r->bill.paid_fen, "bill_refunds",
                     (json_int_t)r->bill.refunds, "bill_refunded_fen",
                     (json_int_t)r->bill.refunded_fen, "differences_total",
                     (json_int_t)json_array_size(r->differences), "differences",
                     shown(r, differences_max));
}
