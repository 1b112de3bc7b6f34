#ifndef RULES_ORDER_H
#define RULES_ORDER_H

/*
 * order - what a student owes and has paid; money is credited exactly once
 * (R24-R27).
 *
 *   created --> paid --> refunding --> refunded
 *      |                     ^
 *      v                     |
 *   expired --(late money)---+
 *
 * A second transaction of one order is an order of its own in the books, which
 * begins as refunding: what the first one has paid for stays paid.
 *
 * Pure.  Amounts in fen.
 */

#include "rules/drafts.h"

enum order_state {
    ORDER_NONE,
    ORDER_CREATED,
    ORDER_PAID,
    ORDER_REFUNDING,
    ORDER_REFUNDED,
    ORDER_EXPIRED,
    ORDER_STATES,
};

#define ORDERS_MAX 24
#define ORDER_PAY_SIZE 1024

struct order {
    char no[33];        /* the provider takes 6..32 characters */
    char second_of[33]; /* the order that was paid twice; else "" */
    char submission_id[ID_SIZE];
    enum order_state state;
    int64_t amount_fen, prints;
    char channel[8]; /* native, h5, jsapi */
    int64_t created_ms, expires_ms, paid_ms, refunded_ms;
    char transaction_id[ID_SIZE];
    char refund_no[ID_SIZE];
    char pay_json[ORDER_PAY_SIZE]; /* "" until the provider gave it */
    char pay_failure[ID_SIZE];     /* why it did not, or "" */
};

struct orders {
    size_t len;
    struct order at[ORDERS_MAX]; /* oldest first */
};

/* What the provider says was paid. */
struct payment {
    const char *order_no, *transaction_id;
    int64_t amount_fen;
    int64_t paid_ms;
};

enum credit {
    CREDIT_NEW,          /* the order is paid by this                      */
    CREDIT_AGAIN,        /* known already: nothing changes                 */
    CREDIT_REFUND,       /* late or second money: it goes back by itself   */
    CREDIT_SECOND,       /* by another transaction: that one goes back     */
    CREDIT_FULL,         /* likewise, and there is no room to note it      */
    CREDIT_WRONG_AMOUNT, /* not what was asked for: nothing is credited    */
    CREDIT_UNKNOWN,      /* no such order                                  */
};

/*
 * Judges and, for NEW and REFUND, writes the order: paid, or refunding with a
 * refund number; for SECOND, adds one (orders_by_transaction) that is
 * refunding. `covered`: nothing is left to pay for, as another order has paid
 * already (R25) or the season is closed (R27).
 */
enum credit order_credit(struct orders *orders, const struct payment *payment,
                         bool covered);

/* A paid order goes back: refunding, with its refund number.  False if it is
 * not paid. */
bool order_refund(struct order *order);

struct order *orders_find(struct orders *orders, const char *no);

/* What a transaction has paid of this order number: the order itself or a
 * second_of it.  NULL: it is not known. */
struct order *orders_by_transaction(struct orders *orders, const char *no,
                                    const char *transaction_id);

/* What goes back under that number, of this order number.  NULL: nothing. */
struct order *orders_by_refund(struct orders *orders, const char *no,
                               const char *refund_no);

/* The number that the provider knows it by. */
const char *order_provider_no(const struct order *order);

/* The latest of a submission, but no second_of; NULL if it has none. */
struct order *orders_latest(struct orders *orders, const char *submission_id);

/* Adds one; the oldest expired one makes room.  False if all are needed. */
bool orders_add(struct orders *orders, const struct order *order);

/* "created", "paid", "refunding", "refunded", "expired"; "none". */
const char *order_state_name(enum order_state state);

#endif
