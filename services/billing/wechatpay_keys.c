#include "billing/wechatpay_keys.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>
#include <strings.h>

enum { RSA_BITS_MIN = 2048 };

static void x509_freep(X509 **cert)
{
    X509_free(*cert);
}

static int open_file(const char *path, FILE **ret)
{
    *ret = fopen(path, "re");
    return *ret ? 0 : -errno;
}

static int copy_name(const char *from, char *ret)
{
    size_t len = strlen(from);

    if (len == 0 || len >= WECHATPAY_NAME_SIZE || strpbrk(from, "\"\\\r\n"))
        return -EINVAL;
    memcpy(ret, from, len + 1);
    return 0;
}

/* Takes the key; stores it only if it is RSA of a size that we handle. */
static int take_rsa(EVP_PKEY *key, EVP_PKEY **ret)
{
    if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA ||
        EVP_PKEY_get_bits(key) < RSA_BITS_MIN ||
        EVP_PKEY_get_size(key) > WECHATPAY_RSA_BYTES_MAX) {
        EVP_PKEY_free(key);
        return -EINVAL;
    }
    *ret = key;
    return 0;
}

static int load_merchant_key(const char *path, EVP_PKEY **ret)
{
    _cleanup_(fclosep) FILE *f = NULL;
    int r = open_file(path, &f);

    if (r < 0)
        return r;
    return take_rsa(PEM_read_PrivateKey(f, NULL, NULL, NULL), ret);
}

/* The key is 32 characters of text; a line end after it is not part of it. */
static int load_apiv3_key(const char *path, uint8_t *ret)
{
    _cleanup_(fclosep) FILE *f = NULL;
    char text[WECHATPAY_APIV3_KEY_BYTES + 3];
    size_t len;
    int r = open_file(path, &f);

    if (r < 0)
        return r;
    len = fread(text, 1, sizeof text, f);
    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        len--;
    if (len == WECHATPAY_APIV3_KEY_BYTES)
        memcpy(ret, text, len);
    OPENSSL_cleanse(text, sizeof text);
    return len == WECHATPAY_APIV3_KEY_BYTES ? 0 : -EINVAL;
}

static int serial_of(X509 *cert, char *ret)
{
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), NULL);
    char *hex = number ? BN_bn2hex(number) : NULL;
    int r = hex ? copy_name(hex, ret) : -EINVAL;

    OPENSSL_free(hex);
    BN_free(number);
    return r;
}

static int load_certificate(FILE *f, struct wechatpay_platform_key *ret)
{
    _cleanup_(x509_freep) X509 *cert = PEM_read_X509(f, NULL, NULL, NULL);
    int r = cert ? serial_of(cert, ret->serial) : -EINVAL;

    if (r < 0)
        return r;
    return take_rsa(X509_get_pubkey(cert), &ret->key);
}

/* entry: "path" of a certificate or "ID=path" of a public key; changed. */
static int load_platform_key(char *entry, struct wechatpay_platform_key *ret)
{
    _cleanup_(fclosep) FILE *f = NULL;
    char *path = strchr(entry, '=');
    int r = open_file(path ? path + 1 : entry, &f);

    if (r < 0)
        return r;
    if (!path)
        return load_certificate(f, ret);
    *path = '\0';
    r = copy_name(entry, ret->serial);
    if (r < 0)
        return r;
    return take_rsa(PEM_read_PUBKEY(f, NULL, NULL, NULL), &ret->key);
}

static int load_platform_keys(const char *list, struct wechatpay *pay)
{
    _cleanup_(freep) char *copy = must_dup(list);
    char *rest = NULL;

    for (char *entry = strtok_r(copy, ",", &rest); entry;
         entry = strtok_r(NULL, ",", &rest)) {
        int r;

        if (pay->platforms == WECHATPAY_PLATFORM_KEYS_MAX)
            return -EINVAL;
        r = load_platform_key(entry, &pay->platform[pay->platforms]);
        if (r < 0)
            return r;
        pay->platforms++;
    }
    return pay->platforms > 0 ? 0 : -EINVAL;
}

static int load_names(const struct wechatpay_files *files,
                      struct wechatpay *pay)
{
    if (copy_name(files->mchid, pay->mchid) < 0 ||
        copy_name(files->appid, pay->appid) < 0 ||
        copy_name(files->serial, pay->serial) < 0)
        return -EINVAL;
    return 0;
}

int wechatpay_load(const struct wechatpay_files *files, struct wechatpay **ret)
{
    _cleanup_(wechatpay_freep) struct wechatpay *pay = must_alloc(sizeof *pay);
    int r = load_names(files, pay);

    if (r == 0)
        r = load_merchant_key(files->key_file, &pay->key);
    if (r == 0)
        r = load_apiv3_key(files->apiv3_key_file, pay->apiv3_key);
    if (r == 0)
        r = load_platform_keys(files->platform_key_files, pay);
    if (r < 0)
        return r;
    *ret = steal(&pay);
    return 0;
}

struct wechatpay *wechatpay_free(struct wechatpay *pay)
{
    if (!pay)
        return NULL;
    for (size_t i = 0; i < pay->platforms; i++)
        EVP_PKEY_free(pay->platform[i].key);
    EVP_PKEY_free(pay->key);
    OPENSSL_cleanse(pay, sizeof *pay);
    free(pay);
    return NULL;
}

void wechatpay_freep(struct wechatpay **pay)
{
    *pay = wechatpay_free(*pay);
}

EVP_PKEY *wechatpay_platform_key(const struct wechatpay *pay,
                                 const char *serial)
{
    for (size_t i = 0; i < pay->platforms; i++) {
        if (strcasecmp(pay->platform[i].serial, serial) == 0)
            return pay->platform[i].key;
    }
    return NULL;
}
