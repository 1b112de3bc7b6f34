#include "billing/bill/reconcile.h"

#include "core/check.h"

#include <string.h>

enum { NOTHING = -1 };

const char *difference_name(enum difference_kind kind)
{
    static const char *const NAMES[DIFFERENCES] = {
        [DIFFERENCE_UNKNOWN_ORDER] = "unknown_order",
        [DIFFERENCE_NOT_CREDITED] = "not_credited",
        [DIFFERENCE_NOT_IN_BILL] = "not_in_bill",
        [DIFFERENCE_AMOUNT] = "amount",
        [DIFFERENCE_TRANSACTION] = "transaction",
        [DIFFERENCE_OTHER_DAY] = "other_day",
        [DIFFERENCE_PAID_TWICE] = "paid_twice",
        [DIFFERENCE_REFUND_NOT_HERE] = "refund_not_here",
        [DIFFERENCE_REFUND_NOT_IN_BILL] = "refund_not_in_bill",
        [DIFFERENCE_REFUND_AMOUNT] = "refund_amount",
        [DIFFERENCE_REFUND_NUMBER] = "refund_number",
        [DIFFERENCE_REFUNDED_TWICE] = "refunded_twice",
        [DIFFERENCE_NO_SUBMISSION] = "no_submission",
        [DIFFERENCE_UNPAID_SUBMISSION] = "unpaid_submission",
    };

    CHECK(kind < DIFFERENCES);
    return NAMES[kind];
}

static bool is_in(const struct reconcile_day *day, int64_t at_ms)
{
    return at_ms >= day->from_ms && at_ms < day->to_ms;
}

bool reconcile_is_paid(const struct reconcile_day *day,
                       const struct order *order)
{
    return is_in(day, order->paid_ms);
}

bool reconcile_is_refunded(const struct reconcile_day *day,
                           const struct order *order)
{
    return order->state == ORDER_REFUNDED && is_in(day, order->refunded_ms);
}

/* What one payment, and what went back of it, is looked at for. */
struct matter {
    const struct reconcile_day *day;
    const struct own_order *own;
    const struct order *order; /* own's, or one of its seconds */
};

static void tell(const struct matter *m, enum difference_kind kind,
                 enum mend mend, const struct statement_line *line)
{
    const struct difference difference = {
        .kind = kind,
        .mend = mend,
        .order_no = m->own->order.no,
        .uid = m->own->uid,
        .ours_fen = m->own->is_known ? m->order->amount_fen : NOTHING,
        .bill_fen = line ? line->fen : NOTHING,
        .order = m->order,
    };

    m->day->tell(m->day->ctx, &difference);
}

/* ---- payments ---- */

static void check_payment(const struct matter *m,
                          const struct statement_line *line)
{
    const struct order *order = m->order;

    if (!m->own->is_known) {
        tell(m, DIFFERENCE_UNKNOWN_ORDER, MEND_NONE, line);
        return;
    }
    if (line->fen != order->amount_fen)
        tell(m, DIFFERENCE_AMOUNT, MEND_NONE, line);
    if (!order->paid_ms) {
        tell(m, DIFFERENCE_NOT_CREDITED, MEND_QUERY, line);
        return;
    }
    if (strcmp(line->transaction_id, order->transaction_id) != 0)
        tell(m, DIFFERENCE_TRANSACTION, MEND_NONE, line);
    if (!reconcile_is_paid(m->day, order))
        tell(m, DIFFERENCE_OTHER_DAY, MEND_NONE, line);
}

/* ---- refunds ---- */

static void check_refund(const struct matter *m,
                         const struct statement_line *line)
{
    const struct order *order = m->order;
    bool is_under_way = order->state == ORDER_REFUNDING;

    if (!m->own->is_known) {
        tell(m, DIFFERENCE_UNKNOWN_ORDER, MEND_NONE, line);
        return;
    }
    if (order->state != ORDER_REFUNDED) {
        tell(m, DIFFERENCE_REFUND_NOT_HERE,
             is_under_way ? MEND_REFUND : MEND_NONE, line);
        return;
    }
    if (line->fen != order->amount_fen)
        tell(m, DIFFERENCE_REFUND_AMOUNT, MEND_NONE, line);
    if (strcmp(line->refund_no, order->refund_no) != 0)
        tell(m, DIFFERENCE_REFUND_NUMBER, MEND_NONE, line);
}

/* ---- both ---- */

/* What our book says and no line does. */
static void check_ours(const struct matter *m, size_t payments, size_t refunds)
{
    const struct order *order = m->order;

    if (!m->own->is_known)
        return;
    if (payments == 0 && reconcile_is_paid(m->day, order))
        tell(m, DIFFERENCE_NOT_IN_BILL, MEND_NONE, NULL);
    if (refunds == 0 && reconcile_is_refunded(m->day, order))
        tell(m, DIFFERENCE_REFUND_NOT_IN_BILL, MEND_NONE, NULL);
    if (order->state == ORDER_PAID && reconcile_is_paid(m->day, order) &&
        !m->own->has_submission)
        tell(m, DIFFERENCE_NO_SUBMISSION, MEND_NONE, NULL);
}

/* A line is about the second payment whose transaction it names; all others
 * are about the order itself. */
static bool is_about(const struct matter *m, const struct statement_line *line)
{
    const struct orders *seconds = &m->own->seconds;
    const struct order *found = &m->own->order;

    for (size_t i = 0; i < seconds->len; i++) {
        if (strcmp(seconds->at[i].transaction_id, line->transaction_id) == 0)
            found = &seconds->at[i];
    }
    return found == m->order;
}

static void reconcile_payment(const struct matter *m,
                              const struct statement_line *lines, size_t n)
{
    size_t payments = 0, refunds = 0;

    for (size_t i = 0; i < n; i++) {
        if (!is_about(m, &lines[i]))
            continue;
        if (lines[i].is_refund && refunds++ == 0)
            check_refund(m, &lines[i]);
        else if (lines[i].is_refund)
            tell(m, DIFFERENCE_REFUNDED_TWICE, MEND_NONE, &lines[i]);
        else if (payments++ == 0)
            check_payment(m, &lines[i]);
        else
            tell(m, DIFFERENCE_PAID_TWICE, MEND_NONE, &lines[i]);
    }
    check_ours(m, payments, refunds);
}

void reconcile_order(const struct reconcile_day *day,
                     const struct own_order *own,
                     const struct statement_line *lines, size_t n)
{
    struct matter m = {.day = day, .own = own, .order = &own->order};

    reconcile_payment(&m, lines, n);
    for (size_t i = 0; i < own->seconds.len; i++) {
        m.order = &own->seconds.at[i];
        reconcile_payment(&m, lines, n);
    }
}
