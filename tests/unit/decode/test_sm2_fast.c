#include "decode/sm2_fast.h"

#include "core/cleanup.h"
#include "decode/sm2.h"
#include "decode/sm2_der.h"
#include "forge.h"
#include "sm2_issue.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* The order of the curve, GB/T 32918.5. */
static const uint8_t ORDER[32] = {
    0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x72, 0x03, 0xDF, 0x6B, 0x21, 0xC6,
    0x05, 0x2B, 0x53, 0xBB, 0xF4, 0x09, 0x39, 0xD5, 0x41, 0x23};

static EVP_PKEY *registry;
static struct sm2_fast *fast;
static struct sm2_key *slow; /* OpenSSL's own, as long as it is not busy */

static int setup(void **state)
{
    uint8_t point[65];
    size_t len = 0;

    forge_setup(state);
    if (sm2_key_load(forge_path("registry.pub.pem"), SM2_PUBLIC, &slow) != 0)
        return 1;
    if (sm2_issue_load(forge_path("."), ISSUE_REGISTRY, true, &registry) != 0 ||
        EVP_PKEY_get_octet_string_param(registry, OSSL_PKEY_PARAM_PUB_KEY,
                                        point, sizeof point, &len) != 1)
        return 1;
    fast = sm2_fast_new((struct bytes){point, len});
    return fast == NULL;
}

static int teardown(void **state)
{
    sm2_fast_free(fast);
    sm2_key_free(slow);
    EVP_PKEY_free(registry);
    return forge_teardown(state);
}

static struct bytes view(const uint8_t *signature)
{
    return (struct bytes){signature, SM2_SIGNATURE_SIZE};
}

static void test_what_was_signed(void **state)
{
    (void)state;
    for (uint8_t i = 0; i < 100; i++) {
        uint8_t msg[120];
        struct bytes said = {msg, (size_t)i + 1};
        uint8_t signature[SM2_SIGNATURE_SIZE];

        memset(msg, i, sizeof msg);
        assert_int_equal(sm2_issue_sign(registry, said, signature), 0);
        assert_true(sm2_fast_verify(fast, said, view(signature)));
        msg[i] ^= 1;
        assert_false(sm2_fast_verify(fast, said, view(signature)));
        msg[i] ^= 1;
        signature[i % SM2_SIGNATURE_SIZE] ^= (uint8_t)(1 << i % 8);
        assert_false(sm2_fast_verify(fast, said, view(signature)));
    }
}

static void add_to(uint8_t *number, const uint8_t *what)
{
    unsigned carry = 0;

    for (int i = 31; i >= 0; i--) {
        carry += (unsigned)number[i] + what[i];
        number[i] = (uint8_t)carry;
        carry >>= 8;
    }
}

/* Numbers at the edges of their range: no, and the same no as OpenSSL's. */
static void test_edges(void **state)
{
    static const uint8_t one[32] = {[31] = 1};
    static const uint8_t zero[32] = {0};
    static const uint8_t ones[32] = {[0 ... 31] = 0xFF};
    const uint8_t *numbers[] = {zero, one, ORDER, ones};
    struct bytes msg = bytes_of_text("x");

    (void)state;
    for (size_t i = 0; i < 16; i++) {
        uint8_t signature[SM2_SIGNATURE_SIZE];

        memcpy(signature, numbers[i % 4], 32);
        memcpy(signature + 32, numbers[i / 4], 32);
        assert_false(sm2_fast_verify(fast, msg, view(signature)));
        assert_false(sm2_verify(slow, msg, view(signature)));
    }
}

/* r or s plus the order is the same number, but not the same signature. */
static void test_not_reduced(void **state)
{
    struct bytes msg = bytes_of_text("x");
    uint8_t good[SM2_SIGNATURE_SIZE];

    (void)state;
    assert_int_equal(sm2_issue_sign(registry, msg, good), 0);
    for (int half = 0; half < 64; half += 32) {
        uint8_t signature[SM2_SIGNATURE_SIZE];

        memcpy(signature, good, sizeof good);
        add_to(signature + half, ORDER);
        assert_false(sm2_fast_verify(fast, msg, view(signature)));
    }
    assert_true(sm2_fast_verify(fast, msg, view(good)));
}

/* A busy key changes to its tables without anybody noticing. */
static void test_busy(void **state)
{
    (void)state;
    for (uint8_t i = 0; i < 150; i++) {
        struct bytes msg = {&i, 1};
        uint8_t signature[SM2_SIGNATURE_SIZE];

        assert_int_equal(sm2_issue_sign(registry, msg, signature), 0);
        assert_true(sm2_verify(slow, msg, view(signature)));
        signature[40] ^= 1;
        assert_false(sm2_verify(slow, msg, view(signature)));
    }
}

static void test_no_point(void **state)
{
    uint8_t point[65] = {4, 1};

    (void)state;
    assert_null(sm2_fast_new((struct bytes){point, sizeof point}));
    assert_null(sm2_fast_new((struct bytes){point, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_signed), cmocka_unit_test(test_edges),
        cmocka_unit_test(test_not_reduced),     cmocka_unit_test(test_busy),
        cmocka_unit_test(test_no_point),
    };
    return cmocka_run_group_tests_name("sm2_fast", tests, setup, teardown);
}
