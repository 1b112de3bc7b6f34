#include "service/log.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { LINE_MAX_BYTES = 4096 };

/* What a call writes to standard output, read as JSON; NULL when it is none. */
#define LINE_OF(call)                                                          \
    __extension__({                                                            \
        divert();                                                              \
        call;                                                                  \
        restore();                                                             \
    })

static int kept, ends[2];

static void divert(void)
{
    assert_int_equal(pipe(ends), 0);
    kept = dup(STDOUT_FILENO);
    assert_true(dup2(ends[1], STDOUT_FILENO) >= 0);
}

static json_t *restore(void)
{
    char line[2 * LINE_MAX_BYTES];
    ssize_t n;

    assert_true(dup2(kept, STDOUT_FILENO) >= 0);
    (void)close(kept);
    (void)close(ends[1]);
    n = read(ends[0], line, sizeof line);
    (void)close(ends[0]);
    assert_true(n <= LINE_MAX_BYTES);
    if (n == 0)
        return NULL;
    assert_int_equal(line[n - 1], '\n');
    assert_null(memchr(line, '\n', (size_t)n - 1));
    return json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, NULL);
}

static const char *text_of(const json_t *line, const char *key)
{
    const char *text = json_string_value(json_object_get(line, key));

    return text ? text : "";
}

static void test_every_kind_of_field(void **state)
{
    json_t *line = LINE_OF(log_warn("event", F_STR("text", "\"\\\x01\n三"),
                                    F_INT("n", -7), F_REAL("x", 0.5),
                                    F_REAL("none", 0.0 / 0.0), F_UID("u1")));

    (void)state;
    assert_non_null(line);
    assert_string_equal(text_of(line, "event"), "event");
    assert_string_equal(text_of(line, "level"), "warn");
    assert_string_equal(text_of(line, "text"), "\"\\\x01\n三");
    assert_int_equal(json_integer_value(json_object_get(line, "n")), -7);
    assert_true(json_real_value(json_object_get(line, "x")) == 0.5);
    assert_true(json_is_null(json_object_get(line, "none")));
    assert_int_equal(strlen(text_of(line, "student")), 16);
    json_decref(line);
}

static void test_levels(void **state)
{
    json_t *line = LINE_OF(log_debug("event"));

    (void)state;
    assert_null(line);
    assert_int_equal(log_level_of("error"), LOG_LEVEL_ERROR);
    assert_int_equal(log_level_of("loud"), -1);
}

/* However long a text is and wherever it is cut, the line is JSON; a field that
 * finds no place is left out. */
static void test_long_lines(void **state)
{
    static char text[2 * LINE_MAX_BYTES];

    (void)state;
    for (size_t len = LINE_MAX_BYTES - 300; len < LINE_MAX_BYTES + 50; len++) {
        json_t *line;

        for (size_t i = 0; i + 3 <= len; i += 3)
            memcpy(text + i, len % 2 ? "三" : "ab\"", 3);
        text[len / 3 * 3] = 0;
        line = LINE_OF(log_info("event", F_STR("long", text), F_INT("n", 7),
                                F_STR("last", "x")));
        if (!line)
            fail_msg("no JSON of a text of %zu bytes", len);
        assert_int_equal(
            strncmp(text, text_of(line, "long"), strlen(text_of(line, "long"))),
            0);
        json_decref(line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_field),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_long_lines),
    };

    log_open("test", LOG_LEVEL_INFO, NULL);
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
