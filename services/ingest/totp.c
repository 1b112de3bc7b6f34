#include "ingest/totp.h"

#include "core/check.h"
#include "core/random.h"
#include "core/time.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { STEP_MS = 30 * TIME_MS_PER_S, SHA1_BYTES = 20, MILLION = 1000000 };

void totp_new(struct totp_secret *ret)
{
    random_fill(ret->bytes, sizeof ret->bytes);
}

void totp_forget(struct totp_secret *secret)
{
    OPENSSL_cleanse(secret, sizeof *secret);
}

/* ---- at rest: a secret and a mark of the name fill one key's place ---- */

enum { MARK_BYTES = BLOB_KEY_BYTES - TOTP_SECRET_BYTES };

static void mark_of(const char *name, uint8_t ret[MARK_BYTES])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    char text[128];
    int len = snprintf(text, sizeof text, "totp:%s", name);

    CHECK(len > 0 && len < (int)sizeof text);
    (void)crypto_hash_sha256(hash, (const uint8_t *)text,
                             (unsigned long long)len);
    memcpy(ret, hash, MARK_BYTES);
}

int totp_wrap(const struct blob_key *master, const char *name,
              const struct totp_secret *secret, uint8_t ret[BLOB_WRAPPED_BYTES])
{
    struct blob_key both;
    int r;

    memcpy(both.bytes, secret->bytes, TOTP_SECRET_BYTES);
    mark_of(name, both.bytes + TOTP_SECRET_BYTES);
    r = blob_key_wrap(master, &both, ret);
    blob_key_forget(&both);
    return r;
}

int totp_unwrap(const struct blob_key *master, const char *name,
                const uint8_t wrapped[BLOB_WRAPPED_BYTES],
                struct totp_secret *ret)
{
    uint8_t mark[MARK_BYTES];
    struct blob_key both;
    int r = blob_key_unwrap(master, (struct bytes){wrapped, BLOB_WRAPPED_BYTES},
                            &both);

    if (r != 0)
        return r;
    mark_of(name, mark);
    if (sodium_memcmp(mark, both.bytes + TOTP_SECRET_BYTES, MARK_BYTES) == 0)
        memcpy(ret->bytes, both.bytes, TOTP_SECRET_BYTES);
    else
        r = BLOB_DAMAGED;
    blob_key_forget(&both);
    return r;
}

/* ---- codes (RFC 4226, 5.3) ---- */

void totp_code(const struct totp_secret *secret, uint64_t step,
               char ret[TOTP_CODE_SIZE])
{
    uint8_t hash[SHA1_BYTES], counter[8];
    unsigned len = sizeof hash;
    const uint8_t *at;
    uint32_t number;

    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)(step >> (56 - 8 * i));
    CHECK(HMAC(EVP_sha1(), secret->bytes, sizeof secret->bytes, counter,
               sizeof counter, hash, &len));
    at = hash + (hash[SHA1_BYTES - 1] & 0x0F);
    number = (uint32_t)(at[0] & 0x7F) << 24 | (uint32_t)at[1] << 16 |
             (uint32_t)at[2] << 8 | at[3];
    (void)snprintf(ret, TOTP_CODE_SIZE, "%06u", number % MILLION);
}

uint64_t totp_find(const struct totp_secret *secret, const char *code,
                   int64_t now_ms, uint64_t after)
{
    uint64_t now = (uint64_t)now_ms / STEP_MS;
    uint64_t found = 0;
    char right[TOTP_CODE_SIZE];

    if (strlen(code) != TOTP_CODE_SIZE - 1)
        return 0;
    for (uint64_t step = now - 1; step <= now + 1; step++) {
        totp_code(secret, step, right);
        if (sodium_memcmp(right, code, TOTP_CODE_SIZE) == 0 && step > after)
            found = step;
    }
    OPENSSL_cleanse(right, sizeof right);
    return found;
}

/* ---- for people ---- */

void totp_base32(const struct totp_secret *secret, char ret[TOTP_BASE32_SIZE])
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint64_t bits;

    for (size_t i = 0; i < TOTP_SECRET_BYTES; i += 5) {
        bits = 0;
        for (size_t k = 0; k < 5; k++)
            bits = bits << 8 | secret->bytes[i + k];
        for (size_t k = 0; k < 8; k++)
            ret[i / 5 * 8 + k] = DIGITS[bits >> (35 - 5 * k) & 31];
    }
    ret[TOTP_BASE32_SIZE - 1] = '\0';
}

/* Percent-encoded; the room is for names of any bytes. */
static void encode(const char *name, char *ret, size_t size)
{
    size_t len = 0;

    ret[0] = '\0';
    for (; *name && len + 4 <= size; name++) {
        unsigned char c = (unsigned char)*name;
        bool is_plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                        (c >= '0' && c <= '9') || strchr("-._~", c);

        len += (size_t)snprintf(ret + len, size - len,
                                is_plain ? "%c" : "%%%02X", c);
    }
}

void totp_uri(const struct totp_secret *secret, const char *name,
              char ret[TOTP_URI_SIZE])
{
    char base32[TOTP_BASE32_SIZE], encoded[3 * 72 + 1];

    totp_base32(secret, base32);
    encode(name, encoded, sizeof encoded);
    (void)snprintf(ret, TOTP_URI_SIZE,
                   "otpauth://totp/tucai:%s?secret=%s&issuer=tucai&"
                   "algorithm=SHA1&digits=6&period=30",
                   encoded, base32);
}
