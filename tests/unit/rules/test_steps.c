#include "rules/steps.h"

#include "rules_test.h"

#include <string.h>

static struct steps done_until(enum step end)
{
    struct steps s = {{{0, ""}}};

    for (enum step step = STEP_PHONE; step < end; step++)
        steps_mark(&s, step, "v1", T0);
    return s;
}

static void test_order(void **state)
{
    (void)state;
    for (enum step n = STEP_PHONE; n <= STEP_COUNT; n++) {
        struct steps s = done_until(n);

        assert_int_equal(steps_next(&s), n);
        for (enum step step = STEP_PHONE; step < STEP_COUNT; step++) {
            assert_int_equal(steps_may_do(&s, step), step <= n);
            assert_int_equal(steps_is_done(&s, step), step < n);
        }
    }
}

static void test_withdrawn_consent_is_missing_again(void **state)
{
    struct steps s = done_until(STEP_COUNT);

    (void)state;
    steps_clear(&s, STEP_CONSENT);
    assert_int_equal(steps_next(&s), STEP_CONSENT);
    assert_true(steps_is_done(&s, STEP_REQUIREMENTS));
    assert_false(steps_may_do(&s, STEP_SUBSCRIPTIONS));
}

static void test_version_and_time_are_kept(void **state)
{
    struct steps s = done_until(STEP_COUNT);
    char text[100];

    (void)state;
    steps_mark(&s, STEP_NOTICE, "2025-1", T0 + 1);
    assert_string_equal(s.at[STEP_NOTICE].version, "2025-1");
    assert_int_equal(s.at[STEP_NOTICE].done_ms, T0 + 1);
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    steps_mark(&s, STEP_NOTICE, text, T0);
    assert_int_equal(strlen(s.at[STEP_NOTICE].version), STEP_VERSION_SIZE - 1);
}

static void test_phones(void **state)
{
    static const struct {
        const char *phone;
        bool is_valid;
    } ROWS[] = {
        {"13800138000", true},  {"19912345678", true}, {"12800138000", false},
        {"23800138000", false}, {"1380013800", false}, {"138001380000", false},
        {"1380013800a", false}, {"", false},           {" 3800138000", false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        if (steps_phone_is_valid(ROWS[i].phone) != ROWS[i].is_valid)
            fail_msg("%s", ROWS[i].phone);
    }
}

static void test_names(void **state)
{
    static const char *const NAMES[] = {
        "phone",         "notice",       "precautions", "consent",
        "subscriptions", "requirements", "none"};

    (void)state;
    for (enum step step = STEP_PHONE; step <= STEP_COUNT; step++)
        assert_string_equal(step_name(step), NAMES[step]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_withdrawn_consent_is_missing_again),
        cmocka_unit_test(test_version_and_time_are_kept),
        cmocka_unit_test(test_phones),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("steps", tests, NULL, NULL);
}
