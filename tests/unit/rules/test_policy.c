#include "rules/policy.h"

#include "rules_test.h"

/* clang-format off */
static const struct row { /* the numbers as domain.md gives them */
    const char *group, *name;
    int64_t value;
} ROWS[] = {
    {"limits", "otp_s", 300},
    {"limits", "otp_tries", 5},
    {"limits", "video_s", 60},
    {"hours", "open", 480},
    {"hours", "close", 1080},
    {"limits", "nonce_s", 300},
    {"limits", "pause_s", 10},
    {"limits", "failed_max", 5},
    {"limits", "failed_lock_s", 1800},
    {"limits", "not_live_max", 3},
    {"limits", "cut_before_s", 7200},
    {"limits", "cut_least_s", 1800},
    {"limits", "cut_margin_s", 600},
    {"limits", "drafts_capacity", 3},
    {"limits", "draft_keep_s", 86400},
    {"plan", "amount_fen", 1500},
    {"plan", "prints", 5},
    {"limits", "order_s", 7200},
    {"limits", "undo_s", 600},
    {"limits", "personal_window_s", 259200},
    {"limits", "originals_keep_s", 30 * 86400},
    {"limits", "attempts_keep_s", 7 * 86400},
    {"limits", "student_keep_s", 180 * 86400},
    {"limits", "session_s", 43200},
    {"staff", "staff_session_s", 28800},
    {"staff", "staff_idle_s", 1800},
    {"staff", "staff_tries", 5},
    {"staff", "staff_lock_s", 900},
};
/* clang-format on */

static void test_defaults(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        const struct policy_number *n =
            policy_find(ROWS[i].group, ROWS[i].name);

        if (!n || n->otherwise != ROWS[i].value)
            fail_msg("%s.%s", ROWS[i].group, ROWS[i].name);
    }
}

static void test_every_default_is_in_its_range(void **state)
{
    (void)state;
    for (size_t i = 0; i < POLICY_NUMBERS_LEN; i++) {
        const struct policy_number *n = &POLICY_NUMBERS[i];

        if (n->otherwise < n->min || n->otherwise > n->max || !*n->rule)
            fail_msg("%s", n->name);
    }
}

static void test_lengths_are_kept_in_ms(void **state)
{
    struct policy p = policy_default();

    (void)state;
    assert_int_equal(p.pause_ms, S(10));
    assert_int_equal(p.draft_keep_ms, DAY(1));
    assert_int_equal(p.amount_fen, 1500);
    policy_set(&p, policy_find("limits", "pause_s"), 3);
    assert_int_equal(p.pause_ms, S(3));
    assert_null(policy_find("plan", "pause_s"));
    assert_null(policy_find("limits", "pause"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_every_default_is_in_its_range),
        cmocka_unit_test(test_lengths_are_kept_in_ms),
    };
    return cmocka_run_group_tests_name("policy", tests, NULL, NULL);
}
