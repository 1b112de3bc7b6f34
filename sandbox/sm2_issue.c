#include "sm2_issue.h"

#include "core/cleanup.h"
#include "decode/sm2.h"
#include "decode/sm2_der.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

enum { PATH_SIZE = 4096, POINT_SIZE = 65 };

static void freepkeyp(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

static void freectxp(EVP_PKEY_CTX **ctx)
{
    EVP_PKEY_CTX_free(*ctx);
}

static void freedigestp(EVP_MD_CTX **ctx)
{
    EVP_MD_CTX_free(*ctx);
}

static int path_of(const char *dir, const char *name, const char *ending,
                   char *ret)
{
    int len = snprintf(ret, PATH_SIZE, "%s/%s%s", dir, name, ending);

    return len > 0 && len < PATH_SIZE ? 0 : -ENAMETOOLONG;
}

/* A new file, never over an old one. */
static FILE *create(const char *path, unsigned mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

    if (fd >= 0 && !f)
        (void)close(fd);
    return f;
}

static int write_private(const char *path, EVP_PKEY *key)
{
    _cleanup_(fclosep) FILE *f = create(path, 0600);

    if (!f)
        return -errno;
    if (PEM_write_PKCS8PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) != 1 ||
        fflush(f) != 0)
        return -EIO;
    return 0;
}

static int write_public(const char *path, EVP_PKEY *key)
{
    _cleanup_(fclosep) FILE *f = create(path, 0644);

    if (!f)
        return -errno;
    if (PEM_write_PUBKEY(f, key) != 1 || fflush(f) != 0)
        return -EIO;
    return 0;
}

int sm2_issue_keygen(const char *dir, const char *name)
{
    _cleanup_(freepkeyp) EVP_PKEY *key = NULL;
    char private_path[PATH_SIZE];
    char public_path[PATH_SIZE];
    int r = path_of(dir, name, ".key.pem", private_path);

    if (r == 0)
        r = path_of(dir, name, ".pub.pem", public_path);
    if (r < 0)
        return r;
    if (access(private_path, F_OK) == 0 && access(public_path, F_OK) == 0)
        return 0;
    key = EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
    if (!key)
        return -EIO;
    r = write_private(private_path, key);
    return r < 0 ? r : write_public(public_path, key);
}

int sm2_issue_load(const char *dir, const char *name, bool is_private,
                   EVP_PKEY **ret)
{
    _cleanup_(fclosep) FILE *f = NULL;
    char path[PATH_SIZE];
    EVP_PKEY *key;
    int r = path_of(dir, name, is_private ? ".key.pem" : ".pub.pem", path);

    if (r < 0)
        return r;
    f = fopen(path, "re");
    if (!f)
        return -errno;
    key = is_private ? PEM_read_PrivateKey(f, NULL, NULL, NULL)
                     : PEM_read_PUBKEY(f, NULL, NULL, NULL);
    if (!key)
        return -EINVAL;
    *ret = key;
    return 0;
}

int sm2_issue_id(EVP_PKEY *key, uint8_t *ret)
{
    uint8_t point[POINT_SIZE];
    uint8_t digest[EVP_MAX_MD_SIZE];
    size_t len = 0;

    if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point,
                                        sizeof point, &len) != 1 ||
        len != sizeof point ||
        EVP_Digest(point, len, digest, NULL, EVP_sm3(), NULL) != 1)
        return -EINVAL;
    memcpy(ret, digest, SM2_ISSUE_ID_SIZE);
    return 0;
}

int sm2_issue_sign(EVP_PKEY *key, struct bytes msg, uint8_t *ret)
{
    _cleanup_(freedigestp) EVP_MD_CTX *digest = EVP_MD_CTX_new();
    _cleanup_(freectxp) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    uint8_t der[SM2_DER_MAX];
    size_t len = sizeof der;

    if (!digest || !ctx ||
        EVP_PKEY_CTX_set1_id(ctx, SM2_SIGNER_ID, (int)strlen(SM2_SIGNER_ID)) !=
            1)
        return -EIO;
    EVP_MD_CTX_set_pkey_ctx(digest, ctx);
    if (EVP_DigestSignInit(digest, NULL, EVP_sm3(), NULL, key) != 1 ||
        EVP_DigestSign(digest, der, &len, msg.at, msg.len) != 1)
        return -EIO;
    return sm2_signature_of_der((struct bytes){der, len}, ret);
}

int sm2_issue_seal(EVP_PKEY *key, struct bytes data, uint8_t *ret)
{
    _cleanup_(freectxp) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    uint8_t der[SM2_DER_MAX];
    size_t len = sizeof der;
    size_t raw_len;

    if (!ctx || EVP_PKEY_encrypt_init(ctx) != 1 ||
        EVP_PKEY_encrypt(ctx, der, &len, data.at, data.len) != 1)
        return -EIO;
    return sm2_cipher_of_der((struct bytes){der, len}, ret, &raw_len);
}
