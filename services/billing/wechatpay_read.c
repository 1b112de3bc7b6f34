#include "billing/wechatpay_api.h"

#include "billing/wechatpay_keys.h"
#include "core/base64.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "core/time.h"

#include <jansson.h>
#include <string.h>

static void jsonp(json_t **object)
{
    json_decref(*object);
}

static json_t *parse(struct bytes body)
{
    json_t *object;

    if (body.len > WECHATPAY_BODY_MAX)
        return NULL;
    object = json_loadb((const char *)body.at, body.len, JSON_REJECT_DUPLICATES,
                        NULL);
    if (object && !json_is_object(object)) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* A member that is a text of 1..size-1 bytes. */
static bool get_text(const json_t *object, const char *name, char *ret,
                     size_t size)
{
    const json_t *value = json_object_get(object, name);
    size_t len = json_string_length(value);

    if (!json_is_string(value) || len == 0 || len >= size)
        return false;
    memcpy(ret, json_string_value(value), len + 1);
    return true;
}

static bool get_id(const json_t *object, const char *name, char *ret)
{
    return get_text(object, name, ret, WECHATPAY_ID_SIZE);
}

/* A moment; *ret is 0 if the member is missing or null. */
static bool get_time(const json_t *object, const char *name, int64_t *ret)
{
    const json_t *value = json_object_get(object, name);

    *ret = 0;
    if (!value || json_is_null(value))
        return true;
    return json_is_string(value) &&
           time_parse(json_string_value(value), ret) == 0;
}

/* A whole number of fen, in yuan's currency. */
static bool get_amount(const json_t *object, const char *name, int64_t *ret)
{
    const json_t *amount = json_object_get(object, "amount");
    const json_t *value = json_object_get(amount, name);
    const json_t *currency = json_object_get(amount, "currency");

    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    if (currency && (!json_is_string(currency) ||
                     strcmp(json_string_value(currency), "CNY") != 0))
        return false;
    *ret = json_integer_value(value);
    return true;
}

struct word {
    const char *word;
    int value;
};

static bool get_word(const json_t *object, const char *name,
                     const struct word *words, int *ret)
{
    const char *text = json_string_value(json_object_get(object, name));

    for (; text && words->word; words++) {
        if (strcmp(words->word, text) == 0) {
            *ret = words->value;
            return true;
        }
    }
    return false;
}

static const struct word TRADE_STATES[] = {
    {"SUCCESS", WECHATPAY_PAID},
    {"REFUND", WECHATPAY_REFUNDED},
    {"NOTPAY", WECHATPAY_NOT_PAID},
    {"USERPAYING", WECHATPAY_NOT_PAID},
    {"ACCEPT", WECHATPAY_NOT_PAID},
    {"CLOSED", WECHATPAY_CLOSED},
    {"REVOKED", WECHATPAY_CLOSED},
    {"PAYERROR", WECHATPAY_FAILED},
    {NULL, 0},
};

static const struct word REFUND_STATES[] = {
    {"SUCCESS", WECHATPAY_REFUND_SUCCESS},
    {"CLOSED", WECHATPAY_REFUND_CLOSED},
    {"PROCESSING", WECHATPAY_REFUND_PROCESSING},
    {"ABNORMAL", WECHATPAY_REFUND_ABNORMAL},
    {NULL, 0},
};

static int check_owner(const struct wechatpay *pay, const json_t *object,
                       bool with_app)
{
    char mchid[WECHATPAY_ID_SIZE], appid[WECHATPAY_ID_SIZE];

    if (!get_id(object, "mchid", mchid) ||
        (with_app && !get_id(object, "appid", appid)))
        return WECHATPAY_MALFORMED;
    if (strcmp(mchid, pay->mchid) != 0)
        return WECHATPAY_WRONG_MERCHANT;
    if (with_app && strcmp(appid, pay->appid) != 0)
        return WECHATPAY_WRONG_APP;
    return 0;
}

/* Only money that came must say how much, when and under which number. */
static bool payment_of(const json_t *object, struct wechatpay_payment *p)
{
    int state;
    bool has_amount;

    if (!get_id(object, "out_trade_no", p->order_no) ||
        !get_word(object, "trade_state", TRADE_STATES, &state) ||
        !get_time(object, "success_time", &p->paid_at_ms))
        return false;
    p->state = (enum wechatpay_state)state;
    has_amount = get_amount(object, "total", &p->amount_fen);
    if (!get_id(object, "transaction_id", p->transaction_id))
        p->transaction_id[0] = '\0';
    return p->state != WECHATPAY_PAID ||
           (has_amount && p->transaction_id[0] && p->paid_at_ms > 0);
}

static bool refund_of(const json_t *object, const char *state_name,
                      struct wechatpay_refund *f)
{
    int state;

    if (!get_id(object, "out_trade_no", f->order_no) ||
        !get_id(object, "out_refund_no", f->refund_no) ||
        !get_id(object, "refund_id", f->refund_id) ||
        !get_word(object, state_name, REFUND_STATES, &state) ||
        !get_amount(object, "refund", &f->refund_fen) ||
        !get_time(object, "success_time", &f->refunded_at_ms))
        return false;
    f->state = (enum wechatpay_refund_state)state;
    return true;
}

int wechatpay_read_created(struct bytes body, char *ret)
{
    static const char *const NAMES[] = {"code_url", "h5_url", "prepay_id"};
    _cleanup_(jsonp) json_t *object = parse(body);

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (get_text(object, NAMES[i], ret, WECHATPAY_TARGET_SIZE))
            return 0;
    }
    return WECHATPAY_MALFORMED;
}

int wechatpay_read_payment(const struct wechatpay *pay, struct bytes body,
                           struct wechatpay_payment *ret)
{
    _cleanup_(jsonp) json_t *object = parse(body);
    struct wechatpay_payment payment = {0};
    int r = check_owner(pay, object, true);

    if (r != 0)
        return r;
    if (!payment_of(object, &payment))
        return WECHATPAY_MALFORMED;
    *ret = payment;
    return 0;
}

int wechatpay_read_refund(struct bytes body, struct wechatpay_refund *ret)
{
    _cleanup_(jsonp) json_t *object = parse(body);
    struct wechatpay_refund refund = {0};

    if (!refund_of(object, "status", &refund))
        return WECHATPAY_MALFORMED;
    *ret = refund;
    return 0;
}

int wechatpay_read_bill(struct bytes body, struct wechatpay_bill *ret)
{
    _cleanup_(jsonp) json_t *object = parse(body);
    struct wechatpay_bill bill = {0};
    char type[WECHATPAY_ID_SIZE];

    if (!get_id(object, "hash_type", type) || strcmp(type, "SHA1") != 0 ||
        !get_id(object, "hash_value", bill.sha1) ||
        !get_text(object, "download_url", bill.url, sizeof bill.url))
        return WECHATPAY_MALFORMED;
    *ret = bill;
    return 0;
}

void wechatpay_read_error(struct bytes body, char *ret)
{
    _cleanup_(jsonp) json_t *object = parse(body);

    if (!get_id(object, "code", ret))
        memcpy(ret, "UNKNOWN", sizeof "UNKNOWN");
}

/* ---- notices ---- */

/* The resource's three texts, opened; the algorithm must be the one we know. */
static int open_resource(const struct wechatpay *pay, const json_t *resource,
                         struct buf *ret)
{
    _cleanup_(buf_done) struct buf sealed = BUF_INIT(WECHATPAY_BODY_MAX);
    const json_t *associated = json_object_get(resource, "associated_data");
    const json_t *nonce = json_object_get(resource, "nonce");
    const json_t *text = json_object_get(resource, "ciphertext");
    const char *algorithm =
        json_string_value(json_object_get(resource, "algorithm"));

    if (!algorithm || strcmp(algorithm, "AEAD_AES_256_GCM") != 0 ||
        !json_is_string(nonce) || !json_is_string(text) ||
        base64_decode(bytes_of_text(json_string_value(text)), &sealed) < 0)
        return WECHATPAY_MALFORMED;
    return wechatpay_open(pay, bytes_of_text(json_string_value(nonce)),
                          bytes_of_text(json_string_value(associated)),
                          buf_view(&sealed), ret);
}

/* What the notice is about stands in its event's name and, opened, again. */
static int read_resource(const struct wechatpay *pay, struct bytes plain,
                         struct wechatpay_notice *ret)
{
    _cleanup_(jsonp) json_t *object = parse(plain);
    int r = check_owner(pay, object, !ret->is_refund);

    if (r != 0)
        return r;
    if (ret->is_refund ? !refund_of(object, "refund_status", &ret->refund)
                       : !payment_of(object, &ret->payment))
        return WECHATPAY_MALFORMED;
    return 0;
}

int wechatpay_notice_open(const struct wechatpay *pay,
                          const struct wechatpay_signed *msg, int64_t now_s,
                          struct wechatpay_notice *ret)
{
    _cleanup_(jsonp) json_t *object = NULL;
    _cleanup_(buf_done) struct buf plain = BUF_INIT(WECHATPAY_BODY_MAX);
    struct wechatpay_notice notice = {0};
    char event[WECHATPAY_ID_SIZE];
    int r = wechatpay_verify(pay, msg, now_s);

    if (r != 0)
        return r;
    object = parse(msg->body);
    if (!get_id(object, "id", notice.id) ||
        !get_id(object, "event_type", event))
        return WECHATPAY_MALFORMED;
    r = open_resource(pay, json_object_get(object, "resource"), &plain);
    if (r != 0)
        return r;
    notice.is_refund = strncmp(event, "REFUND.", 7) == 0;
    r = read_resource(pay, buf_view(&plain), &notice);
    if (r != 0)
        return r;
    /* One event says that money came; after another the order is queried. */
    if (strcmp(event, "TRANSACTION.SUCCESS") != 0)
        notice.payment.state = WECHATPAY_NOT_PAID;
    *ret = notice;
    return 0;
}
