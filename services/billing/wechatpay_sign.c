#include "billing/wechatpay_keys.h"

#include "core/base64.h"
#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { LINES_MAX = WECHATPAY_BODY_MAX + 4096 };

#define SIGNATURE_SIZE BASE64_SIZE(WECHATPAY_RSA_BYTES_MAX)

static void digest_freep(EVP_MD_CTX **ctx)
{
    EVP_MD_CTX_free(*ctx);
}

/* SHA256-RSA2048 (PKCS #1 v1.5) in base64; ret has SIGNATURE_SIZE bytes. */
static int sign(EVP_PKEY *key, struct bytes data, char *ret)
{
    _cleanup_(digest_freep) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t raw[WECHATPAY_RSA_BYTES_MAX];
    size_t len = sizeof raw;

    if (!ctx || EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(ctx, raw, &len, data.at, data.len) != 1)
        return -EIO;
    base64_encode((struct bytes){raw, len}, ret);
    return 0;
}

/* Every line ends in a newline, the last one too. */
static int sign_lines(const struct wechatpay *pay, const struct bytes *lines,
                      size_t n, char *ret)
{
    _cleanup_(buf_done) struct buf joined = BUF_INIT(LINES_MAX);

    for (size_t i = 0; i < n; i++) {
        int r = buf_add(&joined, lines[i].at, lines[i].len);

        if (r == 0)
            r = buf_add_text(&joined, "\n");
        if (r < 0)
            return r;
    }
    return sign(pay->key, buf_view(&joined), ret);
}

int wechatpay_authorize(const struct wechatpay *pay,
                        const struct wechatpay_call *call, char *ret)
{
    char at[32], signature[SIGNATURE_SIZE];
    struct bytes lines[5] = {
        bytes_of_text(call->method),
        bytes_of_text(call->path),
        {(const uint8_t *)at, 0},
        bytes_of_text(call->nonce),
        call->body,
    };
    int r;

    lines[2].len = (size_t)snprintf(at, sizeof at, "%" PRId64, call->at_s);
    r = sign_lines(pay, lines, 5, signature);
    if (r < 0)
        return r;
    r = snprintf(ret, WECHATPAY_AUTHORIZATION_SIZE,
                 "Authorization: WECHATPAY2-SHA256-RSA2048 mchid=\"%s\","
                 "nonce_str=\"%s\",signature=\"%s\",timestamp=\"%s\","
                 "serial_no=\"%s\"",
                 pay->mchid, call->nonce, signature, at, pay->serial);
    return r < WECHATPAY_AUTHORIZATION_SIZE ? 0 : -EIO;
}

static int dump(json_t *object, struct buf *ret)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    int r = text ? buf_add_text(ret, text) : -ENOMEM;

    free(text);
    json_decref(object);
    return r;
}

int wechatpay_jsapi(const struct wechatpay *pay, const char *prepay_id,
                    int64_t at_s, const char *nonce, struct buf *ret)
{
    char at[32], package[256], signature[SIGNATURE_SIZE];
    struct bytes lines[4];
    int r = snprintf(package, sizeof package, "prepay_id=%s", prepay_id);

    if (r >= (int)sizeof package)
        return -EINVAL;
    (void)snprintf(at, sizeof at, "%" PRId64, at_s);
    lines[0] = bytes_of_text(pay->appid);
    lines[1] = bytes_of_text(at);
    lines[2] = bytes_of_text(nonce);
    lines[3] = bytes_of_text(package);
    r = sign_lines(pay, lines, 4, signature);
    if (r < 0)
        return r;
    return dump(json_pack("{ss ss ss ss ss ss}", "appId", pay->appid,
                          "timeStamp", at, "nonceStr", nonce, "package",
                          package, "signType", "RSA", "paySign", signature),
                ret);
}
