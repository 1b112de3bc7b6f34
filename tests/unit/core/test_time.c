#include "core/time.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void test_format_and_parse_agree(void **state)
{
    static const char *const TEXTS[] = {
        "1970-01-01T08:00:00+08:00",
        "2024-02-29T23:59:59+08:00",
        "2025-12-31T00:00:00+08:00",
        "2100-03-01T12:34:56+08:00",
    };
    char again[TIME_TEXT_SIZE];
    int64_t at;

    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        assert_int_equal(time_parse(TEXTS[i], &at), 0);
        time_format(at, again);
        assert_string_equal(again, TEXTS[i]);
    }
}

static void test_offsets_and_fractions(void **state)
{
    int64_t at;

    (void)state;
    assert_int_equal(time_parse("2025-03-30T02:40:00Z", &at), 0);
    assert_int_equal(at, 1743302400000);
    assert_int_equal(time_parse("2025-03-29T21:40:00.25-05:00", &at), 0);
    assert_int_equal(at, 1743302400250);
}

static void test_bad_texts_are_refused(void **state)
{
    static const char *const TEXTS[] = {
        "",
        "2025-13-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2025-01-01T24:00:00Z",
        "2025-01-01T00:00:00",
        "2025-01-01T00:00:00+08:00x",
        "2025-01-01 ",
        "25-01-01T00:00:00Z",
        "2025-01-01T00:00:00.Z",
    };
    int64_t at;

    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        assert_int_equal(time_parse(TEXTS[i], &at), -EINVAL);
}

static void test_local_day_starts_at_chinese_midnight(void **state)
{
    int64_t at;

    (void)state;
    assert_int_equal(time_parse("2025-06-01T00:00:00+08:00", &at), 0);
    assert_int_equal(time_day_start_ms(time_local_day(at)), at);
    assert_int_equal(time_local_day(at - 1), time_local_day(at) - 1);
    assert_int_equal(time_local(at).hour, 0);
    assert_int_equal(time_local(at).day, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format_and_parse_agree),
        cmocka_unit_test(test_offsets_and_fractions),
        cmocka_unit_test(test_bad_texts_are_refused),
        cmocka_unit_test(test_local_day_starts_at_chinese_midnight),
    };
    return cmocka_run_group_tests_name("core/time", tests, NULL, NULL);
}
