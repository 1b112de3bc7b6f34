#include "core/bytes.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void test_buffer_grows_to_its_maximum(void **state)
{
    struct buf b = BUF_INIT(1000);

    (void)state;
    for (int i = 0; i < 100; i++)
        assert_int_equal(buf_add(&b, "0123456789", 10), 0);
    assert_int_equal(b.len, 1000);
    assert_int_equal(b.cap, 1000);
    assert_int_equal(buf_add(&b, "x", 1), -EMSGSIZE);
    assert_int_equal(b.len, 1000);
    assert_memory_equal(b.at + 990, "0123456789", 10);
    buf_done(&b);
    assert_int_equal(b.max, 1000);
}

static void test_length_near_size_max_does_not_wrap(void **state)
{
    struct buf b = BUF_INIT(16);

    (void)state;
    assert_int_equal(buf_add_text(&b, "abc"), 0);
    assert_int_equal(buf_add(&b, "x", SIZE_MAX - 1), -EMSGSIZE);
    assert_null(buf_room(&b, SIZE_MAX - 1));
    buf_done(&b);
}

static void test_equal_compares_length_and_content(void **state)
{
    (void)state;
    assert_true(bytes_equal(bytes_of_text("abc"), bytes_of_text("abc")));
    assert_false(bytes_equal(bytes_of_text("abc"), bytes_of_text("abd")));
    assert_false(bytes_equal(bytes_of_text("abc"), bytes_of_text("ab")));
    assert_true(bytes_equal(bytes_of_text(NULL), bytes_of_text("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buffer_grows_to_its_maximum),
        cmocka_unit_test(test_length_near_size_max_does_not_wrap),
        cmocka_unit_test(test_equal_compares_length_and_content),
    };
    return cmocka_run_group_tests_name("core/bytes", tests, NULL, NULL);
}
