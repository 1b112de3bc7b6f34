#include "model/precondition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define LEN(a) (sizeof(a) / sizeof *(a))

/* clang-format off */
static const struct {
    const char *if_match, *if_none_match;
    bool on_none, on_1, on_3; /* may be put when there is no document, 1, 3 */
} ROWS[] = {
    {NULL, NULL, true, true, true},
    {"\"3\"", NULL, false, false, true},
    {"W/\"3\"", NULL, false, false, true},
    {"3", NULL, false, false, true},
    {"\"0\"", NULL, true, false, false},
    {"*", NULL, false, true, true},
    {NULL, "*", true, false, false},
    {NULL, "\"3\"", true, true, true},
    {"*", "*", false, false, false},
    {"abc", NULL, false, false, false},
    {"", NULL, false, false, false},
    {"\"3", NULL, false, false, false},
    {"3\"", NULL, false, false, false},
    {"\"3\" ", NULL, false, false, false},
    {"\"1\", \"3\"", NULL, false, false, false},
    {"\"-1\"", NULL, false, false, false},
    {"-1", NULL, false, false, false},
    {"\"3x\"", NULL, false, false, false},
    {"\"99999999999999999999\"", NULL, false, false, false},
    {"\"1111111111111111111111111111111111\"", NULL, false, false, false},
};
/* clang-format on */

static void test_what_may_be_put(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        int64_t c = precondition_read(ROWS[i].if_match, ROWS[i].if_none_match);

        if (precondition_holds(c, 0) != ROWS[i].on_none ||
            precondition_holds(c, 1) != ROWS[i].on_1 ||
            precondition_holds(c, 3) != ROWS[i].on_3)
            fail_msg("row %zu", i);
    }
}

static void test_a_number_of_no_meaning_holds_never(void **state)
{
    (void)state;
    assert_false(precondition_holds(PRECONDITION_NEVER, 0));
    assert_false(precondition_holds(-5, 0));
    assert_false(precondition_holds(INT64_MIN, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_may_be_put),
        cmocka_unit_test(test_a_number_of_no_meaning_holds_never),
    };
    return cmocka_run_group_tests_name("precondition", tests, NULL, NULL);
}
