#include "billing/wechatpay_keys.h"

#include "core/cleanup.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>

enum { NONCE_BYTES = 12, TAG_BYTES = 16 };

static void cipher_freep(EVP_CIPHER_CTX **ctx)
{
    EVP_CIPHER_CTX_free(*ctx);
}

/* Deciphers and checks the tag; the plain bytes count only if this is true. */
static bool decipher(EVP_CIPHER_CTX *ctx, struct bytes associated,
                     struct bytes sealed, uint8_t *plain)
{
    int text_len = (int)(sealed.len - TAG_BYTES), len = 0;
    uint8_t tag[TAG_BYTES];

    for (size_t i = 0; i < TAG_BYTES; i++)
        tag[i] = sealed.at[(size_t)text_len + i];
    if (associated.len > 0 && EVP_DecryptUpdate(ctx, NULL, &len, associated.at,
                                                (int)associated.len) != 1)
        return false;
    return EVP_DecryptUpdate(ctx, plain, &len, sealed.at, text_len) == 1 &&
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, tag) ==
               1 &&
           EVP_DecryptFinal_ex(ctx, plain + text_len, &len) == 1;
}

int wechatpay_open(const struct wechatpay *pay, struct bytes nonce,
                   struct bytes associated, struct bytes sealed,
                   struct buf *ret)
{
    _cleanup_(cipher_freep) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    uint8_t *plain;

    if (nonce.len != NONCE_BYTES || sealed.len < TAG_BYTES ||
        sealed.len > WECHATPAY_BODY_MAX || associated.len > WECHATPAY_BODY_MAX)
        return WECHATPAY_SEALED;
    if (!ctx)
        return -ENOMEM;
    plain = buf_room(ret, sealed.len); /* a block more than the text */
    if (!plain)
        return -EMSGSIZE;
    if (EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, pay->apiv3_key,
                           nonce.at) != 1 ||
        !decipher(ctx, associated, sealed, plain))
        return WECHATPAY_SEALED;
    buf_grew(ret, sealed.len - TAG_BYTES);
    return 0;
}
