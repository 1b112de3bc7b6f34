#include "rules/submission.h"

#include "rules_test.h"

#include <stdio.h>
#include <string.h>

static const char *const NAMES[SUBMISSION_STATES] = {
    "none",     "awaiting_payment", "in_review", "approved",  "sent",
    "accepted", "rejected",         "refused",   "withdrawn", "reset"};

/* From each state (rows, in the enum's order) to each: the header's drawing. */
static const char *const MOVES[SUBMISSION_STATES] = {
    /*                   -WIASXRFWT */
    /* none         */ ".xx.......",
    /* awaiting     */ "..x.....x.",
    /* in_review    */ "...x..x.xx",
    /* approved     */ "..x.x....x",
    /* sent         */ ".....x.x..",
    /* accepted     */ "..........",
    /* rejected     */ "..x.......",
    /* refused      */ ".........x",
    /* withdrawn    */ "..........",
    /* reset        */ "..........",
};

static void test_moves(void **state)
{
    (void)state;
    for (int from = 0; from < SUBMISSION_STATES; from++) {
        for (int to = 0; to < SUBMISSION_STATES; to++) {
            bool may = submission_may_move((enum submission_state)from,
                                           (enum submission_state)to);

            if (may != (MOVES[from][to] == 'x'))
                fail_msg("%s to %s", NAMES[from], NAMES[to]);
        }
    }
}

static void test_live(void **state)
{
    (void)state;
    for (int s = 0; s < SUBMISSION_STATES; s++)
        assert_int_equal(submission_is_live((enum submission_state)s),
                         s >= SUBMISSION_AWAITING_PAYMENT &&
                             s <= SUBMISSION_ACCEPTED);
}

static void test_history(void **state)
{
    struct submission s = {.id = "s1"};

    (void)state;
    submission_move(&s, SUBMISSION_IN_REVIEW, T0, "student", "");
    submission_move(&s, SUBMISSION_REJECTED, T0 + 5, "wang", "闭眼");
    assert_int_equal(s.state, SUBMISSION_REJECTED);
    assert_int_equal(s.history_len, 2);
    assert_int_equal(s.history[1].at_ms, T0 + 5);
    assert_string_equal(s.history[1].by, "wang");
    assert_string_equal(s.history[1].reason, "闭眼");
}

/* Undone again and again: the first line and the latest stay. */
static void test_long_history(void **state)
{
    struct submission s = {.id = "s1"};

    (void)state;
    submission_move(&s, SUBMISSION_IN_REVIEW, T0, "student", "");
    for (int i = 1; i < 100; i++)
        submission_move(&s, i % 2 ? SUBMISSION_APPROVED : SUBMISSION_IN_REVIEW,
                        T0 + i, "wang", "");
    assert_int_equal(s.history_len, SUBMISSION_HISTORY_MAX);
    assert_int_equal(s.history[0].at_ms, T0);
    assert_int_equal(s.history[SUBMISSION_HISTORY_MAX - 1].at_ms, T0 + 99);
    assert_int_equal(s.history[1].at_ms, T0 + 99 - SUBMISSION_HISTORY_MAX + 2);
}

static void test_withdraw(void **state)
{
    static const struct {
        enum submission_state state;
        int64_t opened, decided, downloaded;
        enum withdraw_verdict verdict;
    } ROWS[] = {
        {SUBMISSION_AWAITING_PAYMENT, 0, 0, 0, WITHDRAW_UNPAID},
        {SUBMISSION_IN_REVIEW, 0, 0, 0, WITHDRAW_REFUND},
        {SUBMISSION_IN_REVIEW, T0, 0, 0, WITHDRAW_REVIEW_STARTED},
        {SUBMISSION_IN_REVIEW, 0, T0, 0, WITHDRAW_REVIEW_STARTED},
        {SUBMISSION_IN_REVIEW, 0, 0, T0, WITHDRAW_DOWNLOADED},
        {SUBMISSION_IN_REVIEW, T0, 0, T0, WITHDRAW_REVIEW_STARTED},
        {SUBMISSION_APPROVED, 0, 0, 0, WITHDRAW_REVIEW_STARTED},
        {SUBMISSION_SENT, 0, 0, 0, WITHDRAW_REVIEW_STARTED},
        {SUBMISSION_REJECTED, 0, 0, 0, WITHDRAW_REVIEW_STARTED},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct submission s = {.state = ROWS[i].state,
                               .opened_ms = ROWS[i].opened,
                               .decided_ms = ROWS[i].decided,
                               .downloaded_ms = ROWS[i].downloaded};

        if (submission_withdraw(&s) != ROWS[i].verdict)
            fail_msg("row %zu", i);
    }
}

static void test_download(void **state)
{
    static const bool MAY[SUBMISSION_STATES] = {
        [SUBMISSION_IN_REVIEW] = true, [SUBMISSION_APPROVED] = true,
        [SUBMISSION_SENT] = true,      [SUBMISSION_ACCEPTED] = true,
        [SUBMISSION_REJECTED] = true,  [SUBMISSION_REFUSED] = true,
        [SUBMISSION_RESET] = true,
    };

    (void)state;
    for (int i = 0; i < SUBMISSION_STATES; i++)
        assert_int_equal(submission_may_download((enum submission_state)i),
                         MAY[i]);
}

static void test_undo(void **state)
{
    static const struct {
        enum submission_state state;
        const char *by;
        int64_t after;
        bool may;
    } ROWS[] = {
        {SUBMISSION_APPROVED, "wang", 0, true},
        {SUBMISSION_APPROVED, "wang", MIN(10) - 1, true},
        {SUBMISSION_APPROVED, "wang", MIN(10), false},
        {SUBMISSION_REJECTED, "wang", MIN(9), true},
        {SUBMISSION_REJECTED, "wang", MIN(10), false},
        {SUBMISSION_IN_REVIEW, "wang", 0, false},
        {SUBMISSION_SENT, "wang", 0, false},
        {SUBMISSION_RESET, "wang", 0, false},
        {SUBMISSION_APPROVED, "system", 0, false}, /* R30: ready at once */
    };
    struct policy policy = policy_default();

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct submission s = {.state = ROWS[i].state, .decided_ms = T0};

        (void)snprintf(s.decided_by, sizeof s.decided_by, "%s", ROWS[i].by);
        if (submission_may_undo(&s, &policy, T0 + ROWS[i].after) != ROWS[i].may)
            fail_msg("row %zu", i);
    }
}

static void test_names(void **state)
{
    (void)state;
    for (int i = 0; i < SUBMISSION_STATES; i++) {
        enum submission_state s = (enum submission_state)i;

        assert_string_equal(submission_state_name(s), NAMES[i]);
        assert_int_equal(submission_state_of(NAMES[i]), s);
    }
    assert_int_equal(submission_state_of("lost"), SUBMISSION_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moves),    cmocka_unit_test(test_live),
        cmocka_unit_test(test_history),  cmocka_unit_test(test_long_history),
        cmocka_unit_test(test_withdraw), cmocka_unit_test(test_undo),
        cmocka_unit_test(test_download), cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("submission", tests, NULL, NULL);
}
