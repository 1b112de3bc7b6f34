#ifndef SANDBOX_PAY_H
#define SANDBOX_PAY_H

/*
 * pay - the sandbox's payment provider: the WeChat Pay v3 calls that tucai
 * makes, notices, and a desk at which an order is paid (or goes wrong).
 *
 *   pay_crypto   keys, signatures, sealing
 *   pay_gate     is a request the merchant's? signs every answer
 *   pay_order    create, query, close
 *   pay_refund   refunds
 *   pay_bill     trade bills, whose lines pay_csv writes
 *   pay_notice   tells the merchant, again and again
 *   pay_desk     what a person or a test presses: /sandbox/...
 */

#include "sandbox/json.h"
#include "sandbox/pay_crypto.h"
#include "sandbox/pay_notice.h"
#include "sandbox/web.h"

/* How answers misbehave, for tests (POST /sandbox/mode). */
enum pay_mode {
    PAY_MODE_NORMAL,
    PAY_MODE_DOWN,     /* 500 to everything                 */
    PAY_MODE_BUSY,     /* 429 FREQUENCY_LIMITED             */
    PAY_MODE_UNSIGNED, /* right answers without a signature */
    PAY_MODE_FORGED,   /* signed over other bytes           */
    PAY_MODE_STALE,    /* signed ten minutes ago            */
};

struct pay {
    const char *state;      /* folder of orders and refunds   */
    const char *public_url; /* of this desk; empty: as called */
    struct pay_keys keys;
    struct pay_notices *notices;
    enum pay_mode mode;
};

/* Every handler's ctx is a struct sandbox (serve.h). */
web_handler pay_create_native, pay_create_h5, pay_create_jsapi;
web_handler pay_query, pay_close, pay_refund_create, pay_refund_query;
web_handler pay_certificates, pay_bill, pay_bill_file;
web_handler pay_desk_page, pay_desk_pay, pay_desk_order, pay_desk_mode;
web_handler pay_desk_bill;

/* ---- the gate ---- */

/* True if the merchant signed this; else the reply is a signed 401. */
bool pay_admit(struct pay *pay, const struct web_request *request,
               struct web_reply *reply);

/* Signed answers.  Take the object; NULL: 204 without a body. */
void pay_answer(struct pay *pay, struct web_reply *reply, int status,
                json_t *object);
void pay_refuse(struct pay *pay, struct web_reply *reply, int status,
                const char *code);

/* ---- the state ---- */

/* "2025-06-01T08:00:00+08:00" of now + ahead_ms, as a new text. */
json_t *pay_moment(int64_t ahead_ms);

/* Order documents: what the provider answers to a query, and under "_" what
 * it keeps for itself {notify_url, description, time_expire}. */
json_t *pay_order_load(const struct pay *pay, const char *order_no);
bool pay_order_save(const struct pay *pay, const json_t *order);
/* What one payment of an order was, by its transaction: the order at that
 * moment.  An order that is paid twice has two. */
json_t *pay_payment_load(const struct pay *pay, const char *transaction_id);
bool pay_payment_save(const struct pay *pay, const json_t *order);
/* A copy without "_". */
json_t *pay_order_public(const json_t *order);

#endif
