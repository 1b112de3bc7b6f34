#include "decode/sm2.h"

#include "core/cleanup.h"
#include "decode/sm2_der.h"
#include "forge.h"
#include "sm2_issue.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void freekeyp(struct sm2_key **key)
{
    sm2_key_free(*key);
}

/* Raw numbers with every leading byte survive the way to DER and back. */
static void test_der_round_trip(void **state)
{
    (void)state;
    for (unsigned lead = 0; lead < 256; lead++) {
        for (size_t len = 97; len <= SM2_CIPHER_MAX; len += 53) {
            uint8_t raw[SM2_CIPHER_MAX];
            uint8_t der[SM2_DER_MAX];
            uint8_t back[SM2_CIPHER_MAX];
            size_t back_len = 0;
            size_t n;

            memset(raw, (int)(lead * 7 + len) & 0xFF, sizeof raw);
            raw[0] = raw[32] = (uint8_t)lead;
            raw[1] = (uint8_t)(lead % 3 ? 0 : 0x80);
            n = sm2_der_of_cipher((struct bytes){raw, len}, der);
            assert_int_equal(
                sm2_cipher_of_der((struct bytes){der, n}, back, &back_len), 0);
            assert_int_equal(back_len, len);
            assert_memory_equal(back, raw, len);
            n = sm2_der_of_signature((struct bytes){raw, 64}, der);
            assert_int_equal(sm2_signature_of_der((struct bytes){der, n}, back),
                             0);
            assert_memory_equal(back, raw, 64);
        }
    }
}

static void test_der_bytes(void **state)
{
    uint8_t raw[64] = {0};
    uint8_t der[SM2_DER_MAX];

    (void)state;
    raw[31] = 0x80;
    raw[62] = 0x01;
    assert_int_equal(sm2_der_of_signature((struct bytes){raw, 64}, der), 10);
    assert_memory_equal(der, "\x30\x08\x02\x02\x00\x80\x02\x02\x01\x00", 10);
}

static void test_der_cut(void **state)
{
    uint8_t raw[112];
    uint8_t der[SM2_DER_MAX];
    uint8_t back[SM2_CIPHER_MAX];
    size_t back_len;
    size_t n;

    (void)state;
    memset(raw, 0xC3, sizeof raw);
    n = sm2_der_of_cipher((struct bytes){raw, sizeof raw}, der);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(
            sm2_cipher_of_der((struct bytes){der, i}, back, &back_len),
            -EINVAL);
}

static void test_sign_and_verify(void **state)
{
    _cleanup_(freekeyp) struct sm2_key *key = NULL;
    _cleanup_(buf_done) struct buf out = BUF_INIT(1024);
    Tucai__V1__SignedTicket *s;
    struct bytes msg = bytes_of_text("what was signed");

    (void)state;
    assert_int_equal(
        sm2_key_load(forge_path("registry.pub.pem"), SM2_PUBLIC, &key), 0);
    assert_int_equal(issuer_sign(forge_issuer(), msg, &out), 0);
    s = tucai__v1__signed_ticket__unpack(NULL, out.len, out.at);
    assert_memory_equal(s->issuer_key_id.data, sm2_key_id(key), 8);
    for (int again = 0; again < 3; again++) {
        struct bytes signature = {s->signature.data, s->signature.len};

        assert_true(sm2_verify(key, msg, signature));
        assert_false(
            sm2_verify(key, bytes_of_text("something else"), signature));
        s->signature.data[63] ^= 1;
        assert_false(sm2_verify(key, msg, signature));
        s->signature.data[63] ^= 1;
    }
    tucai__v1__signed_ticket__free_unpacked(s, NULL);
}

static void test_seal_and_open(void **state)
{
    _cleanup_(freekeyp) struct sm2_key *key = NULL;

    (void)state;
    assert_int_equal(
        sm2_key_load(forge_path("collector.key.pem"), SM2_PRIVATE, &key), 0);
    for (uint8_t len = 1; len <= 160; len = (uint8_t)(len + 13)) {
        uint8_t plain[160] = {len, 2, 3};
        uint8_t raw[SM2_CIPHER_MAX];
        uint8_t opened[160] = {0};
        struct bytes sealed = {raw, (size_t)SM2_CIPHER_OVERHEAD + len};

        assert_int_equal(
            sm2_issue_seal(forge_collector(), (struct bytes){plain, len}, raw),
            0);
        assert_true(sm2_open(key, sealed, opened, len));
        assert_memory_equal(opened, plain, len);
        assert_false(sm2_open(key, sealed, opened, len - 1u));
        raw[80] ^= 4;
        assert_false(sm2_open(key, sealed, opened, len));
    }
}

/* GB/T 32907's example key on a counter of zeros, from another
 * implementation. */
static void test_sm4_ctr(void **state)
{
    static const uint8_t key[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xAB,
                                    0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98,
                                    0x76, 0x54, 0x32, 0x10};
    /* The standard's example: this block under this key. */
    static const uint8_t expect[16] = {0x68, 0x1E, 0xDF, 0x34, 0xD2, 0x06,
                                       0x96, 0x5E, 0x86, 0xB3, 0xE9, 0x4F,
                                       0x53, 0x6E, 0x42, 0x46};
    uint8_t zeros[16] = {0};
    uint8_t got[16];

    (void)state;
    sm4_ctr(key, key, (struct bytes){zeros, sizeof zeros}, got);
    assert_memory_equal(got, expect, sizeof expect);
}

static int load(const char *file, enum sm2_role role)
{
    struct sm2_key *key = NULL;
    int r = sm2_key_load(file, role, &key);

    sm2_key_free(key);
    return r;
}

static void test_wrong_files(void **state)
{
    (void)state;
    assert_int_equal(load(forge_path("nothing.pem"), SM2_PUBLIC), -ENOENT);
    assert_int_equal(load(forge_path("collector.pub.pem"), SM2_PRIVATE),
                     -EINVAL);
    assert_int_equal(load(forge_path("collector.key.pem"), SM2_PUBLIC),
                     -EINVAL);
    assert_int_equal(load("/dev/null", SM2_PRIVATE), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_der_round_trip),
        cmocka_unit_test(test_der_bytes),
        cmocka_unit_test(test_der_cut),
        cmocka_unit_test(test_sign_and_verify),
        cmocka_unit_test(test_seal_and_open),
        cmocka_unit_test(test_sm4_ctr),
        cmocka_unit_test(test_wrong_files),
    };
    return cmocka_run_group_tests_name("sm2", tests, forge_setup,
                                       forge_teardown);
}
