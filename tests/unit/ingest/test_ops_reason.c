#include "ingest/ops_reason.h"

#include "core/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

/* clang-format off */
static const struct {
    const char *in, *out; /* out NULL: null */
} ROWS[] = {
    {"unreadable", "unreadable"},
    {"worker crashed: signal 11", "worker crashed: signal 11"},
    {"effect refused: PUT s:202100000101", "effect refused: PUT s:"},
    {"effect refused: ZADD rv:10284:awaiting", "effect refused: ZADD rv:"},
    {"effect refused: PUBLISH ev", "effect refused: PUBLISH ev"},
    {"", NULL},
    {"\xff", NULL},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        json_t *json = ops_reason(bytes_of_text(ROWS[i].in));

        if (ROWS[i].out)
            assert_string_equal(json_string_value(json), ROWS[i].out);
        else
            assert_true(json_is_null(json));
        json_decref(json);
    }
}

/* Cut in whole characters. */
static void test_a_long_one(void **state)
{
    char text[OPS_REASON_SIZE * 3] = "";
    json_t *json;

    (void)state;
    while (strlen(text) + 3 < sizeof text)
        (void)strcat(text, "长");
    json = ops_reason(bytes_of_text(text));
    assert_true(json_is_string(json));
    assert_in_range(json_string_length(json), OPS_REASON_SIZE - 4,
                    OPS_REASON_SIZE - 1);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_long_one),
    };

    return cmocka_run_group_tests_name("ops_reason", tests, NULL, NULL);
}
