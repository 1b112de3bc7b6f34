#include "net/blob_gcm.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <limits.h>
#include <openssl/evp.h>

static void ctx_freep(EVP_CIPHER_CTX **ctx)
{
    EVP_CIPHER_CTX_free(*ctx);
}

int blob_gcm_seal(const struct blob_key *key,
                  const uint8_t nonce[BLOB_NONCE_BYTES], struct bytes plain,
                  uint8_t *out)
{
    _cleanup_(ctx_freep) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n = 0;

    CHECK(plain.len <= INT_MAX - BLOB_TAG_BYTES);
    if (!ctx ||
        !EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key->bytes, nonce) ||
        !EVP_EncryptUpdate(ctx, out, &n, plain.at, (int)plain.len) ||
        !EVP_EncryptFinal_ex(ctx, out + n, &n) ||
        !EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, BLOB_TAG_BYTES,
                             out + plain.len))
        return -EIO;
    return 0;
}

int blob_gcm_open(const struct blob_key *key,
                  const uint8_t nonce[BLOB_NONCE_BYTES], struct bytes sealed,
                  uint8_t *out)
{
    _cleanup_(ctx_freep) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    uint8_t tag[BLOB_TAG_BYTES];
    size_t len = sealed.len - BLOB_TAG_BYTES;
    int n = 0;

    CHECK(sealed.len <= INT_MAX);
    if (sealed.len < BLOB_TAG_BYTES)
        return BLOB_DAMAGED;
    for (size_t i = 0; i < BLOB_TAG_BYTES; i++)
        tag[i] = sealed.at[len + i];
    if (!ctx ||
        !EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key->bytes, nonce) ||
        !EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, BLOB_TAG_BYTES, tag) ||
        !EVP_DecryptUpdate(ctx, out, &n, sealed.at, (int)len))
        return -EIO;
    return EVP_DecryptFinal_ex(ctx, out + n, &n) ? 0 : BLOB_DAMAGED;
}
