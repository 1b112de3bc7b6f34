#include "ingest/totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

/* RFC 6238, appendix B: the last six digits of its SHA-1 rows. */
static const struct totp_secret RFC = {"12345678901234567890"};

static const struct {
    uint64_t at_s;
    const char *code;
} VECTORS[] = {
    {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
};

#define LEN(a) (sizeof(a) / sizeof *(a))

static void test_codes(void **state)
{
    char code[TOTP_CODE_SIZE];

    (void)state;
    for (size_t i = 0; i < LEN(VECTORS); i++) {
        totp_code(&RFC, VECTORS[i].at_s / 30, code);
        assert_string_equal(code, VECTORS[i].code);
    }
}

/* The code of 1111111111 s, step 37037037. */
static const struct {
    const char *name, *code;
    int64_t now_s;
    uint64_t after, found;
} FINDS[] = {
    {"in its step", "050471", 1111111111, 0, 37037037},
    {"first moment of the step before", "050471", 1111111080, 0, 37037037},
    {"too early", "050471", 1111111079, 0, 0},
    {"last moment of the step behind", "050471", 1111111169, 0, 37037037},
    {"too late", "050471", 1111111170, 0, 0},
    {"used", "050471", 1111111111, 37037037, 0},
    {"an older one was used", "050471", 1111111111, 37037036, 37037037},
    {"a later one was used", "050471", 1111111111, 37037038, 0},
    {"another", "050472", 1111111111, 0, 0},
    {"too short", "50471", 1111111111, 0, 0},
    {"too long", "0504710", 1111111111, 0, 0},
    {"none", "", 1111111111, 0, 0},
};

static void test_find(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(FINDS); i++) {
        uint64_t found = totp_find(&RFC, FINDS[i].code, FINDS[i].now_s * 1000,
                                   FINDS[i].after);

        if (found != FINDS[i].found)
            fail_msg("%s: %llu", FINDS[i].name, (unsigned long long)found);
    }
}

static void test_for_people(void **state)
{
    char base32[TOTP_BASE32_SIZE], uri[TOTP_URI_SIZE];

    (void)state;
    totp_base32(&RFC, base32);
    assert_string_equal(base32, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    totp_uri(&RFC, "li@hhu", uri);
    assert_string_equal(
        uri, "otpauth://totp/tucai:li%40hhu?secret="
             "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=tucai&algorithm=SHA1&"
             "digits=6&period=30");
}

static void test_at_rest(void **state)
{
    struct blob_key master, other;
    struct totp_secret secret, back;
    uint8_t wrapped[BLOB_WRAPPED_BYTES], again[BLOB_WRAPPED_BYTES];

    (void)state;
    blob_key_new(&master);
    blob_key_new(&other);
    totp_new(&secret);
    assert_int_equal(totp_wrap(&master, "li", &secret, wrapped), 0);
    assert_int_equal(totp_wrap(&master, "li", &secret, again), 0);
    assert_memory_not_equal(wrapped, again, sizeof wrapped);
    assert_int_equal(totp_unwrap(&master, "li", wrapped, &back), 0);
    assert_memory_equal(&back, &secret, sizeof back);
    assert_int_equal(totp_unwrap(&master, "wang", wrapped, &back),
                     BLOB_DAMAGED);
    assert_int_equal(totp_unwrap(&other, "li", wrapped, &back), BLOB_DAMAGED);
    wrapped[20] ^= 1;
    assert_int_equal(totp_unwrap(&master, "li", wrapped, &back), BLOB_DAMAGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_for_people),
        cmocka_unit_test(test_at_rest),
    };
    return cmocka_run_group_tests_name("totp", tests, NULL, NULL);
}
