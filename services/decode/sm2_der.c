#include "decode/sm2_der.h"

#include "core/check.h"

#include <errno.h>
#include <string.h>

enum {
    DER_INTEGER = 0x02,
    DER_OCTETS = 0x04,
    DER_SEQUENCE = 0x30,
    DER_LONG_1 = 0x81, /* the length follows in one byte */
    DER_LONG_2 = 0x82, /* in two */
};

/* Writes backwards, so that every length is known when its header is due:
 * `at` is the first byte written so far. */
struct back {
    uint8_t bytes[SM2_DER_MAX];
    size_t at;
};

static void put(struct back *b, const uint8_t *data, size_t len)
{
    CHECK(len <= b->at);
    b->at -= len;
    memcpy(b->bytes + b->at, data, len);
}

static void put_byte(struct back *b, size_t value)
{
    uint8_t byte = (uint8_t)value;

    put(b, &byte, 1);
}

static void put_header(struct back *b, uint8_t type, size_t len)
{
    put_byte(b, len);
    if (len > UINT8_MAX) {
        put_byte(b, len >> 8);
        put_byte(b, DER_LONG_2);
    } else if (len >= 0x80) {
        put_byte(b, DER_LONG_1);
    }
    put_byte(b, type);
}

static void put_octets(struct back *b, const uint8_t *data, size_t len)
{
    put(b, data, len);
    put_header(b, DER_OCTETS, len);
}

/* A whole positive number: no leading zeros, but one where the top bit would
 * make it negative. */
static void put_number(struct back *b, const uint8_t *data)
{
    size_t len = SM2_NUMBER_SIZE;

    while (len > 1 && *data == 0) {
        data++;
        len--;
    }
    put(b, data, len);
    if (*data & 0x80) {
        put_byte(b, 0);
        len++;
    }
    put_header(b, DER_INTEGER, len);
}

static size_t finish(struct back *b, uint8_t *ret)
{
    size_t len;

    put_header(b, DER_SEQUENCE, sizeof b->bytes - b->at);
    len = sizeof b->bytes - b->at;
    memcpy(ret, b->bytes + b->at, len);
    return len;
}

size_t sm2_der_of_signature(struct bytes raw, uint8_t *ret)
{
    struct back b = {.at = sizeof b.bytes};

    CHECK(raw.len == SM2_SIGNATURE_SIZE);
    put_number(&b, raw.at + SM2_NUMBER_SIZE);
    put_number(&b, raw.at);
    return finish(&b, ret);
}

size_t sm2_der_of_cipher(struct bytes raw, uint8_t *ret)
{
    struct back b = {.at = sizeof b.bytes};
    const uint8_t *hash = raw.at + 2 * SM2_NUMBER_SIZE;

    CHECK(raw.len > SM2_CIPHER_OVERHEAD && raw.len <= SM2_CIPHER_MAX);
    put_octets(&b, raw.at + SM2_CIPHER_OVERHEAD, raw.len - SM2_CIPHER_OVERHEAD);
    put_octets(&b, hash, SM2_NUMBER_SIZE);
    put_number(&b, raw.at + SM2_NUMBER_SIZE);
    put_number(&b, raw.at);
    return finish(&b, ret);
}

/* Length that a header states, its own bytes taken off *der; what does not
 * fit gives SIZE_MAX. */
static size_t take_len(struct bytes *der, size_t header)
{
    size_t len = der->at[1];
    size_t extra = 0;

    if (len >= 0x80) {
        extra = len - 0x80;
        len = 0;
    }
    if (extra > 2 || der->len < header + extra)
        return SIZE_MAX;
    for (size_t i = 0; i < extra; i++)
        len = len << 8 | der->at[header + i];
    der->at += header + extra;
    der->len -= header + extra;
    return len;
}

static bool take(struct bytes *der, uint8_t type, struct bytes *ret)
{
    size_t len;

    if (der->len < 2 || der->at[0] != type)
        return false;
    len = take_len(der, 2);
    if (len > der->len)
        return false;
    *ret = (struct bytes){der->at, len};
    der->at += len;
    der->len -= len;
    return true;
}

static bool take_number(struct bytes *der, uint8_t *ret)
{
    struct bytes n;

    if (!take(der, DER_INTEGER, &n))
        return false;
    while (n.len > 0 && *n.at == 0) {
        n.at++;
        n.len--;
    }
    if (n.len > SM2_NUMBER_SIZE)
        return false;
    memset(ret, 0, SM2_NUMBER_SIZE - n.len);
    if (n.len > 0)
        memcpy(ret + SM2_NUMBER_SIZE - n.len, n.at, n.len);
    return true;
}

int sm2_signature_of_der(struct bytes der, uint8_t *ret)
{
    struct bytes inner;

    if (!take(&der, DER_SEQUENCE, &inner) || !take_number(&inner, ret) ||
        !take_number(&inner, ret + SM2_NUMBER_SIZE))
        return -EINVAL;
    return 0;
}

int sm2_cipher_of_der(struct bytes der, uint8_t *ret, size_t *ret_len)
{
    struct bytes inner;
    struct bytes hash;
    struct bytes sealed;

    if (!take(&der, DER_SEQUENCE, &inner) || !take_number(&inner, ret) ||
        !take_number(&inner, ret + SM2_NUMBER_SIZE) ||
        !take(&inner, DER_OCTETS, &hash) || !take(&inner, DER_OCTETS, &sealed))
        return -EINVAL;
    if (hash.len != SM2_NUMBER_SIZE || sealed.len == 0 ||
        sealed.len > SM2_CIPHER_MAX - SM2_CIPHER_OVERHEAD)
        return -EINVAL;
    memcpy(ret + 2 * SM2_NUMBER_SIZE, hash.at, SM2_NUMBER_SIZE);
    memcpy(ret + SM2_CIPHER_OVERHEAD, sealed.at, sealed.len);
    *ret_len = SM2_CIPHER_OVERHEAD + sealed.len;
    return 0;
}
