#include "sandbox/serve.h"

#include "core/cleanup.h"
#include "core/random.h"
#include "core/time.h"
#include "sandbox/store.h"

#include <stdio.h>
#include <string.h>

static int64_t amount_of(const json_t *object, const char *name)
{
    return json_integer_value(
        json_object_get(json_object_get(object, "amount"), name));
}

struct sum {
    const char *transaction_id;
    int64_t fen;
};

static void add_refund(void *ctx, const char *id, json_t *refund)
{
    struct sum *sum = ctx;

    (void)id;
    if (strcmp(json_text(refund, "transaction_id"), sum->transaction_id) == 0)
        sum->fen += amount_of(refund, "refund");
}

/* What is to go back: one payment by its transaction, or the order's latest.
 * An order that nobody has paid stands for itself. */
static json_t *payment_of(const struct pay *pay, const json_t *asked)
{
    const char *transaction_id = json_text(asked, "transaction_id");
    json_t *order;
    json_t *payment;

    if (*transaction_id)
        return pay_payment_load(pay, transaction_id);
    order = pay_order_load(pay, json_text(asked, "out_trade_no"));
    payment = pay_payment_load(pay, json_text(order, "transaction_id"));
    if (!payment)
        return order;
    json_decref(order);
    return payment;
}

/* Exactly one of the two says what. */
static bool names_one(const json_t *asked)
{
    return !*json_text(asked, "transaction_id") !=
           !*json_text(asked, "out_trade_no");
}

/* Also counts what went back before: never more than was paid. */
static const char *fault_of(const struct pay *pay, const json_t *payment,
                            const json_t *asked)
{
    const char *state = json_text(payment, "trade_state");
    struct sum sum = {json_text(payment, "transaction_id"), 0};

    if (!store_is_id(json_text(asked, "out_refund_no")) || !names_one(asked) ||
        amount_of(asked, "refund") <= 0)
        return "PARAM_ERROR";
    if (!payment)
        return "RESOURCE_NOT_EXISTS";
    if (strcmp(state, "SUCCESS") != 0 && strcmp(state, "REFUND") != 0)
        return "INVALID_REQUEST";
    if (amount_of(asked, "total") != amount_of(payment, "total"))
        return "PARAM_ERROR";
    store_each(pay->state, "refunds", add_refund, &sum);
    if (sum.fen + amount_of(asked, "refund") > amount_of(payment, "total"))
        return "INVALID_REQUEST";
    return NULL;
}

/* Done at once; only the first answer still says PROCESSING, as WeChat's. */
static json_t *new_refund(const json_t *payment, const json_t *asked)
{
    json_int_t refund = amount_of(asked, "refund");
    json_int_t total = amount_of(asked, "total");
    char id[33];

    random_id(id, 14);
    return json_pack(
        "{ss sO sO sO ss ss so so ss ss s{sI sI sI sI sI sI sI ss}}",
        "refund_id", id, "out_refund_no",
        json_object_get(asked, "out_refund_no"), "transaction_id",
        json_object_get(payment, "transaction_id"), "out_trade_no",
        json_object_get(payment, "out_trade_no"), "channel", "ORIGINAL",
        "user_received_account", "支付用户零钱", "create_time", pay_moment(0),
        "success_time", pay_moment(0), "status", "SUCCESS", "funds_account",
        "UNSETTLED", "amount", "total", total, "refund", refund, "payer_total",
        total, "payer_refund", refund, "settlement_total", total,
        "settlement_refund", refund, "discount_refund", (json_int_t)0,
        "currency", "CNY");
}

static void notify(struct pay *pay, const json_t *payment, const json_t *refund,
                   const json_t *asked)
{
    const json_t *amount = json_object_get(refund, "amount");
    const char *url = json_text(asked, "notify_url");
    json_t *resource = json_pack(
        "{sO sO sO sO sO ss sO sO s{sO sO sO sO}}", "mchid",
        json_object_get(payment, "mchid"), "out_trade_no",
        json_object_get(refund, "out_trade_no"), "transaction_id",
        json_object_get(refund, "transaction_id"), "out_refund_no",
        json_object_get(refund, "out_refund_no"), "refund_id",
        json_object_get(refund, "refund_id"), "refund_status", "SUCCESS",
        "success_time", json_object_get(refund, "success_time"),
        "user_received_account",
        json_object_get(refund, "user_received_account"), "amount", "total",
        json_object_get(amount, "total"), "refund",
        json_object_get(amount, "refund"), "payer_total",
        json_object_get(amount, "payer_total"), "payer_refund",
        json_object_get(amount, "payer_refund"));

    if (*url)
        (void)pay_notices_add(
            pay->notices,
            &(struct pay_notice){.url = url,
                                 .order_no = json_text(refund, "out_trade_no"),
                                 .event = "REFUND.SUCCESS",
                                 .type = "refund",
                                 .resource = resource,
                                 .copies = 1});
    json_decref(resource);
}

/* The order follows its latest payment. */
static bool commit(struct pay *pay, json_t *payment, const json_t *refund)
{
    _cleanup_(json_freep) json_t *order =
        pay_order_load(pay, json_text(payment, "out_trade_no"));
    json_t *is_back = json_string("REFUND");
    bool is_latest = strcmp(json_text(order, "transaction_id"),
                            json_text(payment, "transaction_id")) == 0;

    (void)json_object_set(payment, "trade_state", is_back);
    if (is_latest)
        (void)json_object_set(order, "trade_state", is_back);
    json_decref(is_back);
    return store_put(pay->state, "refunds", json_text(refund, "out_refund_no"),
                     refund) == 0 &&
           pay_payment_save(pay, payment) && pay_order_save(pay, order);
}

static void create(struct pay *pay, json_t *payment, const json_t *asked,
                   struct web_reply *reply)
{
    const char *fault = fault_of(pay, payment, asked);
    json_t *refund;

    if (fault) {
        pay_refuse(pay, reply, payment ? 400 : 404, fault);
        return;
    }
    refund = new_refund(payment, asked);
    if (!refund || !commit(pay, payment, refund)) {
        json_decref(refund);
        pay_refuse(pay, reply, 500, "SYSTEM_ERROR");
        return;
    }
    notify(pay, payment, refund, asked);
    (void)json_object_set_new(refund, "status", json_string("PROCESSING"));
    (void)json_object_del(refund, "success_time");
    pay_answer(pay, reply, 200, refund);
}

void pay_refund_create(void *ctx, const struct web_request *request,
                       struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    _cleanup_(json_freep) json_t *asked = NULL;
    _cleanup_(json_freep) json_t *before = NULL;
    _cleanup_(json_freep) json_t *payment = NULL;

    if (!pay_admit(pay, request, reply))
        return;
    asked = json_of(request->body);
    before =
        store_get(pay->state, "refunds", json_text(asked, "out_refund_no"));
    payment = payment_of(pay, asked);
    if (!before)
        create(pay, payment, asked, reply);
    else if (amount_of(before, "refund") != amount_of(asked, "refund"))
        pay_refuse(pay, reply, 400, "INVALID_REQUEST");
    else
        pay_answer(pay, reply, 200, json_incref(before));
}

void pay_refund_query(void *ctx, const struct web_request *request,
                      struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    json_t *refund;

    if (!pay_admit(pay, request, reply))
        return;
    refund = store_get(pay->state, "refunds", request->args[0]);
    if (refund)
        pay_answer(pay, reply, 200, refund);
    else
        pay_refuse(pay, reply, 404, "RESOURCE_NOT_EXISTS");
}
