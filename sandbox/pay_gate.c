#include "sandbox/pay.h"

#include "core/cleanup.h"
#include "core/random.h"
#include "core/text.h"
#include "core/time.h"
#include "sandbox/key_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SKEW_S = 300, VALUE_SIZE = 800, LINES_MAX = 131072 };

static const char SCHEME[] = "WECHATPAY2-SHA256-RSA2048 ";

/* The value of name="value" in an Authorization header, in any order. */
static bool get_value(const char *header, const char *name, char *ret)
{
    size_t len = strlen(name);

    for (const char *at = strstr(header, name); at; at = strstr(at + 1, name)) {
        const char *end;

        if ((at[-1] != ' ' && at[-1] != ',') || at[len] != '=' ||
            at[len + 1] != '"')
            continue;
        at += len + 2;
        end = strchr(at, '"');
        if (!end || end - at >= VALUE_SIZE)
            return false;
        memcpy(ret, at, (size_t)(end - at));
        ret[end - at] = '\0';
        return true;
    }
    return false;
}

struct authorization {
    char mchid[VALUE_SIZE], nonce[VALUE_SIZE], timestamp[VALUE_SIZE];
    char serial[VALUE_SIZE], signature[VALUE_SIZE];
};

static bool parse(const char *header, struct authorization *ret)
{
    return header && strncmp(header, SCHEME, sizeof SCHEME - 1) == 0 &&
           get_value(header, "mchid", ret->mchid) &&
           get_value(header, "nonce_str", ret->nonce) &&
           get_value(header, "timestamp", ret->timestamp) &&
           get_value(header, "serial_no", ret->serial) &&
           get_value(header, "signature", ret->signature);
}

static bool is_fresh(const char *timestamp)
{
    int64_t at_s;

    return text_to_i64(timestamp, 0, 99999999999, &at_s) &&
           llabs(time_wall_ms() / 1000 - at_s) <= SKEW_S;
}

static bool is_signed(const struct pay *pay, const struct web_request *request,
                      const struct authorization *a)
{
    _cleanup_(buf_done) struct buf lines = BUF_INIT(LINES_MAX);
    const char *const texts[] = {request->method, "\n", request->target, "\n",
                                 a->timestamp,    "\n", a->nonce,        "\n"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (buf_add_text(&lines, texts[i]) < 0)
            return false;
    }
    return buf_add(&lines, request->body.at, request->body.len) == 0 &&
           buf_add_text(&lines, "\n") == 0 &&
           pay_is_signed(pay->keys.merchant_key, buf_view(&lines),
                         a->signature);
}

/* NULL: it is the merchant's. */
static const char *fault_of(const struct pay *pay,
                            const struct web_request *request)
{
    struct authorization a;

    if (!parse(web_header(request, "Authorization"), &a))
        return "the Authorization header is missing or odd";
    if (strcmp(a.mchid, PAY_MCHID) != 0)
        return "no such merchant";
    if (strcasecmp(a.serial, pay->keys.merchant_serial) != 0)
        return "no such merchant certificate";
    if (!is_fresh(a.timestamp))
        return "the timestamp is more than five minutes away";
    if (!is_signed(pay, request, &a))
        return "the signature does not fit";
    return NULL;
}

bool pay_admit(struct pay *pay, const struct web_request *request,
               struct web_reply *reply)
{
    const char *fault = NULL;

    if (pay->mode == PAY_MODE_DOWN) {
        web_reply_text(reply, 500, "text/plain", "down\n");
        return false;
    }
    fault = fault_of(pay, request);
    if (fault) {
        pay_answer(
            pay, reply, 401,
            json_pack("{ss ss}", "code", "SIGN_ERROR", "message", fault));
        return false;
    }
    if (pay->mode == PAY_MODE_BUSY) {
        pay_refuse(pay, reply, 429, "FREQUENCY_LIMITED");
        return false;
    }
    return true;
}

/* The four headers over what the reply's body is now. */
static void sign_reply(const struct pay *pay, struct web_reply *reply)
{
    _cleanup_(buf_done) struct buf lines = BUF_INIT(WEB_REPLY_MAX);
    char at[32], nonce[33], signature[PAY_SIGNATURE_SIZE];
    int64_t now_s = time_wall_ms() / 1000;

    if (pay->mode == PAY_MODE_STALE)
        now_s -= 2 * SKEW_S;
    (void)snprintf(at, sizeof at, "%" PRId64, now_s);
    random_id(nonce, 16);
    if (buf_add_text(&lines, at) < 0 || buf_add_text(&lines, "\n") < 0 ||
        buf_add_text(&lines, nonce) < 0 || buf_add_text(&lines, "\n") < 0 ||
        buf_add(&lines, reply->body.at, reply->body.len) < 0 ||
        buf_add_text(&lines, pay->mode == PAY_MODE_FORGED ? " \n" : "\n") < 0 ||
        !pay_sign(pay->keys.platform_key, buf_view(&lines), signature))
        return;
    web_reply_header(reply, "Wechatpay-Timestamp", at);
    web_reply_header(reply, "Wechatpay-Nonce", nonce);
    web_reply_header(reply, "Wechatpay-Signature", signature);
    web_reply_header(reply, "Wechatpay-Serial", pay->keys.platform_serial);
}

void pay_answer(struct pay *pay, struct web_reply *reply, int status,
                json_t *object)
{
    char id[33];

    if (object)
        web_reply_json(reply, status, object);
    else
        reply->status = 204;
    random_id(id, 16);
    web_reply_header(reply, "Request-ID", id);
    if (pay->mode != PAY_MODE_UNSIGNED)
        sign_reply(pay, reply);
}

void pay_refuse(struct pay *pay, struct web_reply *reply, int status,
                const char *code)
{
    pay_answer(pay, reply, status,
               json_pack("{ss ss}", "code", code, "message", code));
}
