#include "decode/line.h"

#include "core/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* clang-format off */
static const struct row {
    const char *name;
    const char *in;
    size_t in_len;
    const char *lines[4];
    size_t n;
} ROWS[] = {
    {"nothing", "", 0, {0}, 0},
    {"one", "a\n", 2, {"a"}, 1},
    {"no line end", "a", 1, {"a"}, 1},
    {"an empty line", "\n", 1, {""}, 1},
    {"empty ones between", "a\n\nb\n", 5, {"a", "", "b"}, 3},
    {"CR LF", "a\r\nb\r\n", 6, {"a", "b"}, 2},
    {"an empty line with CR", "\r\n", 2, {""}, 1},
    {"only one CR belongs to the end", "a\r\r\n", 4, {"a\r"}, 1},
    {"a CR inside stays", "a\rb\n", 4, {"a\rb"}, 1},
    {"a CR at the end of all stays", "a\r", 2, {"a\r"}, 1},
    {"spaces stay", " a \n", 4, {" a "}, 1},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        _cleanup_(fclosep) FILE *f =
            row->in_len ? fmemopen((char *)(uintptr_t)row->in, row->in_len, "r")
                        : fopen("/dev/null", "r");
        struct line line;

        assert_non_null(f);
        for (size_t k = 0; k < row->n; k++) {
            if (!line_read(f, &line))
                fail_msg("%s: too few", row->name);
            assert_int_equal(line.len, strlen(row->lines[k]));
            assert_memory_equal(line.at, row->lines[k], line.len);
        }
        if (line_read(f, &line))
            fail_msg("%s: too many", row->name);
    }
}

static void test_nul(void **state)
{
    char in[] = "a\0b\n";
    _cleanup_(fclosep) FILE *f = fmemopen(in, 4, "r");
    struct line line;

    (void)state;
    assert_true(line_read(f, &line));
    assert_int_equal(line.len, 3);
    assert_memory_equal(line.at, "a\0b", 3);
}

/* A line of any length is one line, and too long for a code. */
static void test_long_line(void **state)
{
    size_t len = 100000;
    _cleanup_(freep) char *in = malloc(len + 2);
    _cleanup_(fclosep) FILE *f = NULL;
    struct line line;

    (void)state;
    memset(in, 'A', len);
    memcpy(in + len, "\nB", 2);
    f = fmemopen(in, len + 2, "r");
    assert_true(line_read(f, &line));
    assert_int_equal(line.len, CODE_TEXT_MAX + 1);
    assert_true(line_read(f, &line));
    assert_int_equal(line.len, 1);
    assert_false(line_read(f, &line));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_long_line),
    };
    return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
