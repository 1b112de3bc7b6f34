#include "model/print_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define LEN(a) (sizeof(a) / sizeof *(a))

static const char ALPHABET[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* Published examples of ISO/IEC 7064 MOD 37,36: that of the standard, and the
 * Global Release Identifier's. */
static void test_known_check_characters(void **state)
{
    static const char *const GOOD[] = {"A12425GABC1234002M"};

    (void)state;
    for (size_t i = 0; i < LEN(GOOD); i++)
        assert_true(print_code_holds(GOOD[i]));
    assert_false(print_code_holds("A12425GABC1234002N"));
    assert_false(print_code_holds(""));
    assert_false(print_code_holds("A"));
    assert_false(print_code_holds("a1"));
    assert_false(print_code_holds("水工"));
}

static void test_what_a_code_looks_like(void **state)
{
    char bundle[PRINT_CODE_SIZE], sheet[PRINT_CODE_SIZE];

    (void)state;
    print_code_bundle("p0123", 1, bundle);
    print_code_sheet("p0123", 1, sheet);
    assert_int_equal(strlen(bundle), 12);
    assert_int_equal(strlen(sheet), 14);
    assert_memory_equal(bundle, sheet, 7);
    assert_memory_equal(bundle + 7, "0001", 4);
    assert_memory_equal(sheet + 7, "000001", 6);
    print_code_bundle("p0123", PRINT_CODE_BUNDLES_MAX, bundle);
    print_code_sheet("p0123", PRINT_CODE_SHEETS_MAX, sheet);
    assert_memory_equal(bundle + 7, "9999", 4);
    assert_memory_equal(sheet + 7, "999999", 6);
    assert_true(print_code_holds(bundle) && print_code_holds(sheet));
    print_code_bundle("p0124", PRINT_CODE_BUNDLES_MAX, sheet);
    assert_memory_not_equal(bundle, sheet, 7);
}

/* The standard's promise, on our own codes. */
static void test_every_single_error_and_swap_is_found(void **state)
{
    char good[PRINT_CODE_SIZE], bad[PRINT_CODE_SIZE];

    (void)state;
    for (unsigned n = 1; n < 200; n += 7) {
        print_code_bundle("p5af1", n, good);
        for (size_t i = 0; good[i]; i++) {
            memcpy(bad, good, sizeof bad);
            for (const char *c = ALPHABET; *c; c++) {
                bad[i] = *c;
                assert_int_equal(print_code_holds(bad), *c == good[i]);
            }
            memcpy(bad, good, sizeof bad);
            if (!good[i + 1] || good[i] == good[i + 1])
                continue;
            bad[i] = good[i + 1];
            bad[i + 1] = good[i];
            assert_false(print_code_holds(bad));
        }
    }
}

static void test_how_codes_are_read(void **state)
{
    static const struct {
        const char *given, *is;
        bool is_read;
    } ROWS[] = {
        {"AB12", "AB12", true},
        {" ab-12\r\n", "AB12", true},
        {"ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO", true},
        {"ABCDEFGHIJKLMNOP", "", false},
        {"", "", true},
    };
    char got[PRINT_CODE_SIZE];

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        assert_int_equal(print_code_normal(ROWS[i].given, got),
                         ROWS[i].is_read);
        assert_string_equal(got, ROWS[i].is);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_check_characters),
        cmocka_unit_test(test_what_a_code_looks_like),
        cmocka_unit_test(test_every_single_error_and_swap_is_found),
        cmocka_unit_test(test_how_codes_are_read),
    };

    return cmocka_run_group_tests_name("print_code", tests, NULL, NULL);
}
