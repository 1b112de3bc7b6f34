#include "relay/print/shares.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { OF = 5 };

/* clang-format off */
static const struct row {
    const char *name;
    size_t skipped;  /* prints of student A that stand on an earlier sheet */
    size_t first, count; /* the row's places */
    size_t lines;
    const char *want[4];
} ROWS[] = {
    {"whole, then a beginning", 0, 0,  6, 2, {"左起1-5 A", "左起6 (1/5) B"}},
    {"the rest, then two",      0, 6,  6, 2, {"左起1-4 (2-5/5) B", "左起5-6 (1-2/5) C"}},
    {"one print only",          0, 9,  1, 1, {"左起1 (5/5) B"}},
    {"a row of just one",       0, 1,  3, 1, {"左起1-3 (2-4/5) A"}},
    {"from an earlier sheet",   3, 0,  4, 2, {"左起1-2 (4-5/5) A", "左起3-4 (1-2/5) B"}},
    {"too many for the lines",  0, 4, 12, 2, {"左起1 (5/5) A", "左起2-12 B … D"}},
    {"many on one line",        0, 0, 20, 1, {"左起1-20 A … D"}},
    {"as many lines as wanted", 0, 0, 12, 3, {"左起1-5 A", "左起6-10 B", "左起11-12 (1-2/5) C"}},
};
/* clang-format on */

static void fill(struct shares *s, size_t skipped)
{
    static const char *const NAMES[] = {"A", "B", "C", "D"};

    *s = (struct shares){.used = 0};
    for (size_t i = 0; i < 4; i++) {
        size_t before = i == 0 ? skipped : 0;
        struct share share = {
            .count = OF - before, .nth = (unsigned)before + 1, .of = OF};
        (void)snprintf(share.caption, sizeof share.caption, "%s", NAMES[i]);
        shares_add(s, &share);
    }
    assert_int_equal(s->used, 4 * OF - skipped);
}

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct layout_row row = {.first = ROWS[i].first,
                                 .count = ROWS[i].count};
        static struct shares s;
        char line[SHARES_LINE_SIZE];

        fill(&s, ROWS[i].skipped);
        assert_true(shares_in_row(&s, &row) >= ROWS[i].lines);
        for (size_t k = 0; k < ROWS[i].lines; k++) {
            shares_line(&s, &row, k, ROWS[i].lines, line);
            if (strcmp(line, ROWS[i].want[k]) != 0)
                fail_msg("%s, line %zu: \"%s\"", ROWS[i].name, k + 1, line);
        }
    }
}

static void test_empty_places(void **state)
{
    static struct shares s;
    struct layout_row behind = {.first = 20, .count = 6};
    struct layout_row half = {.first = 18, .count = 6};
    char line[SHARES_LINE_SIZE];

    (void)state;
    fill(&s, 0);
    assert_int_equal(shares_in_row(&s, &behind), 0);
    assert_int_equal(shares_in_row(&s, &half), 1);
    shares_line(&s, &half, 0, 1, line);
    assert_string_equal(line, "左起1-2 (4-5/5) D");
}

/* The longest captions there are: whole or cut, never beyond the line. */
static void test_long_captions(void **state)
{
    static struct shares s;
    struct share share = {.count = 1, .nth = 1, .of = 1};
    struct layout_row row = {.first = 0, .count = 3};
    char line[SHARES_LINE_SIZE];

    (void)state;
    s = (struct shares){.used = 0};
    memset(share.caption, 'x', sizeof share.caption - 1);
    for (size_t i = 0; i < 3; i++)
        shares_add(&s, &share);
    shares_line(&s, &row, 0, 3, line);
    assert_int_equal(strlen(line), strlen("左起1 ") + 600);
    shares_line(&s, &row, 1, 2, line);
    assert_true(strlen(line) < sizeof line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_empty_places),
        cmocka_unit_test(test_long_captions),
    };
    return cmocka_run_group_tests_name("relay/shares", tests, NULL, NULL);
}
