#include "proof/signature.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

#define SIGNER_ID "1234567812345678"

enum {
    NUMBER_BYTES = SIGNATURE_BYTES / 2,
    POINT_BYTES = 1 + 2 * NUMBER_BYTES,
    DER_MAX = SIGNATURE_BYTES + 16,
    PATH_BYTES_MAX = 4096,
};

struct signature_key {
    EVP_PKEY *pkey;
    char id[SIGNATURE_KEY_ID_HEX];
};

/* ---- keys ---------------------------------------------------------------- */

static int name_key(struct signature_key *key)
{
    uint8_t point[POINT_BYTES], digest[EVP_MAX_MD_SIZE];
    size_t len = 0;

    if (!EVP_PKEY_is_a(key->pkey, "SM2") ||
        EVP_PKEY_get_octet_string_param(key->pkey, OSSL_PKEY_PARAM_PUB_KEY,
                                        point, sizeof point, &len) != 1 ||
        len != POINT_BYTES || point[0] != 4)
        return -EINVAL;
    if (EVP_Digest(point, len, digest, NULL, EVP_sm3(), NULL) != 1)
        return -EIO;
    text_hex((struct bytes){digest, SIGNATURE_KEY_ID_HEX / 2}, key->id);
    return 0;
}

static int load(const char *path, bool private, struct signature_key **ret)
{
    _cleanup_(fclosep) FILE *file = fopen(path, "re");
    _cleanup_(signature_key_freep) struct signature_key *key = NULL;
    int r;

    if (!file)
        return -errno;
    key = must_alloc(sizeof *key);
    key->pkey = private ? PEM_read_PrivateKey(file, NULL, NULL, NULL)
                        : PEM_read_PUBKEY(file, NULL, NULL, NULL);
    r = key->pkey ? name_key(key) : -EINVAL;
    ERR_clear_error();
    if (r < 0)
        return r;
    *ret = steal(&key);
    return 0;
}

int signature_key_load_private(const char *path, struct signature_key **ret)
{
    return load(path, true, ret);
}

int signature_key_load_public(const char *path, struct signature_key **ret)
{
    return load(path, false, ret);
}

void signature_key_free(struct signature_key *key)
{
    if (!key)
        return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

void signature_key_freep(struct signature_key **key)
{
    signature_key_free(*key);
    *key = NULL;
}

const char *signature_key_id(const struct signature_key *key)
{
    return key->id;
}

int signature_keys_load(const char *paths, struct signature_keys *ret)
{
    struct signature_keys keys = {0};
    char path[PATH_BYTES_MAX];
    int r = 0;

    while (r == 0 && *paths) {
        size_t len = strcspn(paths, ",");
        if (keys.n == SIGNATURE_KEYS_MAX || len >= sizeof path) {
            r = -E2BIG;
            break;
        }
        memcpy(path, paths, len);
        path[len] = 0;
        r = signature_key_load_public(path, &keys.at[keys.n]);
        keys.n += r == 0;
        paths += len + (paths[len] == ',');
    }
    if (r < 0) {
        signature_keys_done(&keys);
        return r;
    }
    *ret = keys;
    return 0;
}

void signature_keys_done(struct signature_keys *keys)
{
    for (size_t i = 0; i < keys->n; i++)
        signature_key_free(keys->at[i]);
    keys->n = 0;
}

/* ---- r || s and DER ------------------------------------------------------ */

/* Length of the DER form in ret (DER_MAX bytes); 0 when it cannot be made. */
static size_t der_of_raw(const uint8_t *raw, uint8_t *ret)
{
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(raw, NUMBER_BYTES, NULL);
    BIGNUM *s = BN_bin2bn(raw + NUMBER_BYTES, NUMBER_BYTES, NULL);
    uint8_t *end = ret;
    int len;

    CHECK(sig && r && s && ECDSA_SIG_set0(sig, r, s) == 1);
    len = i2d_ECDSA_SIG(sig, &end);
    ECDSA_SIG_free(sig);
    return len > 0 && len <= DER_MAX ? (size_t)len : 0;
}

static int raw_of_der(const uint8_t *der, size_t len, uint8_t *ret)
{
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
    bool good;

    if (!sig)
        return -EIO;
    good = BN_bn2binpad(ECDSA_SIG_get0_r(sig), ret, NUMBER_BYTES) > 0 &&
           BN_bn2binpad(ECDSA_SIG_get0_s(sig), ret + NUMBER_BYTES,
                        NUMBER_BYTES) > 0;
    ECDSA_SIG_free(sig);
    return good ? 0 : -EIO;
}

/* ---- signing and verifying ----------------------------------------------- */

struct work {
    EVP_PKEY_CTX *signer;
    EVP_MD_CTX *digest;
};

static void work_done(struct work *w)
{
    EVP_MD_CTX_free(w->digest);
    EVP_PKEY_CTX_free(w->signer);
    ERR_clear_error();
}

static bool work_init(struct work *w, EVP_PKEY *pkey)
{
    w->digest = EVP_MD_CTX_new();
    w->signer = EVP_PKEY_CTX_new(pkey, NULL);
    if (!w->digest || !w->signer ||
        EVP_PKEY_CTX_set1_id(w->signer, SIGNER_ID, (int)strlen(SIGNER_ID)) != 1)
        return false;
    EVP_MD_CTX_set_pkey_ctx(w->digest, w->signer);
    return true;
}

int signature_make(const struct signature_key *key, struct bytes msg, char *ret)
{
    _cleanup_(work_done) struct work w = {0};
    uint8_t der[DER_MAX], raw[SIGNATURE_BYTES];
    size_t len = sizeof der;

    if (!work_init(&w, key->pkey) ||
        EVP_DigestSignInit(w.digest, NULL, EVP_sm3(), NULL, key->pkey) != 1 ||
        EVP_DigestSign(w.digest, der, &len, msg.at, msg.len) != 1 ||
        raw_of_der(der, len, raw) < 0)
        return -EIO;
    text_hex((struct bytes){raw, sizeof raw}, ret);
    return 0;
}

static const struct signature_key *find(const struct signature_keys *keys,
                                        const char *id)
{
    for (size_t i = 0; i < keys->n; i++) {
        if (strcmp(keys->at[i]->id, id) == 0)
            return keys->at[i];
    }
    return NULL;
}

bool signature_holds(const struct signature_keys *keys, const char *key_id,
                     struct bytes msg, const char *signature)
{
    _cleanup_(work_done) struct work w = {0};
    const struct signature_key *key = find(keys, key_id);
    uint8_t der[DER_MAX], raw[SIGNATURE_BYTES];
    size_t len;

    if (!key || strlen(signature) != SIGNATURE_HEX - 1 ||
        !text_unhex(signature, raw, sizeof raw))
        return false;
    len = der_of_raw(raw, der);
    return len > 0 && work_init(&w, key->pkey) &&
           EVP_DigestVerifyInit(w.digest, NULL, EVP_sm3(), NULL, key->pkey) ==
               1 &&
           EVP_DigestVerify(w.digest, der, len, msg.at, msg.len) == 1;
}
