#include "rules/order.h"

#include "core/check.h"

#include <stdio.h>
#include <string.h>

struct order *orders_find(struct orders *orders, const char *no)
{
    for (size_t i = 0; i < orders->len; i++) {
        if (strcmp(orders->at[i].no, no) == 0)
            return &orders->at[i];
    }
    return NULL;
}

struct order *orders_latest(struct orders *orders, const char *submission_id)
{
    for (size_t i = orders->len; i > 0; i--) {
        if (strcmp(orders->at[i - 1].submission_id, submission_id) == 0)
            return &orders->at[i - 1];
    }
    return NULL;
}

/* Only an expired order that never saw money may be forgotten. */
static bool make_room(struct orders *orders)
{
    for (size_t i = 0; i < orders->len; i++) {
        if (orders->at[i].state != ORDER_EXPIRED)
            continue;
        orders->len--;
        memmove(&orders->at[i], &orders->at[i + 1],
                (orders->len - i) * sizeof *orders->at);
        return true;
    }
    return false;
}

bool orders_add(struct orders *orders, const struct order *order)
{
    if (orders->len == ORDERS_MAX && !make_room(orders))
        return false;
    orders->at[orders->len++] = *order;
    return true;
}

/* One refund per order, so its number is the order's own. */
static void start_refund(struct order *order)
{
    order->state = ORDER_REFUNDING;
    (void)snprintf(order->refund_no, sizeof order->refund_no, "%sR", order->no);
}

static void take_money(struct order *order, const struct payment *payment)
{
    order->paid_ms = payment->paid_ms;
    memset(order->transaction_id, 0, sizeof order->transaction_id);
    strncpy(order->transaction_id, payment->transaction_id,
            sizeof order->transaction_id - 1);
}

enum credit order_credit(struct orders *orders, const struct payment *payment,
                         bool covered)
{
    struct order *order = orders_find(orders, payment->order_no);

    if (!order)
        return CREDIT_UNKNOWN;
    if (payment->amount_fen != order->amount_fen)
        return CREDIT_WRONG_AMOUNT;
    if (order->paid_ms)
        return CREDIT_AGAIN;
    take_money(order, payment);
    if (order->state == ORDER_CREATED && !covered) {
        order->state = ORDER_PAID;
        return CREDIT_NEW;
    }
    start_refund(order);
    return CREDIT_REFUND;
}

bool order_refund(struct order *order)
{
    if (order->state != ORDER_PAID)
        return false;
    start_refund(order);
    return true;
}

const char *order_state_name(enum order_state state)
{
    static const char *const NAMES[ORDER_STATES] = {
        [ORDER_NONE] = "none",         [ORDER_CREATED] = "created",
        [ORDER_PAID] = "paid",         [ORDER_REFUNDING] = "refunding",
        [ORDER_REFUNDED] = "refunded", [ORDER_EXPIRED] = "expired",
    };

    CHECK(state < ORDER_STATES);
    return NAMES[state];
}
