#include "plea.h"

#include <string.h>

static void undo_by(struct world *w, const char *by)
{
    Tucai__V1__SubmissionRef op = TUCAI__V1__SUBMISSION_REF__INIT;

    op.submission_id = w->student->submission.id;
    w->scene.by = by;
    world_act(w, COMMAND(undo_review, UNDO_REVIEW, &op), review_undo);
}

/* R31: the first one does not take back what the second one decided. */
static void test_an_acceptance_is_the_second_ones(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    plea_rejected_submission(&w, "quality");
    plea_make(&w, "", "没有遮挡。");
    plea_decide(&w, "li", "accept", "原审核有误");
    undo_by(&w, "wang");
    world_refused(&w, 403, "same_person");
    undo_by(&w, "li");
    assert_int_equal(w.d.status, 200);
    assert_int_equal(w.student->submission.state, SUBMISSION_IN_REVIEW);
    world_close(&w);
}

/* R27: the season is over, its money has gone back. */
static void test_nothing_comes_back_after_the_end(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    plea_rejected_submission(&w, "quality");
    plea_make(&w, "", "没有遮挡。");
    w.student->season_closed_ms = NOW;
    plea_decide(&w, "li", "accept", "原审核有误");
    world_refused(&w, 409, "season_closed");
    undo_by(&w, "wang");
    world_refused(&w, 409, "season_closed");
    plea_refused_shot(&w);
    plea_make(&w, "shot1", "头巾是民族服饰。");
    world_refused(&w, 409, "season_closed");
    world_close(&w);
}

/* R27: whoever was to decide need not. */
static void test_the_end_settles_what_is_open(void **state)
{
    Tucai__V1__SeasonRef op = TUCAI__V1__SEASON_REF__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    plea_rejected_submission(&w, "quality");
    plea_make(&w, "", "没有遮挡。");
    scene_copy(w.student->season, sizeof w.student->season, "2025");
    op.season = (char *)"2025";
    w.scene.by = "system";
    world_act(&w, COMMAND(season_closed, SEASON_CLOSED, &op), season_closed);
    assert_int_equal(plea_first(&w)->state, APPEAL_SETTLED);
    assert_non_null(world_effect(&w, EFFECT_REMOVE, "ap:10294"));
    world_close(&w);
}

/* R17: a machine's lock that is taken back was not the reviewer's. */
static void test_the_reviewers_lock_stays(void **state)
{
    static const struct {
        bool is_violation, is_unlocked, is_past;
        enum lockout_reason left;
    } ROWS[] = {
        {true, false, false, LOCKOUT_VIOLATION},
        {true, false, true, LOCKOUT_VIOLATION}, /* and submitted again */
        {false, false, false, LOCKOUT_NONE},
        {true, true, false, LOCKOUT_NONE}, /* by a registrar, both of them */
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct lockout *l;
        struct world w;

        world_open(&w);
        world_school(&w, "\"machine_refuses\":[\"recapture\"]");
        l = &w.student->lockout;
        plea_refused_shot(&w);
        plea_covered.code = (char *)"recapture";
        plea_make(&w, "shot1", "是当场拍的。");
        *l = lockout_violation(l, w.scene.shot.admitted_ms);
        plea_rejected_submission(&w,
                                 ROWS[i].is_violation ? "violation" : "other");
        w.student->submission.decided_ms = NOW - MIN(5);
        if (ROWS[i].is_past) {
            w.student->past[w.student->past_len++] = w.student->submission;
            memset(&w.student->submission, 0, sizeof w.student->submission);
        }
        if (ROWS[i].is_unlocked)
            *l = lockout_unlocked();
        plea_decide(&w, "li", "accept", "");
        assert_int_equal(w.d.status, 200);
        assert_int_equal(lockout_current(&w.student->lockout, NOW).reason,
                         ROWS[i].left);
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_acceptance_is_the_second_ones),
        cmocka_unit_test(test_nothing_comes_back_after_the_end),
        cmocka_unit_test(test_the_end_settles_what_is_open),
        cmocka_unit_test(test_the_reviewers_lock_stays),
    };

    return cmocka_run_group_tests_name("appeal_end", tests, NULL, NULL);
}
