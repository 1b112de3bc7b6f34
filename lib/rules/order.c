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

const char *order_provider_no(const struct order *order)
{
    return order->second_of[0] ? order->second_of : order->no;
}

struct order *orders_by_transaction(struct orders *orders, const char *no,
                                    const char *transaction_id)
{
    for (size_t i = 0; i < orders->len; i++) {
        struct order *o = &orders->at[i];

        if (strcmp(order_provider_no(o), no) == 0 &&
            strcmp(o->transaction_id, transaction_id) == 0)
            return o;
    }
    return NULL;
}

struct order *orders_by_refund(struct orders *orders, const char *no,
                               const char *refund_no)
{
    for (size_t i = 0; i < orders->len; i++) {
        struct order *o = &orders->at[i];

        bool is_named =
            strcmp(o->no, no) == 0 || strcmp(order_provider_no(o), no) == 0;

        if (is_named && o->refund_no[0] && strcmp(o->refund_no, refund_no) == 0)
            return o;
    }
    return NULL;
}

struct order *orders_latest(struct orders *orders, const char *submission_id)
{
    for (size_t i = orders->len; i > 0; i--) {
        struct order *o = &orders->at[i - 1];

        if (!o->second_of[0] && strcmp(o->submission_id, submission_id) == 0)
            return o;
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

static void copy_no(char ret[33], const char *no)
{
    memset(ret, 0, 33);
    memcpy(ret, no, strnlen(no, 32));
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

/* Its number is the order's, and which further payment of it this is. */
static void number_second(const struct orders *orders, struct order *second)
{
    unsigned n = 2;

    for (size_t i = 0; i < orders->len; i++)
        n += strcmp(orders->at[i].second_of, second->second_of) == 0;
    (void)snprintf(second->no, sizeof second->no, "%.28s-%u", second->second_of,
                   n);
}

/* The same order paid by another transaction (R26). */
static enum credit take_second(struct orders *orders, const struct order *first,
                               const struct payment *payment)
{
    struct order second = {
        .amount_fen = first->amount_fen,
        .created_ms = first->created_ms,
        .expires_ms = first->expires_ms,
    };

    memcpy(second.submission_id, first->submission_id,
           sizeof second.submission_id);
    memcpy(second.channel, first->channel, sizeof second.channel);
    copy_no(second.second_of, first->no);
    number_second(orders, &second);
    take_money(&second, payment);
    start_refund(&second);
    return orders_add(orders, &second) ? CREDIT_SECOND : CREDIT_FULL;
}

/* Without a number on one of the two sides it is taken for the same. */
static bool is_known(struct orders *orders, const struct order *first,
                     const struct payment *payment)
{
    return !*payment->transaction_id || !first->transaction_id[0] ||
           orders_by_transaction(orders, payment->order_no,
                                 payment->transaction_id);
}

enum credit order_credit(struct orders *orders, const struct payment *payment,
                         bool covered)
{
    struct order *order = orders_find(orders, payment->order_no);

    if (!order || order->second_of[0])
        return CREDIT_UNKNOWN;
    if (payment->amount_fen != order->amount_fen)
        return CREDIT_WRONG_AMOUNT;
    if (order->paid_ms && is_known(orders, order, payment))
        return CREDIT_AGAIN;
    if (order->paid_ms)
        return take_second(orders, order, payment);
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
