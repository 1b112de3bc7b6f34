#ifndef SANDBOX_PAY_CRYPTO_H
#define SANDBOX_PAY_CRYPTO_H

/*
 * pay_crypto - the payment provider's side of the WeChat Pay v3 algorithms.
 *
 * Written apart from services/billing/wechatpay_*, so that a mistake there is
 * not repeated here by sharing code; npm libraries judge both in the tests.
 */

#include "core/bytes.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <stdbool.h>

#define PAY_SERIAL_SIZE 65
#define PAY_SIGNATURE_SIZE 700

struct pay_keys {
    EVP_PKEY *platform_key; /* ours: signs answers and notices */
    char platform_serial[PAY_SERIAL_SIZE];
    char *platform_certificate; /* PEM */
    EVP_PKEY *merchant_key;     /* public: verifies what the merchant asks */
    char merchant_serial[PAY_SERIAL_SIZE];
    char apiv3_key[33];
};

/* Reads the files that keygen made in a folder.  0, or -errno after naming
 * the file on stderr. */
int pay_keys_load(const char *folder, struct pay_keys *ret)
    __attribute__((warn_unused_result));
void pay_keys_done(struct pay_keys *keys);

/* Base64 of SHA256-RSA2048; ret has PAY_SIGNATURE_SIZE bytes. */
bool pay_sign(EVP_PKEY *key, struct bytes message, char *ret);
bool pay_is_signed(EVP_PKEY *key, struct bytes message, const char *signature);

/* {algorithm, ciphertext, associated_data, nonce, original_type} of a text;
 * NULL: no memory. */
json_t *pay_seal(const char *apiv3_key, const char *original_type,
                 const char *plain);

#endif
