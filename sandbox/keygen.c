#include "sandbox/keygen.h"

#include "core/cleanup.h"
#include "core/random.h"
#include "sandbox/key_names.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define MTLS_SERVER_NAMES                                                      \
    "DNS:localhost,DNS:sandbox,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1"

enum {
    RSA_BITS = 2048,
    SERIAL_BYTES = 20,
    YEARS_10_S = 315360000,
    DAY_S = 86400
};

static void x509_freep(X509 **cert)
{
    X509_free(*cert);
}

static void pkey_freep(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

/* A certificate to make: subject, and who signs it. */
struct wanted {
    const char *key_file, *cert_file;
    const char *name;
    const char *serial; /* hex; NULL: random */
    const char *usage;  /* extended key usage; NULL: an authority */
    const char *alt;    /* subject alternative names; NULL: none */
    bool by_ca;         /* signed by the mTLS authority, else by itself */
    bool is_expired;    /* since yesterday; its key is there already */
};

/* clang-format off */
static const struct wanted WANTED[] = {
    {KEY_PAY_MERCHANT, CERT_PAY_MERCHANT, "tucai sandbox merchant", PAY_MERCHANT_SERIAL, "clientAuth", NULL, false, false},
    {KEY_PAY_PLATFORM, CERT_PAY_PLATFORM, "tucai sandbox payment platform", NULL, "serverAuth", NULL, false, false},
    {KEY_MTLS_CA, CERT_MTLS_CA, "tucai sandbox authority", NULL, NULL, NULL, false, false},
    {KEY_MTLS_SERVER, CERT_MTLS_SERVER, "tucai sandbox registry", NULL, "serverAuth",
     MTLS_SERVER_NAMES, true, false},
    {KEY_MTLS_SERVER, CERT_MTLS_EXPIRED, "tucai sandbox registry", NULL, "serverAuth",
     MTLS_SERVER_NAMES, true, true},
    {KEY_MTLS_CLIENT, CERT_MTLS_CLIENT, "tucai relay", NULL, "clientAuth", NULL, true, false},
};
/* clang-format on */

/* Opens dir/name for writing; -EEXIST if it is there. */
static int create(const char *dir, const char *name, FILE **ret)
{
    char path[512];
    int fd;

    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path)
        return -ENAMETOOLONG;
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    *ret = fdopen(fd, "w");
    return *ret ? 0 : -ENOMEM;
}

static FILE *open_existing(const char *dir, const char *name)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    return fopen(path, "re");
}

static int make_secret(const char *dir, const char *name, size_t bytes)
{
    _cleanup_(fclosep) FILE *f = NULL;
    char text[65];
    int r = create(dir, name, &f);

    if (r < 0)
        return r == -EEXIST ? 0 : r;
    random_id(text, bytes);
    return fputs(text, f) < 0 ? -EIO : 0;
}

static bool add_extension(X509 *cert, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509_EXTENSION *extension;
    bool ok;

    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, cert, cert, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    ok = extension && X509_add_ext(cert, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return ok;
}

static bool add_extensions(X509 *cert, const struct wanted *want)
{
    return add_extension(cert, NID_basic_constraints,
                         want->usage ? "critical,CA:FALSE"
                                     : "critical,CA:TRUE") &&
           (!want->usage ||
            add_extension(cert, NID_ext_key_usage, want->usage)) &&
           (!want->alt || add_extension(cert, NID_subject_alt_name, want->alt));
}

static bool set_serial(X509 *cert, const char *serial)
{
    char fresh[2 * SERIAL_BYTES + 1];
    BIGNUM *number = NULL;
    bool ok;

    random_id(fresh, SERIAL_BYTES);
    fresh[0] = '4'; /* positive, and always as long */
    ok = BN_hex2bn(&number, serial ? serial : fresh) > 0 &&
         BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL;
    BN_free(number);
    return ok;
}

static bool set_name(X509 *cert, const char *name)
{
    X509_NAME *subject = X509_get_subject_name(cert);

    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                      (const unsigned char *)name, -1, -1,
                                      0) == 1;
}

/* ca NULL: signed by its own key. */
static X509 *certify(const struct wanted *want, EVP_PKEY *key, X509 *ca,
                     EVP_PKEY *ca_key)
{
    X509 *cert = X509_new();

    if (cert && X509_set_version(cert, 2) == 1 &&
        set_serial(cert, want->serial) && set_name(cert, want->name) &&
        X509_set_issuer_name(cert, X509_get_subject_name(ca ? ca : cert)) ==
            1 &&
        X509_gmtime_adj(X509_getm_notBefore(cert), -2L * DAY_S) &&
        X509_gmtime_adj(X509_getm_notAfter(cert),
                        want->is_expired ? -DAY_S : YEARS_10_S) &&
        X509_set_pubkey(cert, key) == 1 && add_extensions(cert, want) &&
        X509_sign(cert, ca_key, EVP_sha256()) > 0)
        return cert;
    X509_free(cert);
    return NULL;
}

static int write_cert(const char *dir, const struct wanted *want, X509 *cert)
{
    _cleanup_(fclosep) FILE *file = NULL;
    int r = create(dir, want->cert_file, &file);

    if (r < 0)
        return r;
    return PEM_write_X509(file, cert) == 1 ? 0 : -EIO;
}

static int write_pair(const char *dir, const struct wanted *want, EVP_PKEY *key,
                      X509 *cert)
{
    _cleanup_(fclosep) FILE *file = NULL;
    int r = write_cert(dir, want, cert);

    if (r == 0 && !want->is_expired)
        r = create(dir, want->key_file, &file);
    if (r < 0 || want->is_expired)
        return r;
    return PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1
               ? 0
               : -EIO;
}

static EVP_PKEY *load_key(const char *dir, const char *name)
{
    _cleanup_(fclosep) FILE *file = open_existing(dir, name);

    return file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
}

static int load_ca(const char *dir, EVP_PKEY **ret_key, X509 **ret_cert)
{
    _cleanup_(fclosep) FILE *key = open_existing(dir, KEY_MTLS_CA);
    _cleanup_(fclosep) FILE *cert = open_existing(dir, CERT_MTLS_CA);

    if (!key || !cert)
        return -ENOENT;
    *ret_key = PEM_read_PrivateKey(key, NULL, NULL, NULL);
    *ret_cert = PEM_read_X509(cert, NULL, NULL, NULL);
    return *ret_key && *ret_cert ? 0 : -EINVAL;
}

static int make_pair(const char *dir, const struct wanted *want)
{
    _cleanup_(fclosep) FILE *before = open_existing(dir, want->cert_file);
    _cleanup_(pkey_freep) EVP_PKEY *key = NULL;
    _cleanup_(pkey_freep) EVP_PKEY *ca_key = NULL;
    _cleanup_(x509_freep) X509 *ca = NULL;
    _cleanup_(x509_freep) X509 *cert = NULL;
    int r = 0;

    if (before)
        return 0;
    if (want->by_ca)
        r = load_ca(dir, &ca_key, &ca);
    if (r < 0)
        return r;
    key = want->is_expired ? load_key(dir, want->key_file)
                           : EVP_RSA_gen(RSA_BITS);
    cert = key ? certify(want, key, ca, want->by_ca ? ca_key : key) : NULL;
    return cert ? write_pair(dir, want, key, cert) : -EIO;
}

int keygen_rsa(const char *dir)
{
    int r = make_secret(dir, KEY_MASTER, 32);

    if (r == 0)
        r = make_secret(dir, KEY_PAY_APIV3, 16);
    if (r == 0)
        r = make_secret(dir, KEY_WECHAT_SECRET, 16);
    for (size_t i = 0; r == 0 && i < sizeof WANTED / sizeof *WANTED; i++)
        r = make_pair(dir, &WANTED[i]);
    return r;
}
