#include "sandbox/web_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct row {
    const char *pattern, *path;
    bool matches;
    const char *first, *second;
} ROWS[] = {
    {"/", "/", true, NULL, NULL},
    {"/a", "/a", true, NULL, NULL},
    {"/a", "/a/", false, NULL, NULL},
    {"/a", "/ab", false, NULL, NULL},
    {"/ab", "/a", false, NULL, NULL},
    {"/o/{}", "/o/T1", true, "T1", NULL},
    {"/o/{}", "/o/", false, NULL, NULL},
    {"/o/{}", "/o/T1/close", false, NULL, NULL},
    {"/o/{}/close", "/o/T1/close", true, "T1", NULL},
    {"/o/{}/close", "/o/T1", false, NULL, NULL},
    {"/{}/{}", "/a/b", true, "a", "b"},
    {"/{}/{}/{}", "/a/b/c", false, NULL, NULL},
};

static void check_arg(const struct row *row, const char *got, const char *want)
{
    if ((got == NULL) != (want == NULL) || (got && strcmp(got, want) != 0))
        fail_msg("%s on %s: %s", row->pattern, row->path, got ? got : "none");
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        struct web_path path;

        if (web_path_match(row->pattern, row->path, &path) != row->matches)
            fail_msg("%s on %s", row->pattern, row->path);
        if (!row->matches)
            continue;
        check_arg(row, path.args[0], row->first);
        check_arg(row, path.args[1], row->second);
    }
}

static void test_a_segment_of_128_characters_is_none(void **state)
{
    char text[1 + WEB_PATH_ARG_SIZE + 1];
    struct web_path path;

    (void)state;
    memset(text, 'x', sizeof text);
    text[0] = '/';
    text[WEB_PATH_ARG_SIZE] = '\0';
    assert_true(web_path_match("/{}", text, &path));
    text[WEB_PATH_ARG_SIZE] = 'x';
    text[WEB_PATH_ARG_SIZE + 1] = '\0';
    assert_false(web_path_match("/{}", text, &path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_segment_of_128_characters_is_none),
    };
    return cmocka_run_group_tests_name("sandbox/web_path", tests, NULL, NULL);
}
