#ifndef BILLING_WECHATPAY_H
#define BILLING_WECHATPAY_H

/*
 * wechatpay - the WeChat Pay API v3 as values: signs what we send, verifies
 * and opens what comes, and turns its JSON into plain structs.
 *
 * Pure: no clock, no network, no logging.  What talks to the provider is
 * pay.c; what takes its notices is notice.c.
 *
 * Units    *_s seconds and *_ms milliseconds since 1970-01-01 UTC, *_fen 1/100
 *          yuan.
 * Errors   positive: enum wechatpay_refusal, the bytes are not to be believed;
 *          negative errno: our own files or memory failed.
 * Source   domain.md "The payment provider", R26.
 */

#include "core/bytes.h"

#include <stdint.h>

/* a signed message's greatest distance from our clock */
#define WECHATPAY_SKEW_S 300
#define WECHATPAY_BODY_MAX 65536
#define WECHATPAY_ID_SIZE 65 /* of every id below, with its NUL */

enum wechatpay_refusal {
    WECHATPAY_UNSIGNED = 1,   /* a Wechatpay-* header is missing or odd     */
    WECHATPAY_STALE,          /* signed more than WECHATPAY_SKEW_S away     */
    WECHATPAY_SERIAL_UNKNOWN, /* by a key that we do not hold               */
    WECHATPAY_SIGNATURE_BAD,  /* the bytes are not what was signed          */
    WECHATPAY_SEALED,         /* the resource does not open with our key    */
    WECHATPAY_MALFORMED,      /* opened, but not what the documents say     */
    WECHATPAY_WRONG_MERCHANT, /* somebody else's mchid                      */
    WECHATPAY_WRONG_APP,      /* another appid                              */
};

/* Stable lower-case name for logs and answers, e.g. "stale". */
const char *wechatpay_refusal_name(enum wechatpay_refusal refusal);

/* ---- who we are (wechatpay_keys.c) ---- */

struct wechatpay_files {
    const char *mchid, *appid;
    const char *serial;   /* of the merchant certificate, hex              */
    const char *key_file; /* the merchant's RSA private key, PEM           */
    const char *apiv3_key_file; /* 32 characters                           */
    /* comma list: a certificate's PEM, or "ID=path" of a public key's PEM  */
    const char *platform_key_files;
};

struct wechatpay; /* the loaded keys; const after loading */

/* 0, -EINVAL (not such a key or list), or the errno of reading a file. */
int wechatpay_load(const struct wechatpay_files *files, struct wechatpay **ret)
    __attribute__((warn_unused_result));
struct wechatpay *wechatpay_free(struct wechatpay *pay); /* NULL */
void wechatpay_freep(struct wechatpay **pay);

/* ---- what we sign (wechatpay_sign.c) ---- */

struct wechatpay_call {
    const char *method; /* "POST" */
    const char *path;   /* with query: "/v3/pay/transactions/native" */
    struct bytes body;  /* exactly as sent */
    int64_t at_s;
    const char *nonce; /* 16..32 letters and digits, new for each call */
};

#define WECHATPAY_AUTHORIZATION_SIZE 1024

/* The whole header line "Authorization: WECHATPAY2-SHA256-RSA2048 ...";
 * ret has WECHATPAY_AUTHORIZATION_SIZE bytes.  0 or -EIO. */
int wechatpay_authorize(const struct wechatpay *pay,
                        const struct wechatpay_call *call, char *ret)
    __attribute__((warn_unused_result));

/* The JSON object that a WeChat page hands to requestPayment().  0 or -E. */
int wechatpay_jsapi(const struct wechatpay *pay, const char *prepay_id,
                    int64_t at_s, const char *nonce, struct buf *ret)
    __attribute__((warn_unused_result));

/* ---- what we believe (wechatpay_verify.c, wechatpay_aead.c) ---- */

struct wechatpay_signed { /* an answer, or a notice: raw */
    const char *timestamp, *nonce, *signature, *serial; /* NULL: missing */
    struct bytes body;
};

/* 0 or a refusal UNSIGNED .. SIGNATURE_BAD. */
int wechatpay_verify(const struct wechatpay *pay,
                     const struct wechatpay_signed *msg, int64_t now_s)
    __attribute__((warn_unused_result));

/* AEAD_AES_256_GCM: `sealed` = ciphertext and 16-byte tag, nonce 12 bytes. */
int wechatpay_open(const struct wechatpay *pay, struct bytes nonce,
                   struct bytes associated, struct bytes sealed,
                   struct buf *ret) __attribute__((warn_unused_result));

#endif
