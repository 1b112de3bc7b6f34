#include "world.h"

#include <string.h>

static void hear(struct world *w, const char *answer)
{
    Tucai__V1__RealName op = TUCAI__V1__REAL_NAME__INIT;

    op.draft_id = (char *)"d1";
    op.answer = (char *)answer;
    world_act(w, COMMAND(real_name, REAL_NAME, &op), real_name_heard);
}

/* The draft "d1" submitted and paid, and what the school makes of that. */
static void submit(struct world *w)
{
    static Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;

    op.draft_id = (char *)"d1";
    op.channel = (char *)"native";
    scene_copy(w->student->paid_order_no, 33, "20250401aaaa");
    world_act(w, COMMAND(submit, SUBMIT, &op), submit_draft);
}

/* clang-format off */
static const struct {
    const char *name, *school, *answer;
    bool before; /* it is heard before the photo is submitted */
    bool sealed;
    enum submission_state state;
} ROWS[] = {
    {"a person reviews anyway", "", "other", true, false, SUBMISSION_IN_REVIEW},
    {"same: approved by itself", "\"auto_approval\":true", "same", true, false, SUBMISSION_APPROVED},
    {"unknown: no reason to wait", "\"auto_approval\":true", "unknown", true, false, SUBMISSION_APPROVED},
    {"no answer yet: no reason either", "\"auto_approval\":true", "", true, false, SUBMISSION_APPROVED},
    {"other: a person looks", "\"auto_approval\":true", "other", true, false, SUBMISSION_IN_REVIEW},
    {"also when it comes late", "\"auto_approval\":true", "other", false, false, SUBMISSION_IN_REVIEW},
    {"late, and no doubt", "\"auto_approval\":true", "same", false, false, SUBMISSION_APPROVED},
    {"but not out of a batch", "\"auto_approval\":true", "other", false, true, SUBMISSION_APPROVED},
    {"what is no answer is none", "\"auto_approval\":true", "perhaps", false, false, SUBMISSION_APPROVED},
};
/* clang-format on */

static void test_only_other_has_a_consequence(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct world w;

        world_open(&w);
        world_school(&w, ROWS[i].school);
        if (ROWS[i].before)
            hear(&w, ROWS[i].answer);
        submit(&w);
        w.scene.is_sealed = ROWS[i].sealed;
        if (!ROWS[i].before)
            hear(&w, ROWS[i].answer);
        if (w.student->submission.state != ROWS[i].state)
            fail_msg("%s: %s", ROWS[i].name,
                     submission_state_name(w.student->submission.state));
        world_close(&w);
    }
}

static void test_what_is_no_answer_changes_none(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    hear(&w, "other");
    hear(&w, "perhaps");
    assert_false(w.d.is_changed);
    assert_int_equal(w.student->drafts.at[0].real_name, REAL_NAME_OTHER);
    world_close(&w);
}

/* Whoever seals the batch takes the same entry (R29). */
static void test_a_late_answer_takes_the_approval_out_of_the_list(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    world_school(&w, "\"auto_approval\":true");
    submit(&w);
    hear(&w, "other");
    assert_int_equal(w.d.status, 204);
    assert_int_equal(world_count(&w, EFFECT_TAKE, "u1"), 1);
    hear(&w, "other");
    assert_false(w.d.is_changed); /* heard before */
    world_close(&w);
}

/* The same photo in two places: the one that is to be approved counts. */
static void test_withdrawn_and_submitted_again(void **state)
{
    Tucai__V1__SubmissionRef op = TUCAI__V1__SUBMISSION_REF__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    submit(&w);
    op.submission_id = w.student->submission.id;
    world_act(&w, COMMAND(withdraw, WITHDRAW, &op), submit_withdraw);
    world_school(&w, "\"auto_approval\":true");
    submit(&w);
    assert_int_equal(w.student->submission.state, SUBMISSION_APPROVED);
    hear(&w, "other");
    assert_int_equal(w.student->submission.state, SUBMISSION_IN_REVIEW);
    world_close(&w);
}

/* What a person has decided stays decided; the answer is kept beside it. */
static void test_a_persons_decision_stands(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    submit(&w);
    submission_move(&w.student->submission, SUBMISSION_APPROVED, NOW, "teacher",
                    "");
    scene_copy(w.student->submission.decided_by, 8, "teacher");
    hear(&w, "other");
    assert_int_equal(w.student->submission.state, SUBMISSION_APPROVED);
    assert_int_equal(w.student->submission.draft.real_name, REAL_NAME_OTHER);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_other_has_a_consequence),
        cmocka_unit_test(test_what_is_no_answer_changes_none),
        cmocka_unit_test(test_a_late_answer_takes_the_approval_out_of_the_list),
        cmocka_unit_test(test_withdrawn_and_submitted_again),
        cmocka_unit_test(test_a_persons_decision_stands),
    };
    return cmocka_run_group_tests_name("real_name", tests, NULL, NULL);
}
