#include "sandbox/serve.h"

#include "core/cleanup.h"
#include "core/random.h"
#include "core/time.h"
#include "sandbox/key_names.h"
#include "sandbox/store.h"

#include <stdio.h>
#include <string.h>

/* ---- the state ---- */

json_t *pay_moment(int64_t ahead_ms)
{
    char text[TIME_TEXT_SIZE];

    time_format(time_wall_ms() + ahead_ms, text);
    return json_string(text);
}

json_t *pay_order_load(const struct pay *pay, const char *order_no)
{
    return store_get(pay->state, "orders", order_no);
}

bool pay_order_save(const struct pay *pay, const json_t *order)
{
    return store_put(pay->state, "orders", json_text(order, "out_trade_no"),
                     order) == 0;
}

json_t *pay_payment_load(const struct pay *pay, const char *transaction_id)
{
    return store_get(pay->state, "payments", transaction_id);
}

bool pay_payment_save(const struct pay *pay, const json_t *order)
{
    json_t *payment = pay_order_public(order);
    int r = store_put(pay->state, "payments",
                      json_text(payment, "transaction_id"), payment);

    json_decref(payment);
    return r == 0;
}

json_t *pay_order_public(const json_t *order)
{
    json_t *copy = json_copy((json_t *)order);

    (void)json_object_del(copy, "_");
    return copy;
}

/* ---- create ---- */

static int64_t total_of(const json_t *object)
{
    return json_integer_value(
        json_object_get(json_object_get(object, "amount"), "total"));
}

/* NULL: the request is complete. */
static const char *fault_of(const json_t *asked, const char *channel)
{
    if (strcmp(json_text(asked, "mchid"), PAY_MCHID) != 0)
        return "MCH_NOT_EXISTS";
    if (strcmp(json_text(asked, "appid"), PAY_APPID) != 0)
        return "APPID_MCHID_NOT_MATCH";
    if (strlen(json_text(asked, "out_trade_no")) < 6 ||
        strlen(json_text(asked, "out_trade_no")) > 32 ||
        !store_is_id(json_text(asked, "out_trade_no")) ||
        !*json_text(asked, "description") || !*json_text(asked, "notify_url") ||
        total_of(asked) <= 0)
        return "PARAM_ERROR";
    if (strcmp(channel, "JSAPI") == 0 &&
        !*json_text(json_object_get(asked, "payer"), "openid"))
        return "PARAM_ERROR";
    if (strcmp(channel, "MWEB") == 0 &&
        !*json_text(json_object_get(asked, "scene_info"), "payer_client_ip"))
        return "PARAM_ERROR";
    return NULL;
}

static json_t *new_order(const json_t *asked, const char *channel)
{
    json_t *payer = json_object_get(asked, "payer");

    return json_pack("{ss ss sO ss ss s{sI sI ss ss} sO? s{sO sO sO?}}",
                     "appid", PAY_APPID, "mchid", PAY_MCHID, "out_trade_no",
                     json_object_get(asked, "out_trade_no"), "trade_type",
                     channel, "trade_state", "NOTPAY", "amount", "total",
                     (json_int_t)total_of(asked), "payer_total",
                     (json_int_t)total_of(asked), "currency", "CNY",
                     "payer_currency", "CNY", "payer", payer, "_", "notify_url",
                     json_object_get(asked, "notify_url"), "description",
                     json_object_get(asked, "description"), "time_expire",
                     json_object_get(asked, "time_expire"));
}

static bool is_same(const json_t *order, const json_t *asked,
                    const char *channel)
{
    return total_of(order) == total_of(asked) &&
           strcmp(json_text(order, "trade_type"), channel) == 0 &&
           strcmp(json_text(json_object_get(order, "_"), "description"),
                  json_text(asked, "description")) == 0;
}

/* Where to pay.  The desk's page stands for what WeChat would show. */
static json_t *target_of(const struct pay *pay,
                         const struct web_request *request, const json_t *order)
{
    const char *host = web_header(request, "Host");
    const char *channel = json_text(order, "trade_type");
    const char *no = json_text(order, "out_trade_no");
    char url[512];

    if (strcmp(channel, "JSAPI") == 0) {
        (void)snprintf(url, sizeof url, "wx%s", no);
        return json_pack("{ss}", "prepay_id", url);
    }
    if (*pay->public_url)
        (void)snprintf(url, sizeof url, "%s/sandbox/pay/%s", pay->public_url,
                       no);
    else
        (void)snprintf(url, sizeof url, "http://%s/sandbox/pay/%s",
                       host ? host : "localhost", no);
    return json_pack("{ss}",
                     strcmp(channel, "MWEB") == 0 ? "h5_url" : "code_url", url);
}

/* An order that is there already: NULL if it may still be paid as asked. */
static const char *obstacle_of(const json_t *order, const json_t *asked,
                               const char *channel)
{
    const char *state = json_text(order, "trade_state");

    if (strcmp(state, "CLOSED") == 0)
        return "ORDER_CLOSED";
    if (strcmp(state, "NOTPAY") != 0)
        return "ORDERPAID";
    return is_same(order, asked, channel) ? NULL : "OUT_TRADE_NO_USED";
}

static void create(struct pay *pay, const struct web_request *request,
                   struct web_reply *reply, const char *channel)
{
    _cleanup_(json_freep) json_t *asked = NULL;
    _cleanup_(json_freep) json_t *order = NULL;
    const char *fault;

    if (!pay_admit(pay, request, reply))
        return;
    asked = json_of(request->body);
    fault = fault_of(asked, channel);
    if (fault) {
        pay_refuse(pay, reply, 400, fault);
        return;
    }
    order = pay_order_load(pay, json_text(asked, "out_trade_no"));
    fault = order ? obstacle_of(order, asked, channel) : NULL;
    if (fault) {
        pay_refuse(pay, reply, 400, fault);
        return;
    }
    if (!order)
        order = new_order(asked, channel);
    if (!order || !pay_order_save(pay, order))
        pay_refuse(pay, reply, 500, "SYSTEM_ERROR");
    else
        pay_answer(pay, reply, 200, target_of(pay, request, order));
}

void pay_create_native(void *ctx, const struct web_request *request,
                       struct web_reply *reply)
{
    create(&((struct sandbox *)ctx)->pay, request, reply, "NATIVE");
}

void pay_create_h5(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    create(&((struct sandbox *)ctx)->pay, request, reply, "MWEB");
}

void pay_create_jsapi(void *ctx, const struct web_request *request,
                      struct web_reply *reply)
{
    create(&((struct sandbox *)ctx)->pay, request, reply, "JSAPI");
}

/* ---- query, close ---- */

void pay_query(void *ctx, const struct web_request *request,
               struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    _cleanup_(json_freep) json_t *order = NULL;
    const char *mchid = web_query(request, "mchid");

    if (!pay_admit(pay, request, reply))
        return;
    order = pay_order_load(pay, request->args[0]);
    if (!mchid || strcmp(mchid, PAY_MCHID) != 0)
        pay_refuse(pay, reply, 400, "PARAM_ERROR");
    else if (!order)
        pay_refuse(pay, reply, 404, "ORDER_NOT_EXIST");
    else
        pay_answer(pay, reply, 200, pay_order_public(order));
}

void pay_close(void *ctx, const struct web_request *request,
               struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    _cleanup_(json_freep) json_t *order = NULL;
    const char *state;

    if (!pay_admit(pay, request, reply))
        return;
    order = pay_order_load(pay, request->args[0]);
    state = json_text(order, "trade_state");
    if (!order) {
        pay_refuse(pay, reply, 404, "ORDER_NOT_EXIST");
        return;
    }
    if (strcmp(state, "NOTPAY") != 0 && strcmp(state, "CLOSED") != 0) {
        pay_refuse(pay, reply, 400, "ORDERPAID");
        return;
    }
    (void)json_object_set_new(order, "trade_state", json_string("CLOSED"));
    if (pay_order_save(pay, order))
        pay_answer(pay, reply, 204, NULL);
    else
        pay_refuse(pay, reply, 500, "SYSTEM_ERROR");
}

/* ---- certificates ---- */

void pay_certificates(void *ctx, const struct web_request *request,
                      struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;

    if (!pay_admit(pay, request, reply))
        return;
    pay_answer(pay, reply, 200,
               json_pack("{s[{ss so so so}]}", "data", "serial_no",
                         pay->keys.platform_serial, "effective_time",
                         pay_moment(-TIME_MS_PER_DAY), "expire_time",
                         pay_moment(365LL * TIME_MS_PER_DAY),
                         "encrypt_certificate",
                         pay_seal(pay->keys.apiv3_key, "certificate",
                                  pay->keys.platform_certificate)));
}
