#include "decode/sm2.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "decode/sm2_der.h"
#include "decode/sm2_fast.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

enum {
    POINT_SIZE = 1 + 2 * SM2_NUMBER_SIZE,
    BUSY = 64, /* signatures after which a key is worth its tables */
};

struct sm2_key {
    uint8_t id[SM2_KEY_ID_SIZE];
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *opening;   /* SM2_PRIVATE: ready to decrypt */
    EVP_PKEY_CTX *verifying; /* SM2_PUBLIC: carries the signer id */
    EVP_MD_CTX *digest;
    uint64_t verified;
    struct sm2_fast *fast; /* NULL until it is busy */
};

/* Uncompressed public point; false if it is not of 65 bytes, or the key is of
 * another curve or kind. */
static bool point_of(EVP_PKEY *pkey, uint8_t *ret)
{
    size_t len = 0;

    return EVP_PKEY_is_a(pkey, "SM2") &&
           EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, ret,
                                           POINT_SIZE, &len) == 1 &&
           len == POINT_SIZE && ret[0] == 4;
}

static int name_key(struct sm2_key *key)
{
    uint8_t point[POINT_SIZE];
    uint8_t digest[EVP_MAX_MD_SIZE];

    if (!point_of(key->pkey, point))
        return -EINVAL;
    if (EVP_Digest(point, sizeof point, digest, NULL, EVP_sm3(), NULL) != 1)
        return -EIO;
    memcpy(key->id, digest, sizeof key->id);
    return 0;
}

static int prepare_opening(struct sm2_key *key)
{
    key->opening = EVP_PKEY_CTX_new(key->pkey, NULL);
    if (!key->opening || EVP_PKEY_decrypt_init(key->opening) != 1)
        return -EIO;
    return 0;
}

static int prepare_verifying(struct sm2_key *key)
{
    key->digest = EVP_MD_CTX_new();
    key->verifying = EVP_PKEY_CTX_new(key->pkey, NULL);
    if (!key->digest || !key->verifying ||
        EVP_PKEY_CTX_set1_id(key->verifying, SM2_SIGNER_ID,
                             (int)strlen(SM2_SIGNER_ID)) != 1)
        return -EIO;
    EVP_MD_CTX_set_pkey_ctx(key->digest, key->verifying);
    return 0;
}

static int read_pem(const char *path, enum sm2_role role, EVP_PKEY **ret)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "re");

    if (!f)
        return -errno;
    *ret = role == SM2_PRIVATE ? PEM_read_PrivateKey(f, NULL, NULL, NULL)
                               : PEM_read_PUBKEY(f, NULL, NULL, NULL);
    ERR_clear_error();
    return *ret ? 0 : -EINVAL;
}

static void freekeyp(struct sm2_key **key)
{
    sm2_key_free(*key);
}

int sm2_key_load(const char *path, enum sm2_role role, struct sm2_key **ret)
{
    _cleanup_(freekeyp) struct sm2_key *key = must_alloc(sizeof *key);
    int r = read_pem(path, role, &key->pkey);

    if (r == 0)
        r = name_key(key);
    if (r == 0)
        r = role == SM2_PRIVATE ? prepare_opening(key) : prepare_verifying(key);
    if (r < 0)
        return r;
    *ret = steal(&key);
    return 0;
}

void sm2_key_free(struct sm2_key *key)
{
    if (!key)
        return;
    sm2_fast_free(key->fast);
    EVP_MD_CTX_free(key->digest);
    EVP_PKEY_CTX_free(key->verifying);
    EVP_PKEY_CTX_free(key->opening);
    EVP_PKEY_free(key->pkey);
    free(key);
}

const uint8_t *sm2_key_id(const struct sm2_key *key)
{
    return key->id;
}

bool sm2_open(struct sm2_key *key, struct bytes raw, uint8_t *ret, size_t len)
{
    uint8_t der[SM2_DER_MAX];
    uint8_t opened[SM2_DER_MAX];
    size_t der_len = sm2_der_of_cipher(raw, der);
    size_t opened_len = sizeof opened;
    bool good = EVP_PKEY_decrypt(key->opening, opened, &opened_len, der,
                                 der_len) == 1 &&
                opened_len == len;

    if (good)
        memcpy(ret, opened, len);
    OPENSSL_cleanse(opened, sizeof opened);
    ERR_clear_error();
    return good;
}

static bool verify(struct sm2_key *key, struct bytes msg,
                   struct bytes signature)
{
    uint8_t der[SM2_DER_MAX];
    size_t der_len = sm2_der_of_signature(signature, der);

    return EVP_DigestVerifyInit(key->digest, NULL, EVP_sm3(), NULL,
                                key->pkey) == 1 &&
           EVP_DigestVerify(key->digest, der, der_len, msg.at, msg.len) == 1;
}

/* A key that is used once in a while needs no tables. */
static struct sm2_fast *fast_of(struct sm2_key *key)
{
    uint8_t point[POINT_SIZE];

    if (++key->verified == BUSY && point_of(key->pkey, point))
        key->fast = sm2_fast_new((struct bytes){point, sizeof point});
    return key->fast;
}

bool sm2_verify(struct sm2_key *key, struct bytes msg, struct bytes signature)
{
    struct sm2_fast *fast = fast_of(key);
    bool good = fast ? sm2_fast_verify(fast, msg, signature)
                     : verify(key, msg, signature);

    ERR_clear_error();
    return good;
}

void sm4_ctr(const uint8_t *key, const uint8_t *iv, struct bytes data,
             uint8_t *ret)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int len = 0;

    CHECK(ctx && data.len <= INT32_MAX);
    CHECK(EVP_EncryptInit_ex(ctx, EVP_sm4_ctr(), NULL, key, iv) == 1);
    CHECK(EVP_EncryptUpdate(ctx, ret, &len, data.at, (int)data.len) == 1);
    EVP_CIPHER_CTX_free(ctx);
}
