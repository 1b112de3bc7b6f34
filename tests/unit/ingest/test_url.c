#include "ingest/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* clang-format off */
static const struct {
    const char *name, *query, *expected; /* NULL: none */
} QUERIES[] = {
    {"alone", "a=1", "1"}, {"second", "b=2&a=1", "1"},
    {"the first of two", "a=1&a=2", "1"}, {"empty", "a=", ""},
    {"absent", "b=1", NULL}, {"no value", "a", NULL}, {"a longer name", "ab=1", NULL},
    {"escapes", "a=%e4%BD%a0+%2b", "\xe4\xbd\xa0 +"},
    {"a broken escape", "a=%4", NULL}, {"no hex", "a=%zz", NULL},
    {"a NUL", "a=%00", NULL}, {"too long", "a=1234567890123456", NULL},
    {"just fits", "a=123456789012345", "123456789012345"}, {"nothing", "", NULL},
};

static const struct {
    const char *pattern, *path, *first, *second; /* first NULL: no match */
} PATHS[] = {
    {"/a", "/a", "", ""}, {"/a", "/a/", NULL, NULL}, {"/a", "/ab", NULL, NULL},
    {"/a", "/", NULL, NULL}, {"/a/{}", "/a/x", "x", ""},
    {"/a/{}", "/a/", NULL, NULL}, {"/a/{}", "/a", NULL, NULL},
    {"/a/{}/b", "/a/x/b", "x", ""}, {"/a/{}/b", "/a/x/c", NULL, NULL},
    {"/a/{}/{}", "/a/x/y", "x", "y"}, {"/a/{}", "/a/x%2Fy", "x/y", ""},
    {"/a/{}", "/a/x%00", NULL, NULL}, {"/a/{}.jpg", "/a/x.jpg", NULL, NULL},
    {"/a/{}", "/a/12345678901234567", NULL, NULL},
};
/* clang-format on */

static void test_queries(void **state)
{
    char got[16];

    (void)state;
    for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++) {
        bool there = url_query(QUERIES[i].query, "a", got, sizeof got);

        if (there != (QUERIES[i].expected != NULL))
            fail_msg("%s: %d", QUERIES[i].name, there);
        if (there)
            assert_string_equal(got, QUERIES[i].expected);
        assert_true(!there || url_has(QUERIES[i].query, "a"));
    }
}

static void test_what_is_there_and_cannot_be_read(void **state)
{
    (void)state;
    assert_true(url_has("b=2&a=%zz", "a"));
    assert_false(url_has("ab=1&a", "a"));
}

static void test_encoding(void **state)
{
    char got[14];

    (void)state;
    url_encode("a-\xe4\xbd\xa0 ", got, sizeof got);
    assert_string_equal(got, "a-%E4%BD%A0"); /* whole escapes only */
    url_encode("a.b_c", got, sizeof got);
    assert_string_equal(got, "a.b_c");
}

static void test_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
        char params[2][16] = {"", ""};
        bool matches =
            url_match(PATHS[i].pattern, PATHS[i].path, params[0], 16);

        if (matches != (PATHS[i].first != NULL))
            fail_msg("%s on %s: %d", PATHS[i].pattern, PATHS[i].path, matches);
        if (!matches)
            continue;
        assert_string_equal(params[0], PATHS[i].first);
        assert_string_equal(params[1], PATHS[i].second);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queries),
        cmocka_unit_test(test_what_is_there_and_cannot_be_read),
        cmocka_unit_test(test_encoding),
        cmocka_unit_test(test_paths),
    };
    return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
