#include "relay/sheet/volume.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static FILE *file_of(const char *text)
{
    FILE *file = tmpfile();

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    rewind(file);
    return file;
}

/* ---- the list ---- */

/* clang-format off */
static const struct line {
    const char *name, *text;
    int want; /* of list_next */
    const char *path, *caption, *code;
} LINES[] = {
    {"all three",     "a.jpg\t张*三 1\tA-1\n", 1,       "a.jpg", "张*三 1", "A-1"},
    {"no code",       "a.jpg\tc\n",            1,       "a.jpg", "c",       ""},
    {"the path only", "a b.jpg\n",             1,       "a b.jpg", "",      ""},
    {"empty caption", "a.jpg\t\tA\n",          1,       "a.jpg", "",        "A"},
    {"no line end",   "a.jpg\tc\tA",           1,       "a.jpg", "c",       "A"},
    {"CR LF",         "a.jpg\tc\tA\r\n",       1,       "a.jpg", "c",       "A"},
    {"empty lines",   "\n\r\n\na.jpg\n",       1,       "a.jpg", "",        ""},
    {"nothing",       "",                      0,       NULL, NULL, NULL},
    {"only ends",     "\n\n",                  0,       NULL, NULL, NULL},
    {"four fields",   "a\tb\tC\td\n",          -EINVAL, NULL, NULL, NULL},
    {"no path",       "\tb\tC\n",              -EINVAL, NULL, NULL, NULL},
};
/* clang-format on */

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
        static struct list list;
        struct list_item item;

        list = (struct list){.file = file_of(LINES[i].text)};
        if (list_next(&list, &item) != LINES[i].want)
            fail_msg("%s", LINES[i].name);
        if (LINES[i].want == 1) {
            assert_string_equal(item.path, LINES[i].path);
            assert_string_equal(item.caption, LINES[i].caption);
            assert_string_equal(item.code, LINES[i].code);
            assert_int_equal(list_next(&list, &item), 0);
        }
        (void)fclose(list.file);
    }
}

static void test_a_line_too_long(void **state)
{
    static char text[LIST_LINE_MAX_BYTES + 10];
    static struct list list;
    struct list_item item;

    (void)state;
    memset(text, 'x', LIST_LINE_MAX_BYTES - 1);
    list = (struct list){.file = file_of(text)};
    assert_int_equal(list_next(&list, &item), -EMSGSIZE);
    (void)fclose(list.file);
    text[LIST_LINE_MAX_BYTES - 2] = '\n';
    list = (struct list){.file = file_of(text)};
    assert_int_equal(list_next(&list, &item), 1);
    (void)fclose(list.file);
}

static void test_counting(void **state)
{
    static struct list list;
    char a[] = "a", b[] = "b", *paths[] = {a, b, NULL};
    struct list_item item;

    (void)state;
    list = (struct list){.paths = paths, .caption = "c", .code = ""};
    assert_int_equal(list_count(&list), 2);
    assert_int_equal(list_next(&list, &item), 1);
    assert_string_equal(item.path, "a");
    assert_string_equal(item.caption, "c");
    list = (struct list){.file = file_of("a\n\nb\nc")};
    assert_int_equal(list_count(&list), 3);
    assert_int_equal(list_next(&list, &item), 1);
    assert_string_equal(item.path, "a");
    assert_int_equal(list.line, 1);
    (void)fclose(list.file);
}

/* ---- the volumes ---- */

/* clang-format off */
static const struct row {
    const char *name;
    struct volume_plan plan; /* places, per student, bundles, sheets, items */
    const char *codes;       /* a letter a student */
    const char *want;        /* "students:sheets:sheets before", a volume each */
} ROWS[] = {
    {"one a sheet",             {5, 5, false, 2, 99},  "aaaaa",  "2:2:0 2:2:2 1:1:4"},
    {"one file",                {5, 5, false, 0, 99},  "aaaaa",  "5:5:0"},
    {"one file, in pieces",     {5, 5, false, 0, 2},   "aaa",    "2:2:0 1:1:2"},
    {"shared, cut at a volume", {8, 5, true,  2, 99},  "aaaaaa", "3:2:0 3:2:2"},
    {"a bundle, a sheet",       {8, 5, true,  2, 99},  "abc",    "2:2:0 1:1:0"},
    {"a bundle goes on",        {8, 5, true,  3, 99},  "abbbbb", "4:3:0 2:2:2"},
    {"two to a sheet each",     {8, 4, true,  1, 99},  "aaab",   "2:1:0 1:1:1 1:1:0"},
    {"more than a sheet each",  {5, 12, true, 3, 99},  "aa",     "1:3:0 1:3:3"},
    {"one over the maximum",    {5, 12, true, 2, 99},  "ab",     "1:3:0 1:3:0"},
    {"nobody",                  {5, 5, false, 2, 99},  "",       ""},
};
/* clang-format on */

static FILE *list_of(const char *codes)
{
    char text[512] = "";

    for (; *codes; codes++) {
        size_t len = strlen(text);
        (void)snprintf(text + len, sizeof text - len, "p.jpg\tx\t%c\n", *codes);
    }
    return file_of(text);
}

static void test_volumes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        static struct list list;
        struct volume v = {.plan = ROWS[i].plan};
        char got[256] = "";

        list = (struct list){.file = list_of(ROWS[i].codes)};
        for (;;) {
            size_t len = strlen(got);
            assert_int_equal(volume_fill(&v, &list), 0);
            if (v.count == 0)
                break;
            (void)snprintf(got + len, sizeof got - len, "%s%zu:%zu:%zu",
                           len ? " " : "", v.count, v.sheets, v.bundle_before);
        }
        if (strcmp(got, ROWS[i].want) != 0)
            fail_msg("%s: \"%s\"", ROWS[i].name, got);
        volume_done(&v);
        (void)fclose(list.file);
    }
}

static void test_a_bad_line(void **state)
{
    static struct list list;
    struct volume v = {.plan = {5, 5, false, 0, 99}};

    (void)state;
    list = (struct list){.file = file_of("a\nb\n\tc\nd\n")};
    assert_int_equal(volume_fill(&v, &list), -EINVAL);
    assert_int_equal(list.line, 3);
    volume_done(&v);
    (void)fclose(list.file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_a_line_too_long),
        cmocka_unit_test(test_counting),
        cmocka_unit_test(test_volumes),
        cmocka_unit_test(test_a_bad_line),
    };
    return cmocka_run_group_tests_name("relay/volume", tests, NULL, NULL);
}
