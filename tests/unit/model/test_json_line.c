#include "model/json_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* clang-format off */
static const struct row {
    const char *name, *text;
    const char *path[4];
    int line;
} ROWS[] = {
    {"the text's own beginning", "\n{\n\"a\":1}", {NULL}, 1},
    {"a member", "{\n\"a\":1,\n\"b\":2}", {"b"}, 3},
    {"a member of a member", "{\n\"a\":{\n\"b\":2}}", {"a", "b"}, 3},
    {"the key's line, not the value's", "{\"a\":\n\n1}", {"a"}, 1},
    {"a namesake in another object is passed by", "{\"a\":{\n\"b\":1},\n\"b\":2}", {"b"}, 3},
    {"and one in a list", "{\"a\":[{\n\"b\":1}],\n\"b\":2}", {"b"}, 3},
    {"and one in a text", "{\"a\":\"\\\"b\\\":\",\n\"b\":2}", {"b"}, 2},
    {"a quote in a text does not end it", "{\"a\":\"\\\",\",\n\"b\":2}", {"b"}, 2},
    {"brackets in a text count for nothing", "{\"a\":\"}]{\",\n\"b\":2}", {"b"}, 2},
    {"a key with escapes", "{\n\"\\u0061\":1}", {"a"}, 2},
    {"a missing member: where its object begins", "{\n\"a\":{\n\"b\":2}}", {"a", "c"}, 2},
    {"a missing one at the top", "{\n\"a\":1}", {"c"}, 1},
    {"into a number", "{\n\"a\":1}", {"a", "b"}, 2},
    {"three deep", "{\"a\":{\"b\":{\n\"c\":1}}}", {"a", "b", "c"}, 2},
    {"blanks of every kind", "{ \t\r\n\"a\" \n: \n1 , \"b\"\n:2}", {"b"}, 4},
    {"nothing", "", {"a"}, 1},
    {"no JSON", "{\"a", {"a"}, 1},
    {"an escape at the end", "{\"a\\", {"a"}, 1},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        int line = json_line(bytes_of_text(ROWS[i].text), ROWS[i].path);

        if (line != ROWS[i].line)
            fail_msg("%s: %d", ROWS[i].name, line);
    }
}

static void test_a_byte(void **state)
{
    struct bytes text = bytes_of_text("a\nb\n");

    (void)state;
    assert_int_equal(json_line_at(text, 1), 1);
    assert_int_equal(json_line_at(text, 2), 2);
    assert_int_equal(json_line_at(text, 99), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_byte),
    };
    return cmocka_run_group_tests_name("json_line", tests, NULL, NULL);
}
