#include "core/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* clang-format off */
static const struct row {
    const char *name;
    const char *text;
    bool sound;
} UTF8[] = {
    {"ascii", "abc", true},
    {"chinese", "\xE5\xBC\xA0*\xE4\xB8\x89", true},
    {"four bytes", "\xF0\x9F\x98\x80", true},
    {"overlong slash", "\xC0\xAF", false},
    {"overlong in three bytes", "\xE0\x80\xAF", false},
    {"surrogate", "\xED\xA0\x80", false},
    {"above U+10FFFF", "\xF4\x90\x80\x80", false},
    {"cut short", "\xE5\xBC", false},
    {"tail without lead", "\x80", false},
    {"lead F5", "\xF5\x80\x80\x80", false},
};
/* clang-format on */

static void test_utf8(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof UTF8 / sizeof *UTF8; i++) {
        if (text_is_utf8(bytes_of_text(UTF8[i].text)) != UTF8[i].sound)
            fail_msg("%s", UTF8[i].name);
    }
    assert_false(text_is_utf8((struct bytes){(const uint8_t *)"a\0b", 3}));
}

static void test_controls(void **state)
{
    static const char *const WITH[] = {"\x07", "a\nb", "\tx", "x\x7F", "\x1F"};
    static const char *const WITHOUT[] = {"", " a b ", "\xE5\xBC\xA0",
                                          "\xC2\x80", "~"};

    (void)state;
    for (size_t i = 0; i < sizeof WITH / sizeof *WITH; i++)
        assert_true(text_has_controls(WITH[i]));
    for (size_t i = 0; i < sizeof WITHOUT / sizeof *WITHOUT; i++)
        assert_false(text_has_controls(WITHOUT[i]));
}

static void test_numbers(void **state)
{
    int64_t value = 7;

    (void)state;
    assert_true(text_to_i64("-3", -5, 5, &value));
    assert_int_equal(value, -3);
    assert_false(text_to_i64("6", -5, 5, &value));
    assert_false(text_to_i64("", 0, 5, &value));
    assert_false(text_to_i64(" 1", 0, 5, &value));
    assert_false(text_to_i64("1x", 0, 5, &value));
    assert_false(text_to_i64("99999999999999999999", 0, INT64_MAX, &value));
    assert_int_equal(value, -3);
}

static void test_hex_goes_both_ways(void **state)
{
    uint8_t raw[3];
    char hex[7];

    (void)state;
    assert_true(text_unhex("00fFa1", raw, 3));
    text_hex((struct bytes){raw, 3}, hex);
    assert_string_equal(hex, "00ffa1");
    assert_false(text_unhex("00ffa", raw, 3));
    assert_false(text_unhex("00ffag", raw, 3));
}

static void test_digits(void **state)
{
    (void)state;
    assert_true(text_is_digits(bytes_of_text("10284"), 5));
    assert_false(text_is_digits(bytes_of_text("1028"), 5));
    assert_false(text_is_digits(bytes_of_text("1028x"), 5));
}

static void test_a_copy_ends_with_a_whole_character(void **state)
{
    static const struct {
        const char *from, *to;
    } ROWS[] = {
        {"", ""},
        {"abcdef", "abcdef"},
        {"abcdefg", "abcdef"},
        {"照片", "照片"},
        {"照片太", "照片"},
        {"a照片", "a照"},
        {"abcd\u00e9x", "abcd\u00e9"},
        {"abcde\u00e9", "abcde"},
        {"abc\U0001F4F7", "abc"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        char to[7] = "xxxxxx";

        text_copy(to, sizeof to, ROWS[i].from);
        assert_string_equal(to, ROWS[i].to);
        assert_int_equal(to[6], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_hex_goes_both_ways),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_a_copy_ends_with_a_whole_character),
    };
    return cmocka_run_group_tests_name("core/text", tests, NULL, NULL);
}
