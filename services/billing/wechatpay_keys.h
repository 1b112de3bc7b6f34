#ifndef BILLING_WECHATPAY_KEYS_H
#define BILLING_WECHATPAY_KEYS_H

/*
 * wechatpay_keys - what `struct wechatpay` holds, for the wechatpay_*.c files
 * only.  Everybody else uses wechatpay.h.
 */

#include "billing/wechatpay.h"

#include <openssl/evp.h>

#define WECHATPAY_APIV3_KEY_BYTES 32
#define WECHATPAY_RSA_BYTES_MAX 512 /* a 4096-bit key's signature */
#define WECHATPAY_PLATFORM_KEYS_MAX 8
#define WECHATPAY_NAME_SIZE 65 /* mchid, appid, serials, with the NUL */

struct wechatpay_platform_key {
    char serial[WECHATPAY_NAME_SIZE];
    EVP_PKEY *key;
};

struct wechatpay {
    char mchid[WECHATPAY_NAME_SIZE];
    char appid[WECHATPAY_NAME_SIZE];
    char serial[WECHATPAY_NAME_SIZE]; /* of our own certificate */
    EVP_PKEY *key;
    uint8_t apiv3_key[WECHATPAY_APIV3_KEY_BYTES];
    struct wechatpay_platform_key platform[WECHATPAY_PLATFORM_KEYS_MAX];
    size_t platforms;
};

/* The provider's key of that serial (any case); NULL if we hold none. */
EVP_PKEY *wechatpay_platform_key(const struct wechatpay *pay,
                                 const char *serial);

#endif
