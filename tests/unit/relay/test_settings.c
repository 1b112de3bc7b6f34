#include "relay/settings.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static const char *const REQUIRED[] = {
    "TUCAI_DISPATCH",           "TUCAI_REDIS",
    "TUCAI_MASTER_KEY_FILE",    "TUCAI_REGISTRY_CERT_FILE",
    "TUCAI_REGISTRY_KEY_FILE",  "TUCAI_REGISTRY_CA_FILE",
    "TUCAI_REGISTRY_SIGN_FILE", "TUCAI_REGISTRY_KEY_FILES",
};

/* clang-format off */
static const struct row {
    const char *what, *name, *value;
    int expect;
} ROWS[] = {
    {"as they are", "TUCAI_REGISTRY_NAME", "chsi", 0},
    {"no plain HTTP", "TUCAI_REGISTRY_URL", "http://registry:8443", -EINVAL},
    {"no URL", "TUCAI_REGISTRY_URL", "registry:8443", -EINVAL},
    {"the largest batch", "TUCAI_REGISTRY_BATCH_PHOTOS", "500", 0},
    {"a larger one", "TUCAI_REGISTRY_BATCH_PHOTOS", "501", -EINVAL},
    {"an empty one", "TUCAI_REGISTRY_BATCH_PHOTOS", "0", -EINVAL},
    {"neither yes nor no", "TUCAI_REGISTRY_ASKS", "perhaps", -EINVAL},
    {"another paper", "TUCAI_SHEET_PAPER", "a4", 0},
    {"no paper of ours", "TUCAI_SHEET_PAPER", "7inch", -EINVAL},
    {"the longest name", "TUCAI_REGISTRY_NAME", "abcdefghijklmnopqrstuvwxyz012345", 0},
    {"a longer one", "TUCAI_REGISTRY_NAME", "abcdefghijklmnopqrstuvwxyz0123456", -EINVAL},
    {"a name that no batch may have", "TUCAI_REGISTRY_NAME", "CHSI", -EINVAL},
};
/* clang-format on */

static void set_sound(void)
{
    for (size_t i = 0; i < sizeof REQUIRED / sizeof *REQUIRED; i++)
        assert_int_equal(setenv(REQUIRED[i], "x", 1), 0);
    assert_int_equal(setenv("TUCAI_REGISTRY_URL", "https://registry:8443", 1),
                     0);
    assert_int_equal(unsetenv("TUCAI_REGISTRY_NAME"), 0);
    assert_int_equal(unsetenv("TUCAI_SHEET_PAPER"), 0);
    assert_int_equal(unsetenv("TUCAI_REGISTRY_BATCH_PHOTOS"), 0);
    assert_int_equal(unsetenv("TUCAI_REGISTRY_ASKS"), 0);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct relay_settings s;

        set_sound();
        assert_int_equal(setenv(ROWS[i].name, ROWS[i].value, 1), 0);
        if (settings_load(&s) != ROWS[i].expect)
            fail_msg("%s", ROWS[i].what);
    }
}

static void test_a_missing_one(void **state)
{
    struct relay_settings s;

    (void)state;
    set_sound();
    assert_int_equal(unsetenv("TUCAI_REGISTRY_URL"), 0);
    assert_int_equal(settings_load(&s), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_missing_one),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
