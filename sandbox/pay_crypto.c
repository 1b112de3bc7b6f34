#include "sandbox/pay_crypto.h"

#include "core/base64.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "sandbox/key_names.h"

#include <errno.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 65536, PATH_SIZE = 512, PLAIN_MAX = 16384 };

static void digest_freep(EVP_MD_CTX **ctx)
{
    EVP_MD_CTX_free(*ctx);
}

static void cipher_freep(EVP_CIPHER_CTX **ctx)
{
    EVP_CIPHER_CTX_free(*ctx);
}

static void biop(BIO **bio)
{
    BIO_free_all(*bio);
}

static void x509_freep(X509 **cert)
{
    X509_free(*cert);
}

/* A whole small file as text; NULL and a line on stderr if it is not there. */
static char *slurp(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    _cleanup_(fclosep) FILE *f = NULL;
    char *text;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "re");
    if (!f) {
        (void)fprintf(stderr, "cannot read %s: %s\n", path, strerror(errno));
        return NULL;
    }
    text = must_alloc(FILE_MAX);
    text[fread(text, 1, FILE_MAX - 1, f)] = '\0';
    return text;
}

static EVP_PKEY *private_key(const char *pem)
{
    _cleanup_(biop) BIO *bio = pem ? BIO_new_mem_buf(pem, -1) : NULL;

    return bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;
}

/* A certificate's public key, and its serial in hex. */
static EVP_PKEY *certified_key(const char *pem, char *ret_serial)
{
    _cleanup_(biop) BIO *bio = pem ? BIO_new_mem_buf(pem, -1) : NULL;
    _cleanup_(x509_freep) X509 *cert =
        bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIGNUM *number =
        cert ? ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), NULL) : NULL;
    char *hex = number ? BN_bn2hex(number) : NULL;

    (void)snprintf(ret_serial, PAY_SERIAL_SIZE, "%s", hex ? hex : "");
    OPENSSL_free(hex);
    BN_free(number);
    return cert ? X509_get_pubkey(cert) : NULL;
}

int pay_keys_load(const char *folder, struct pay_keys *ret)
{
    _cleanup_(freep) char *platform = slurp(folder, KEY_PAY_PLATFORM);
    _cleanup_(freep) char *merchant = slurp(folder, CERT_PAY_MERCHANT);
    _cleanup_(freep) char *apiv3 = slurp(folder, KEY_PAY_APIV3);
    EVP_PKEY *own;

    memset(ret, 0, sizeof *ret);
    ret->platform_certificate = slurp(folder, CERT_PAY_PLATFORM);
    ret->platform_key = private_key(platform);
    ret->merchant_key = certified_key(merchant, ret->merchant_serial);
    own = certified_key(ret->platform_certificate, ret->platform_serial);
    if (apiv3)
        (void)snprintf(ret->apiv3_key, sizeof ret->apiv3_key, "%s", apiv3);
    if (ret->platform_key && ret->merchant_key && own &&
        strlen(ret->apiv3_key) == 32) {
        EVP_PKEY_free(own);
        return 0;
    }
    EVP_PKEY_free(own);
    pay_keys_done(ret);
    return -EINVAL;
}

void pay_keys_done(struct pay_keys *keys)
{
    EVP_PKEY_free(keys->platform_key);
    EVP_PKEY_free(keys->merchant_key);
    free(keys->platform_certificate);
    memset(keys, 0, sizeof *keys);
}

bool pay_sign(EVP_PKEY *key, struct bytes message, char *ret)
{
    _cleanup_(digest_freep) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t raw[512];
    size_t len = sizeof raw;

    if (!ctx || EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(ctx, raw, &len, message.at, message.len) != 1)
        return false;
    base64_encode((struct bytes){raw, len}, ret);
    return true;
}

bool pay_is_signed(EVP_PKEY *key, struct bytes message, const char *signature)
{
    _cleanup_(digest_freep) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    _cleanup_(buf_done) struct buf raw = BUF_INIT(1024);

    return ctx && base64_decode(bytes_of_text(signature), &raw) == 0 &&
           EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
           EVP_DigestVerify(ctx, raw.at, raw.len, message.at, message.len) == 1;
}

/* ret has room for the text and the tag of 16 bytes. */
static bool encipher(const char *key, const char *nonce,
                     struct bytes associated, struct bytes plain, uint8_t *ret)
{
    _cleanup_(cipher_freep) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int len = 0;

    return ctx &&
           EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL,
                              (const uint8_t *)key,
                              (const uint8_t *)nonce) == 1 &&
           EVP_EncryptUpdate(ctx, NULL, &len, associated.at,
                             (int)associated.len) == 1 &&
           EVP_EncryptUpdate(ctx, ret, &len, plain.at, (int)plain.len) == 1 &&
           EVP_EncryptFinal_ex(ctx, ret + plain.len, &len) == 1 &&
           EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16,
                               ret + plain.len) == 1;
}

json_t *pay_seal(const char *apiv3_key, const char *original_type,
                 const char *plain)
{
    uint8_t sealed[PLAIN_MAX + 16];
    char coded[BASE64_SIZE(sizeof sealed)], nonce[13];
    struct bytes text = bytes_of_text(plain);

    CHECK(text.len <= PLAIN_MAX);
    random_id(nonce, 6);
    if (!encipher(apiv3_key, nonce, bytes_of_text(original_type), text, sealed))
        return NULL;
    base64_encode((struct bytes){sealed, text.len + 16}, coded);
    return json_pack("{ss ss ss ss ss}", "algorithm", "AEAD_AES_256_GCM",
                     "ciphertext", coded, "associated_data", original_type,
                     "nonce", nonce, "original_type", original_type);
}
