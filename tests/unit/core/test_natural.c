#include "core/natural.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Each stands before the next. */
static const char *const ROW[] = {
    "",
    " ",
    "-1",
    "007",
    "07",
    "7",
    "７",
    "0000008",
    "8a",
    "10",
    "99999999999999999999999999999998",
    "99999999999999999999999999999999",
    "100000000000000000000000000000000",
    "A",
    "A2",
    "A2B9",
    "A2B10",
    "A10",
    "AB",
    "a",
    "一班",
    "计算机2班",
    "计算机２班",
    "计算机3班",
    "计算机10班",
    "计算机１１班",
    "计算机班",
    "\U00020BB71",
};

/* clang-format off */
static const struct {
    const char *name, *before, *after;
} PAIRS[] = {
    {"a class's number",           "2班",        "10班"},
    {"full width beside half",     "１0班",      "11班"},
    {"one number, two widths",     "1０班2",     "１0班10"},
    {"the later number decides",   "1-2",        "01-3"},
    {"zeros only when all is one", "01",         "1"},
    {"nothing but zeros",          "0",          "000"},
    {"zero before one",            "0",          "00001"},
    {"a number ends before more",  "2025",       "2025a"},
    {"student numbers",            "2025000099", "2025000100"},
    {"a shorter one is smaller",   "20250001",   "2025000100"},
    {"sign is no number",          "-2",         "1"},
    {"colon stands behind digits", "12",         ":"},
    {"slash stands before digits", "/",          "0"},
};
/* clang-format on */

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static void assert_before(const char *name, const char *a, const char *b)
{
    if (natural_compare(a, b) >= 0 || natural_compare(b, a) <= 0)
        fail_msg("%s: \"%s\" is not before \"%s\"", name, a, b);
}

static void test_pairs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        assert_before(PAIRS[i].name, PAIRS[i].before, PAIRS[i].after);
}

static void test_a_long_row(void **state)
{
    size_t n = sizeof ROW / sizeof *ROW;

    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(natural_compare(ROW[i], ROW[i]), 0);
        for (size_t k = i + 1; k < n; k++)
            assert_before("row", ROW[i], ROW[k]);
    }
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 10;
}

/* Short texts of few letters, so that all kinds of likeness come up. */
static void draw(uint32_t *seed, char ret[32])
{
    static const char *const LETTERS[] = {"0",  "1", "2",  "10", "０",
                                          "１", "a", "班", "/",  ":"};
    size_t n = next(seed) % 7;

    *ret = 0;
    while (n--)
        strcat(ret, LETTERS[next(seed) % 10]);
}

static void test_total_order(void **state)
{
    uint32_t seed = 7;
    char a[32], b[32], c[32];

    (void)state;
    for (int round = 0; round < 200000; round++) {
        draw(&seed, a);
        draw(&seed, b);
        draw(&seed, c);
        assert_int_equal(natural_compare(a, b) == 0, strcmp(a, b) == 0);
        assert_int_equal(sign(natural_compare(a, b)),
                         -sign(natural_compare(b, a)));
        if (natural_compare(a, b) <= 0 && natural_compare(b, c) <= 0 &&
            natural_compare(a, c) > 0)
            fail_msg("\"%s\" <= \"%s\" <= \"%s\", but not first and last", a, b,
                     c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_a_long_row),
        cmocka_unit_test(test_total_order),
    };
    return cmocka_run_group_tests_name("core/natural", tests, NULL, NULL);
}
