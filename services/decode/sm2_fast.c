#include "decode/sm2_fast.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "decode/sm2.h"
#include "decode/sm2_der.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <string.h>

/*
 * A scalar is read as digits of 5 bits, least first:
 *
 *     k = d[0] + d[1] * 32 + d[2] * 32^2 + ...       d[i] in 0..31
 *     k * P = sum of row i, column d[i] - 1          (d[i] > 0)
 *
 * where row i of the table holds 1, 2, ... 31 times 32^i * P.
 */
enum {
    BITS = 5,
    COLUMNS = (1 << BITS) - 1,
    ROWS = (8 * SM2_NUMBER_SIZE + BITS - 1) / BITS,
    DIGEST_SIZE = 32,
};

struct table {
    EC_POINT *of[ROWS][COLUMNS];
};

struct sm2_fast {
    EC_GROUP *group;
    BN_CTX *scratch;
    struct table generator;
    struct table key;
    uint8_t signer[DIGEST_SIZE]; /* Z of GB/T 32918.2: id, curve and key */
};

/* ---- tables ---------------------------------------------------------------
 */

static void table_done(struct table *t)
{
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t column = 0; column < COLUMNS; column++)
            EC_POINT_free(t->of[row][column]);
    }
}

/* An addition is cheaper when one of the points has been normalized. */
static bool normalize(const struct sm2_fast *f, EC_POINT *point)
{
    BIGNUM *x;
    BIGNUM *y;
    bool good;

    BN_CTX_start(f->scratch);
    x = BN_CTX_get(f->scratch);
    y = BN_CTX_get(f->scratch);
    good = y &&
           EC_POINT_get_affine_coordinates(f->group, point, x, y, f->scratch) &&
           EC_POINT_set_affine_coordinates(f->group, point, x, y, f->scratch);
    BN_CTX_end(f->scratch);
    return good;
}

/* Fills a row with the multiples of first, and takes the next row's from it. */
static bool fill_row(const struct sm2_fast *f, EC_POINT **row, EC_POINT *first)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        row[i] = EC_POINT_new(f->group);
        if (!row[i])
            return false;
        if (i == 0 ? !EC_POINT_copy(row[0], first)
                   : !EC_POINT_add(f->group, row[i], row[i - 1], row[0],
                                   f->scratch))
            return false;
        if (!normalize(f, row[i]))
            return false;
    }
    return EC_POINT_add(f->group, first, row[COLUMNS - 1], row[0],
                        f->scratch) == 1;
}

static bool table_fill(const struct sm2_fast *f, struct table *t,
                       const EC_POINT *point)
{
    EC_POINT *first = EC_POINT_dup(point, f->group);
    bool good = first != NULL;

    for (size_t row = 0; row < ROWS && good; row++)
        good = fill_row(f, t->of[row], first);
    EC_POINT_free(first);
    return good;
}

static unsigned digit_of(const uint8_t *number, size_t row)
{
    unsigned digit = 0;

    for (size_t i = 0; i < BITS; i++) {
        size_t bit = row * BITS + i;
        size_t byte = bit / 8;

        if (byte < SM2_NUMBER_SIZE)
            digit |=
                (unsigned)(number[SM2_NUMBER_SIZE - 1 - byte] >> bit % 8 & 1)
                << i;
    }
    return digit;
}

/* sum += number * the table's point */
static bool add_multiple(const struct sm2_fast *f, const struct table *t,
                         const BIGNUM *number, EC_POINT *sum)
{
    uint8_t bytes[SM2_NUMBER_SIZE];

    if (BN_bn2binpad(number, bytes, sizeof bytes) < 0)
        return false;
    for (size_t row = 0; row < ROWS; row++) {
        unsigned digit = digit_of(bytes, row);

        if (digit && !EC_POINT_add(f->group, sum, sum, t->of[row][digit - 1],
                                   f->scratch))
            return false;
    }
    return true;
}

/* ---- the signer ------------------------------------------------------------
 */

static void put(uint8_t **at, const BIGNUM *number)
{
    CHECK(BN_bn2binpad(number, *at, SM2_NUMBER_SIZE) == SM2_NUMBER_SIZE);
    *at += SM2_NUMBER_SIZE;
}

static bool put_point(const struct sm2_fast *f, uint8_t **at,
                      const EC_POINT *point)
{
    BIGNUM *x = BN_CTX_get(f->scratch);
    BIGNUM *y = BN_CTX_get(f->scratch);

    if (!y ||
        !EC_POINT_get_affine_coordinates(f->group, point, x, y, f->scratch))
        return false;
    put(at, x);
    put(at, y);
    return true;
}

/* SM3(length of the id in bits || id || a || b || generator || key) */
static bool name_signer(struct sm2_fast *f, const EC_POINT *key)
{
    enum { ID_LEN = sizeof SM2_SIGNER_ID - 1 };
    uint8_t said[2 + ID_LEN + 6 * SM2_NUMBER_SIZE] = {0, 8 * ID_LEN};
    uint8_t *at = said + 2;
    BIGNUM *a = BN_CTX_get(f->scratch);
    BIGNUM *b = BN_CTX_get(f->scratch);

    memcpy(at, SM2_SIGNER_ID, ID_LEN);
    at += ID_LEN;
    if (!b || !EC_GROUP_get_curve(f->group, NULL, a, b, f->scratch))
        return false;
    put(&at, a);
    put(&at, b);
    return put_point(f, &at, EC_GROUP_get0_generator(f->group)) &&
           put_point(f, &at, key) &&
           EVP_Digest(said, sizeof said, f->signer, NULL, EVP_sm3(), NULL) == 1;
}

/* ---- making one -------------------------------------------------------------
 */

static bool learn_key(struct sm2_fast *f, struct bytes point)
{
    EC_POINT *key = EC_POINT_new(f->group);
    bool good = key && EC_POINT_oct2point(f->group, key, point.at, point.len,
                                          f->scratch) == 1;

    BN_CTX_start(f->scratch);
    good = good && name_signer(f, key);
    BN_CTX_end(f->scratch);
    good = good && table_fill(f, &f->key, key) &&
           table_fill(f, &f->generator, EC_GROUP_get0_generator(f->group));
    EC_POINT_free(key);
    return good;
}

struct sm2_fast *sm2_fast_new(struct bytes point)
{
    struct sm2_fast *f = must_alloc(sizeof *f);

    f->group = EC_GROUP_new_by_curve_name(NID_sm2);
    f->scratch = BN_CTX_new();
    if (f->group && f->scratch && learn_key(f, point))
        return f;
    sm2_fast_free(f);
    return NULL;
}

void sm2_fast_free(struct sm2_fast *f)
{
    if (!f)
        return;
    table_done(&f->generator);
    table_done(&f->key);
    BN_CTX_free(f->scratch);
    EC_GROUP_free(f->group);
    free(f);
}

/* ---- verifying
 * ---------------------------------------------------------------- */

/* e = SM3(Z || msg) */
static bool digest(const struct sm2_fast *f, struct bytes msg, uint8_t *ret)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = ctx && EVP_DigestInit_ex(ctx, EVP_sm3(), NULL) == 1 &&
                EVP_DigestUpdate(ctx, f->signer, sizeof f->signer) == 1 &&
                EVP_DigestUpdate(ctx, msg.at, msg.len) == 1 &&
                EVP_DigestFinal_ex(ctx, ret, NULL) == 1;

    EVP_MD_CTX_free(ctx);
    return good;
}

static bool in_range(const BIGNUM *number, const BIGNUM *order)
{
    return !BN_is_zero(number) && BN_cmp(number, order) < 0;
}

/* The x of s * generator + t * key, modulo the order. */
static bool meet(const struct sm2_fast *f, const BIGNUM *s, const BIGNUM *t,
                 BIGNUM *ret_x)
{
    EC_POINT *sum = EC_POINT_new(f->group);
    bool good = sum && EC_POINT_set_to_infinity(f->group, sum) &&
                add_multiple(f, &f->generator, s, sum) &&
                add_multiple(f, &f->key, t, sum) &&
                EC_POINT_get_affine_coordinates(f->group, sum, ret_x, NULL,
                                                f->scratch) == 1;

    EC_POINT_free(sum);
    return good;
}

/* GB/T 32918.2, 7.1: r = e + x(s * G + (r + s) * P) mod n */
static bool agrees(const struct sm2_fast *f, const uint8_t *e,
                   const uint8_t *signature)
{
    const BIGNUM *order = EC_GROUP_get0_order(f->group);
    BIGNUM *r = BN_CTX_get(f->scratch);
    BIGNUM *s = BN_CTX_get(f->scratch);
    BIGNUM *t = BN_CTX_get(f->scratch);
    BIGNUM *x = BN_CTX_get(f->scratch);

    return x && BN_bin2bn(signature, SM2_NUMBER_SIZE, r) &&
           BN_bin2bn(signature + SM2_NUMBER_SIZE, SM2_NUMBER_SIZE, s) &&
           in_range(r, order) && in_range(s, order) &&
           BN_mod_add(t, r, s, order, f->scratch) && !BN_is_zero(t) &&
           meet(f, s, t, x) && BN_bin2bn(e, DIGEST_SIZE, t) &&
           BN_mod_add(x, x, t, order, f->scratch) && BN_cmp(x, r) == 0;
}

bool sm2_fast_verify(struct sm2_fast *f, struct bytes msg,
                     struct bytes signature)
{
    uint8_t e[DIGEST_SIZE];
    bool good;

    CHECK(signature.len == SM2_SIGNATURE_SIZE);
    if (!digest(f, msg, e))
        return false;
    BN_CTX_start(f->scratch);
    good = agrees(f, e, signature.at);
    BN_CTX_end(f->scratch);
    return good;
}
