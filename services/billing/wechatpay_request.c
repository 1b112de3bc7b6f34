#include "billing/wechatpay_request.h"

#include "billing/wechatpay_keys.h"
#include "core/text.h"
#include "core/time.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AMOUNT_MAX_FEN = 100000000 };

static const char ORDER_NO_LETTERS[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-|*";

void wechatpay_request_done(struct wechatpay_request *request)
{
    buf_done(&request->body);
}

/* min..max characters (not bytes) of well-formed UTF-8. */
static bool is_text(const char *text, size_t min, size_t max)
{
    size_t n = 0;

    if (!text || !text_is_utf8(bytes_of_text(text)))
        return false;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n >= min && n <= max;
}

static bool is_number(const char *no, size_t min, size_t max)
{
    return is_text(no, min, max) && strspn(no, ORDER_NO_LETTERS) == strlen(no);
}

static bool is_amount(int64_t fen)
{
    return fen >= 1 && fen <= AMOUNT_MAX_FEN;
}

/* Takes the object (NULL: no memory) as the request's body. */
static int finish(json_t *object, struct wechatpay_request *request,
                  struct wechatpay_request *ret)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    int r = text ? buf_add_text(&request->body, text) : -ENOMEM;

    free(text);
    json_decref(object);
    if (r < 0) {
        wechatpay_request_done(request);
        return r;
    }
    *ret = *request;
    return 0;
}

static const char *channel_name(enum wechatpay_channel channel)
{
    switch (channel) {
    case WECHATPAY_NATIVE:
        return "native";
    case WECHATPAY_H5:
        return "h5";
    case WECHATPAY_JSAPI:
        return "jsapi";
    }
    abort();
}

static bool is_order(const struct wechatpay_order *o)
{
    return is_number(o->order_no, 6, 32) && is_text(o->description, 1, 127) &&
           is_text(o->notify_url, 1, 255) && is_amount(o->amount_fen) &&
           o->expires_ms > 0 &&
           (o->channel != WECHATPAY_JSAPI || is_text(o->openid, 1, 128)) &&
           (o->channel != WECHATPAY_H5 || is_text(o->client_ip, 1, 45));
}

/* What one channel wants besides; 0 or -1 for want of memory. */
static int add_channel(json_t *object, const struct wechatpay_order *o)
{
    switch (o->channel) {
    case WECHATPAY_NATIVE:
        return 0;
    case WECHATPAY_H5:
        return json_object_set_new(object, "scene_info",
                                   json_pack("{ss s{ss}}", "payer_client_ip",
                                             o->client_ip, "h5_info", "type",
                                             "Wap"));
    case WECHATPAY_JSAPI:
        return json_object_set_new(object, "payer",
                                   json_pack("{ss}", "openid", o->openid));
    }
    abort();
}

int wechatpay_ask_create(const struct wechatpay *pay,
                         const struct wechatpay_order *order,
                         struct wechatpay_request *ret)
{
    struct wechatpay_request request = WECHATPAY_REQUEST_INIT;
    char expires[TIME_TEXT_SIZE];
    json_t *object;

    if (!is_order(order))
        return -EINVAL;
    time_format(order->expires_ms, expires);
    request.method = "POST";
    (void)snprintf(request.path, sizeof request.path, "/v3/pay/transactions/%s",
                   channel_name(order->channel));
    object = json_pack("{ss ss ss ss ss ss s{sI ss}}", "appid", pay->appid,
                       "mchid", pay->mchid, "description", order->description,
                       "out_trade_no", order->order_no, "time_expire", expires,
                       "notify_url", order->notify_url, "amount", "total",
                       (json_int_t)order->amount_fen, "currency", "CNY");
    if (object && add_channel(object, order) < 0) {
        json_decref(object);
        return -ENOMEM;
    }
    return finish(object, &request, ret);
}

int wechatpay_ask_query(const struct wechatpay *pay, const char *order_no,
                        struct wechatpay_request *ret)
{
    struct wechatpay_request request = WECHATPAY_REQUEST_INIT;

    if (!is_number(order_no, 6, 32))
        return -EINVAL;
    request.method = "GET";
    (void)snprintf(request.path, sizeof request.path,
                   "/v3/pay/transactions/out-trade-no/%s?mchid=%s", order_no,
                   pay->mchid);
    *ret = request;
    return 0;
}

int wechatpay_ask_close(const struct wechatpay *pay, const char *order_no,
                        struct wechatpay_request *ret)
{
    struct wechatpay_request request = WECHATPAY_REQUEST_INIT;

    if (!is_number(order_no, 6, 32))
        return -EINVAL;
    request.method = "POST";
    (void)snprintf(request.path, sizeof request.path,
                   "/v3/pay/transactions/out-trade-no/%s/close", order_no);
    return finish(json_pack("{ss}", "mchid", pay->mchid), &request, ret);
}

static bool is_refund(const struct wechatpay_refund_order *r)
{
    return is_number(r->order_no, 6, 32) && is_number(r->refund_no, 1, 64) &&
           (!r->transaction_id || is_number(r->transaction_id, 1, 32)) &&
           (!r->reason || is_text(r->reason, 1, 80)) &&
           is_amount(r->refund_fen) && is_amount(r->total_fen) &&
           r->refund_fen <= r->total_fen &&
           (!r->notify_url || is_text(r->notify_url, 1, 255));
}

int wechatpay_ask_refund(const struct wechatpay_refund_order *refund,
                         struct wechatpay_request *ret)
{
    struct wechatpay_request request = WECHATPAY_REQUEST_INIT;

    if (!is_refund(refund))
        return -EINVAL;
    request.method = "POST";
    (void)snprintf(request.path, sizeof request.path,
                   "/v3/refund/domestic/refunds");
    /* One of the two names what goes back; both together are too many. */
    return finish(json_pack("{ss* ss* ss ss* ss* s{sI sI ss}}", "out_trade_no",
                            refund->transaction_id ? NULL : refund->order_no,
                            "transaction_id", refund->transaction_id,
                            "out_refund_no", refund->refund_no, "reason",
                            refund->reason, "notify_url", refund->notify_url,
                            "amount", "refund", (json_int_t)refund->refund_fen,
                            "total", (json_int_t)refund->total_fen, "currency",
                            "CNY"),
                  &request, ret);
}

int wechatpay_ask_bill(const char *date, struct wechatpay_request *ret)
{
    struct wechatpay_request request = WECHATPAY_REQUEST_INIT;
    int64_t day;

    if (time_parse_day(date, &day) < 0)
        return -EINVAL;
    request.method = "GET";
    (void)snprintf(request.path, sizeof request.path,
                   "/v3/bill/tradebill?bill_date=%s&bill_type=ALL"
                   "&tar_type=GZIP",
                   date);
    *ret = request;
    return 0;
}
