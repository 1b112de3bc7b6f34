#include "billing/wechatpay_keys.h"

#include "core/base64.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    NONCE_MAX = 128,
    SIGNATURE_MAX = 1024, /* characters of base64 */
    TIMESTAMP_MAX = 99999999999,
};

const char *wechatpay_refusal_name(enum wechatpay_refusal refusal)
{
    switch (refusal) {
    case WECHATPAY_UNSIGNED:
        return "unsigned";
    case WECHATPAY_STALE:
        return "stale";
    case WECHATPAY_SERIAL_UNKNOWN:
        return "serial_unknown";
    case WECHATPAY_SIGNATURE_BAD:
        return "signature_bad";
    case WECHATPAY_SEALED:
        return "sealed";
    case WECHATPAY_MALFORMED:
        return "malformed";
    case WECHATPAY_WRONG_MERCHANT:
        return "wrong_merchant";
    case WECHATPAY_WRONG_APP:
        return "wrong_app";
    }
    abort();
}

static void digest_freep(EVP_MD_CTX **ctx)
{
    EVP_MD_CTX_free(*ctx);
}

static bool is_given(const char *text, size_t max)
{
    return text && *text && strlen(text) <= max && !strpbrk(text, "\r\n");
}

static bool is_complete(const struct wechatpay_signed *msg)
{
    return is_given(msg->timestamp, 20) && is_given(msg->nonce, NONCE_MAX) &&
           is_given(msg->signature, SIGNATURE_MAX) &&
           is_given(msg->serial, WECHATPAY_NAME_SIZE - 1);
}

/* The three lines are fed one by one: the body is never copied. */
static bool add_line(EVP_MD_CTX *ctx, struct bytes line)
{
    return EVP_DigestVerifyUpdate(ctx, line.at, line.len) == 1 &&
           EVP_DigestVerifyUpdate(ctx, "\n", 1) == 1;
}

static bool is_signed_by(EVP_PKEY *key, const struct wechatpay_signed *msg,
                         struct bytes signature)
{
    _cleanup_(digest_freep) EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    return ctx &&
           EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
           add_line(ctx, bytes_of_text(msg->timestamp)) &&
           add_line(ctx, bytes_of_text(msg->nonce)) &&
           add_line(ctx, msg->body) &&
           EVP_DigestVerifyFinal(ctx, signature.at, signature.len) == 1;
}

int wechatpay_verify(const struct wechatpay *pay,
                     const struct wechatpay_signed *msg, int64_t now_s)
{
    _cleanup_(buf_done) struct buf signature = BUF_INIT(SIGNATURE_MAX);
    EVP_PKEY *key;
    int64_t at_s;

    if (!is_complete(msg) ||
        !text_to_i64(msg->timestamp, 0, TIMESTAMP_MAX, &at_s))
        return WECHATPAY_UNSIGNED;
    if (llabs(now_s - at_s) > WECHATPAY_SKEW_S)
        return WECHATPAY_STALE;
    key = wechatpay_platform_key(pay, msg->serial);
    if (!key)
        return WECHATPAY_SERIAL_UNKNOWN;
    if (base64_decode(bytes_of_text(msg->signature), &signature) < 0 ||
        !is_signed_by(key, msg, buf_view(&signature)))
        return WECHATPAY_SIGNATURE_BAD;
    return 0;
}
