#include "sandbox/registry_wire.h"

#include "core/check.h"
#include "core/text.h"
#include "sm2_issue.h"

#include <inttypes.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_MAX_BYTES = 256,
    MANIFEST_MAX = 524288,
    PHOTOS_MAX = 500,
    PHOTO_MAX = 102400,
    HALF = SM2_ISSUE_SIGNATURE_SIZE / 2,
    RECEIPT_TEXT_MAX = 1024,
};

/* clang-format off */
static const struct registry_error
    FORMAT = {400, "format", "The batch is not written as version 1 wants it."},
    TOO_LARGE = {413, "too_large", "More than a batch may hold."},
    KEY_UNKNOWN = {401, "key_unknown", "No key of this id is known."},
    SIGNATURE = {401, "signature", "The signature does not hold."},
    DIGEST = {422, "digest", "A photo's bytes do not have its digest."};
/* clang-format on */

/* The first line. */
struct line {
    size_t len; /* with its end */
    size_t manifest_len;
    char key_id[17], signature[129];
};

static void sha256_hex(struct bytes data, char *ret)
{
    uint8_t sum[32];

    CHECK(EVP_Digest(data.at, data.len, sum, NULL, EVP_sha256(), NULL) == 1);
    text_hex((struct bytes){sum, sizeof sum}, ret);
}

bool registry_is_id(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqr"
                                  "stuvwxyz0123456789._:-";
    size_t len = text ? strlen(text) : 0;

    return len >= 1 && len <= 64 && strspn(text, letters) == len;
}

/* Taken apart, put together again, compared: so there is one way to write it.
 */
static const struct registry_error *read_line(struct bytes body,
                                              struct line *ret)
{
    size_t most = body.len < LINE_MAX_BYTES ? body.len : LINE_MAX_BYTES;
    const uint8_t *end = most ? memchr(body.at, '\n', most) : NULL;
    char text[LINE_MAX_BYTES + 1] = "", again[2 * LINE_MAX_BYTES], length[8];
    int64_t n;

    if (!end)
        return &FORMAT;
    ret->len = (size_t)(end - body.at) + 1;
    memcpy(text, body.at, ret->len);
    if (sscanf(text, "tucai-batch 1 %7[0-9] %16[0-9a-f] %128[0-9a-f]", length,
               ret->key_id, ret->signature) != 3 ||
        !text_to_i64(length, 0, INT32_MAX, &n))
        return &FORMAT;
    ret->manifest_len = (size_t)n;
    (void)snprintf(again, sizeof again, "tucai-batch 1 %zu %s %s\n",
                   ret->manifest_len, ret->key_id, ret->signature);
    if (strcmp(text, again) != 0 || strlen(ret->signature) != 128)
        return &FORMAT;
    if (ret->manifest_len > MANIFEST_MAX)
        return &TOO_LARGE;
    return ret->manifest_len <= body.len - ret->len ? NULL : &FORMAT;
}

/* r || s as the DER that OpenSSL wants. */
static int der_of(const char *hex, uint8_t **ret)
{
    uint8_t raw[SM2_ISSUE_SIGNATURE_SIZE];
    ECDSA_SIG *sig = ECDSA_SIG_new();
    int len;

    CHECK(sig && text_unhex(hex, raw, sizeof raw));
    CHECK(ECDSA_SIG_set0(sig, BN_bin2bn(raw, HALF, NULL),
                         BN_bin2bn(raw + HALF, HALF, NULL)) == 1);
    len = i2d_ECDSA_SIG(sig, ret);
    ECDSA_SIG_free(sig);
    return len;
}

static bool verify(EVP_PKEY *key, struct bytes msg, const char *signature)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    uint8_t *der = NULL;
    int len = der_of(signature, &der);
    bool good;

    CHECK(md && ctx && EVP_PKEY_CTX_set1_id(ctx, "1234567812345678", 16) == 1);
    EVP_MD_CTX_set_pkey_ctx(md, ctx);
    good = len > 0 &&
           EVP_DigestVerifyInit(md, NULL, EVP_sm3(), NULL, key) == 1 &&
           EVP_DigestVerify(md, der, (size_t)len, msg.at, msg.len) == 1;
    OPENSSL_free(der);
    EVP_MD_CTX_free(md);
    EVP_PKEY_CTX_free(ctx);
    return good;
}

static const struct registry_error *check_signature(const struct line *line,
                                                    struct bytes manifest,
                                                    EVP_PKEY *sender)
{
    uint8_t id[SM2_ISSUE_ID_SIZE];
    char hex[2 * SM2_ISSUE_ID_SIZE + 1];

    CHECK(sm2_issue_id(sender, id) == 0);
    text_hex((struct bytes){id, sizeof id}, hex);
    if (strcmp(hex, line->key_id) != 0)
        return &KEY_UNKNOWN;
    return verify(sender, manifest, line->signature) ? NULL : &SIGNATURE;
}

/* One element of `photos`, and how long its bytes are. */
static bool read_photo(json_t *element, struct registry_photo *ret,
                       size_t *ret_len)
{
    const char *school = NULL;
    json_int_t year = 0, bytes = 0;
    uint8_t sum[32];

    if (json_unpack(element, "{s:s, s:s, s:s, s:I, s:I, s:s}", "submission_id",
                    &ret->submission_id, "student_uid", &ret->student_uid,
                    "school_code", &school, "graduation_year", &year, "bytes",
                    &bytes, "sha256", &ret->sha256) != 0)
        return false;
    *ret_len = (size_t)bytes;
    return registry_is_id(ret->submission_id) &&
           registry_is_id(ret->student_uid) &&
           text_is_digits(bytes_of_text(school), 5) && year >= 1900 &&
           year <= 9999 && bytes >= 1 && bytes <= PHOTO_MAX &&
           strlen(ret->sha256) == 64 && text_unhex(ret->sha256, sum, 32);
}

static bool is_twice(const struct registry_batch *b)
{
    json_t *seen = json_object();
    bool twice = false;
    char key[80];

    for (size_t i = 0; i < b->n_photos; i++) {
        (void)snprintf(key, sizeof key, "s %s", b->photos[i].submission_id);
        twice = twice || json_object_get(seen, key);
        (void)json_object_set_new(seen, key, json_true());
        (void)snprintf(key, sizeof key, "u %s", b->photos[i].student_uid);
        twice = twice || json_object_get(seen, key);
        (void)json_object_set_new(seen, key, json_true());
    }
    json_decref(seen);
    return twice;
}

/* The list, each photo given its part of `rest`; all of rest must be used. */
static const struct registry_error *read_photos(json_t *list, struct bytes rest,
                                                struct registry_batch *b)
{
    size_t n = json_array_size(list), len;

    if (n < 1 || n > PHOTOS_MAX)
        return &FORMAT;
    b->photos = must_alloc(n * sizeof *b->photos);
    for (size_t i = 0; i < n; i++) {
        if (!read_photo(json_array_get(list, i), &b->photos[i], &len) ||
            len > rest.len)
            return &FORMAT;
        b->photos[i].jpeg = (struct bytes){rest.at, len};
        rest = (struct bytes){rest.at + len, rest.len - len};
        b->n_photos++;
    }
    return rest.len == 0 && !is_twice(b) ? NULL : &FORMAT;
}

static const struct registry_error *read_manifest(struct bytes text,
                                                  const char *key,
                                                  struct bytes rest,
                                                  struct registry_batch *b)
{
    const char *sender = NULL;
    json_int_t sealed_ms = 0;
    json_t *list = NULL;
    int version = 0;

    b->manifest = json_loadb((const char *)text.at, text.len,
                             JSON_REJECT_DUPLICATES, NULL);
    if (!b->manifest ||
        json_unpack(b->manifest, "{s:i, s:s, s:s, s:I, s:o}", "version",
                    &version, "batch_id", &b->batch_id, "sender", &sender,
                    "sealed_at", &sealed_ms, "photos", &list) != 0)
        return &FORMAT;
    if (version != 1 || strcmp(b->batch_id, key) != 0 ||
        !registry_is_id(sender) || sealed_ms < 0)
        return &FORMAT;
    sha256_hex(text, b->manifest_sha256);
    return read_photos(list, rest, b);
}

static const struct registry_error *
check_digests(const struct registry_batch *b)
{
    char hex[65];

    for (size_t i = 0; i < b->n_photos; i++) {
        sha256_hex(b->photos[i].jpeg, hex);
        if (strcmp(hex, b->photos[i].sha256) != 0)
            return &DIGEST;
    }
    return NULL;
}

const struct registry_error *registry_read(struct bytes body, const char *key,
                                           EVP_PKEY *sender,
                                           struct registry_batch *ret)
{
    struct registry_batch b = {0};
    struct line line = {0};
    const struct registry_error *error = read_line(body, &line);
    struct bytes manifest, rest;

    if (error)
        return error;
    manifest = (struct bytes){body.at + line.len, line.manifest_len};
    rest = (struct bytes){manifest.at + manifest.len,
                          body.len - line.len - manifest.len};
    error = check_signature(&line, manifest, sender);
    if (!error)
        error = read_manifest(manifest, key, rest, &b);
    if (!error)
        error = check_digests(&b);
    if (error)
        registry_batch_done(&b);
    else
        *ret = b;
    return error;
}

void registry_batch_done(struct registry_batch *batch)
{
    free(batch->photos);
    json_decref(batch->manifest);
    *batch = (struct registry_batch){0};
}

json_t *registry_receipt(const struct registry_batch *batch, size_t i,
                         const struct registry_receipt *facts, EVP_PKEY *key)
{
    const struct registry_photo *p = &batch->photos[i];
    const char *result = *facts->reason ? "refused" : "accepted";
    uint8_t id[SM2_ISSUE_ID_SIZE], raw[SM2_ISSUE_SIGNATURE_SIZE];
    char id_hex[2 * sizeof id + 1], hex[2 * sizeof raw + 1];
    char text[RECEIPT_TEXT_MAX];

    (void)snprintf(
        text, sizeof text,
        "tucai-receipt 1\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%" PRId64 "\n%s\n",
        batch->batch_id, p->submission_id, p->student_uid, p->sha256, result,
        facts->reason, facts->receipt_no, facts->at_ms, batch->manifest_sha256);
    if (sm2_issue_id(key, id) < 0 ||
        sm2_issue_sign(key, bytes_of_text(text), raw) < 0)
        return NULL;
    text_hex((struct bytes){id, sizeof id}, id_hex);
    text_hex((struct bytes){raw, sizeof raw}, hex);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:s}",
                     "submission_id", p->submission_id, "student_uid",
                     p->student_uid, "photo_sha256", p->sha256, "result",
                     result, "reason", facts->reason, "receipt_no",
                     facts->receipt_no, "at", (json_int_t)facts->at_ms,
                     "key_id", id_hex, "signature", hex);
}
