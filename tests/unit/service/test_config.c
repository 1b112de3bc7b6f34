#include "service/config.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

struct settings {
    const char *name;
    int64_t port;
    bool loud;
};

static const struct config_entry TABLE[] = {
    {"T_NAME", CONFIG_TEXT, offsetof(struct settings, name), NULL, 0, 0, "text",
     "Who."},
    {"T_PORT", CONFIG_INT, offsetof(struct settings, port), "80", 1, 65535,
     "port", "Where."},
    {"T_LOUD", CONFIG_BOOL, offsetof(struct settings, loud), "no", 0, 0, NULL,
     "How."},
};

static int load(const char *name, const char *port, const char *loud,
                struct settings *ret)
{
    (void)setenv("T_NAME", name, 1);
    (void)setenv("T_PORT", port, 1);
    (void)setenv("T_LOUD", loud, 1);
    return config_load(TABLE, 3, ret);
}

static void test_values_and_defaults(void **state)
{
    struct settings s;

    (void)state;
    assert_int_equal(load("a", "", "yes", &s), 0);
    assert_string_equal(s.name, "a");
    assert_int_equal(s.port, 80);
    assert_true(s.loud);
    assert_int_equal(load("a", "65535", "0", &s), 0);
    assert_int_equal(s.port, 65535);
    assert_false(s.loud);
}

static void test_bad_values_are_refused(void **state)
{
    struct settings s;

    (void)state;
    assert_int_equal(load("", "80", "no", &s), -EINVAL);
    assert_int_equal(load("a", "0", "no", &s), -EINVAL);
    assert_int_equal(load("a", "65536", "no", &s), -EINVAL);
    assert_int_equal(load("a", "80x", "no", &s), -EINVAL);
    assert_int_equal(load("a", "80", "maybe", &s), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_and_defaults),
        cmocka_unit_test(test_bad_values_are_refused),
    };
    return cmocka_run_group_tests_name("service/config", tests, NULL, NULL);
}
