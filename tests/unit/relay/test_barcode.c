#include "relay/print/barcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void test_what_is_a_code(void **state)
{
    static const char *const GOOD[] = {"A", "0", "-", "B7K2M9X4-012",
                                       "ABCDEFGHIJKLMNOPQRST"};
    static const char *const BAD[] = {
        "", "a", "A B", "A_B", "Ä", "A\n", "ABCDEFGHIJKLMNOPQRSTU"};

    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++)
        assert_true(barcode_is_code(GOOD[i]));
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_false(barcode_is_code(BAD[i]));
}

static bool reads(const struct barcode *b, size_t from, const char *pattern)
{
    for (size_t i = 0; pattern[i]; i++) {
        if (b->is_bar[from + i] != (pattern[i] == '1'))
            return false;
    }
    return true;
}

/* ISO/IEC 15417: start B (104), "A" (33), check (104 + 33) % 103 = 34, stop. */
static void test_one_letter(void **state)
{
    struct barcode b;

    (void)state;
    assert_int_equal(barcode_make("A", &b), 0);
    assert_int_equal(b.modules, 3 * 11 + 13);
    assert_true(reads(&b, 0, "11010010000"));
    assert_true(reads(&b, 11, "10100011000"));
    assert_true(reads(&b, 22, "10001011000"));
    assert_true(reads(&b, 33, "1100011101011"));
}

static void test_the_longest(void **state)
{
    static const char *const LONG[] = {
        "ABCDEFGHIJKLMNOPQRST", "A0B1C2D3E4F5G6H7I8J9", "1234A1234B1234C1234D"};
    struct barcode b;

    (void)state;
    for (size_t i = 0; i < sizeof LONG / sizeof *LONG; i++) {
        assert_int_equal(barcode_make(LONG[i], &b), 0);
        assert_true(b.modules <= BARCODE_MODULES_MAX);
        assert_true(reads(&b, b.modules - 13, "1100011101011"));
    }
}

static void test_module_size(void **state)
{
    struct barcode b = {.modules = 100};

    (void)state;
    assert_int_equal(barcode_module(&b, 0), 0);
    assert_int_equal(barcode_module(&b, 239), 0);
    assert_int_equal(barcode_module(&b, 240), 2);
    assert_int_equal(barcode_module(&b, 359), 2);
    assert_int_equal(barcode_module(&b, 360), 3);
    assert_int_equal(barcode_module(&b, 480), 4);
    assert_int_equal(barcode_module(&b, 100000), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_a_code),
        cmocka_unit_test(test_one_letter),
        cmocka_unit_test(test_the_longest),
        cmocka_unit_test(test_module_size),
    };
    return cmocka_run_group_tests_name("relay/barcode", tests, NULL, NULL);
}
