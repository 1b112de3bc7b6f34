#include "core/base64.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* RFC 4648, section 10. */
static const struct {
    const char *plain, *coded;
} VECTORS[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xff\xef\xbe\xfb", "/++++w=="},
};

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof VECTORS / sizeof *VECTORS; i++) {
        struct buf plain = BUF_INIT(64);
        char coded[BASE64_SIZE(16)];

        base64_encode(bytes_of_text(VECTORS[i].plain), coded);
        assert_string_equal(coded, VECTORS[i].coded);
        assert_int_equal(base64_decode(bytes_of_text(coded), &plain), 0);
        assert_true(
            bytes_equal(buf_view(&plain), bytes_of_text(VECTORS[i].plain)));
        buf_done(&plain);
    }
}

static void test_what_is_not_base64(void **state)
{
    static const char *const WRONG[] = {
        "Z",    "Zg",   "Zg=",       "Zg==Zg==", "Zm 9", "Zm9v\n",
        "Zh==", "Zm9=", "====",      "Z===",     "Zm-v", "Zm_v",
        "=m9v", "Zm=v", "Zm9vZg==A", "Zm9v====",
    };

    (void)state;
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        struct buf plain = BUF_INIT(64);

        if (base64_decode(bytes_of_text(WRONG[i]), &plain) != -EINVAL)
            fail_msg("taken: %s", WRONG[i]);
        assert_int_equal(plain.len, 0);
        buf_done(&plain);
    }
}

static void test_no_more_than_the_maximum(void **state)
{
    struct buf plain = BUF_INIT(3);

    (void)state;
    assert_int_equal(base64_decode(bytes_of_text("Zm9vYg=="), &plain),
                     -EMSGSIZE);
    assert_int_equal(plain.len, 0);
    buf_done(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_what_is_not_base64),
        cmocka_unit_test(test_no_more_than_the_maximum),
    };
    return cmocka_run_group_tests_name("core/base64", tests, NULL, NULL);
}
