#include "plea.h"

#include <string.h>

static void test_an_appeal_against_a_machine(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    plea_refused_shot(&w);
    plea_make(&w, "shot1", "头巾是民族服饰。");
    assert_int_equal(w.d.status, 202);
    assert_string_equal(world_answer(&w, "state"), "open");
    assert_string_equal(plea_first(&w)->first_by, APPEAL_MACHINE);
    assert_int_equal(plea_first(&w)->findings_len, 1); /* no warnings */
    assert_string_equal(plea_first(&w)->findings[0], "head_covered");
    assert_string_equal(plea_first(&w)->original.location, "aa/original");
    assert_int_equal(world_effect(&w, EFFECT_ADD, "ap:10294")->at_ms, NOW);
    assert_int_equal(world_count(&w, EFFECT_EVENT, "appeal"), 1);
    plea_make(&w, "shot1", "再说一次。");
    world_refused(&w, 409, "already_appealed");
    world_close(&w);
}

static void test_the_same_command_again(void **state)
{
    Tucai__V1__MakeAppeal op = TUCAI__V1__MAKE_APPEAL__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    plea_refused_shot(&w);
    op.shot_id = (char *)"shot1";
    op.text = (char *)"头巾是民族服饰。";
    world_act(&w, COMMAND(make_appeal, MAKE_APPEAL, &op), appeal_make);
    world_again(&w, COMMAND(make_appeal, MAKE_APPEAL, &op), appeal_make);
    assert_int_equal(w.d.status, 202);
    assert_string_equal(world_answer(&w, "appeal_id"), plea_first(&w)->id);
    assert_int_equal(w.student->appeals.len, 1);
    world_close(&w);
}

/* clang-format off */
static const struct {
    const char *name;
    bool is_his, is_over, passed, has_photo;
    const char *finding;
    unsigned status;
    const char *code;
} SHOTS[] = {
    {"another's, a dry run, or forgotten", false, false, false, false, "", 404, "not_found"},
    {"in work", true, false, false, true, "", 409, "not_ready"},
    {"passed", true, true, true, true, "", 409, "not_appealable"},
    {"damaged", true, true, false, true, "image_invalid", 409, "not_appealable"},
    {"its file is gone", true, true, false, false, "too_dark", 409, "not_appealable"},
};
/* clang-format on */

static void test_what_no_appeal_is_about(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(SHOTS); i++) {
        struct world w;

        world_open(&w);
        plea_refused_shot(&w);
        w.scene.shot.is_his = SHOTS[i].is_his;
        w.scene.shot.is_over = SHOTS[i].is_over;
        plea_verdict.passed = SHOTS[i].passed;
        plea_covered.code = (char *)SHOTS[i].finding;
        if (!SHOTS[i].has_photo)
            w.scene.shot.original.location[0] = '\0';
        plea_make(&w, "shot1", "头巾是民族服饰。");
        if (strcmp(w.d.code, SHOTS[i].code) != 0)
            fail_msg("%s: %s", SHOTS[i].name, w.d.code);
        world_refused(&w, SHOTS[i].status, SHOTS[i].code);
        world_close(&w);
    }
}

static void test_one_sentence(void **state)
{
    char text[3 * 501 + 1] = "";
    struct world w;

    (void)state;
    world_open(&w);
    plea_refused_shot(&w);
    for (int i = 0; i < 501; i++)
        memcpy(text + 3 * i, "诉", 4);
    plea_make(&w, "shot1", text);
    world_refused(&w, 422, "request_invalid");
    plea_make(&w, "shot1", " \n");
    world_refused(&w, 422, "request_invalid");
    text[3 * 500] = '\0';
    plea_make(&w, "shot1", text);
    assert_int_equal(w.d.status, 202);
    assert_string_equal(plea_first(&w)->text, text);
    world_close(&w);
}

static void test_accepted_against_a_machine(void **state)
{
    Tucai__V1__ShotJob *job;
    const struct effect *child = NULL;
    struct world w;

    (void)state;
    world_open(&w);
    w.student->notify_photo = true;
    plea_refused_shot(&w);
    plea_make(&w, "shot1", "头巾是民族服饰。");
    plea_decide(&w, "wang", "accept", "");
    assert_int_equal(w.d.status, 200);
    assert_int_equal(w.student->lockout.failed_in_row, 0);
    assert_int_equal(world_count(&w, EFFECT_JOB, "notify"), 1);
    for (size_t i = 0; i < w.d.effects_len; i++)
        child = strcmp(w.d.effects[i].member, "shot") ? child : &w.d.effects[i];
    assert_string_equal(child->photo.location, "aa/original");
    job = tucai__v1__shot_job__unpack(NULL, child->value.len, child->value.at);
    assert_string_equal(job->appeal_id, plea_first(&w)->id);
    assert_string_equal(job->uid, "u1");
    tucai__v1__shot_job__free_unpacked(job, NULL);
    assert_non_null(world_effect(&w, EFFECT_REMOVE, "ap:10294"));
    assert_non_null(world_effect(&w, EFFECT_ADD, "ap:10294:decided"));
    assert_true(appeal_is_in_making(plea_first(&w)));
    plea_decide(&w, "li", "reject", "不符合要求");
    world_refused(&w, 409, "already_decided");
    world_close(&w);
}

/* The verdict on the photo of an accepted appeal. */
static void judged_again(struct world *w, bool passed)
{
    static uint8_t key[PHOTO_KEY_SIZE], sum[32];
    static const struct job_blob BLOBS[] = {
        {"photo", "aa/original", {key, sizeof key}, {sum, 32}, 9, {0}},
        {"made", "aa/made", {key, sizeof key}, {sum, 32}, 9, {0}},
    };
    static const struct job JOB = {.blobs = BLOBS, .n_blobs = LEN(BLOBS)};
    Tucai__V1__ShotJob job = TUCAI__V1__SHOT_JOB__INIT;

    job.appeal_id = w->student->appeals.at[0].id;
    plea_verdict.passed = passed;
    w->scene.shot_job = &job;
    w->scene.verdict = &plea_verdict;
    w->scene.job = &JOB;
    world_act(w, NULL, appeal_made);
}

/* R45: as about every other photo that enters the box. */
static void test_a_draft_that_was_won_is_asked_about(void **state)
{
    static const struct {
        const char *school;
        bool passed;
        size_t asked;
    } ROWS[] = {{"\"real_name\":true", true, 1},
                {"\"real_name\":true", false, 0},
                {"", true, 0}};

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct world w;

        world_open(&w);
        world_school(&w, ROWS[i].school);
        plea_refused_shot(&w);
        plea_make(&w, "shot1", "头巾是民族服饰。");
        plea_decide(&w, "wang", "approve", "");
        plea_covered.severity = (char *)"warn";
        judged_again(&w, ROWS[i].passed);
        assert_int_equal(world_count(&w, EFFECT_JOB, "real_name"),
                         ROWS[i].asked);
        world_close(&w);
    }
}

static void test_its_photo_enters_the_box(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    plea_refused_shot(&w);
    plea_make(&w, "shot1", "头巾是民族服饰。");
    plea_decide(&w, "wang", "approve", "");
    plea_covered.severity = (char *)"warn";
    judged_again(&w, true);
    assert_int_equal(w.student->drafts.len, 2);
    assert_string_equal(w.student->drafts.at[1].id, plea_first(&w)->draft_id);
    assert_string_equal(w.student->drafts.at[1].shot_id, "shot1");
    assert_string_equal(w.student->drafts.at[1].warnings[0], "head_covered");
    assert_string_equal(w.student->drafts.at[1].original.location,
                        "aa/original");
    assert_string_equal(plea_first(&w)->original.location, "");
    judged_again(&w, true); /* a replay */
    assert_int_equal(w.student->drafts.len, 2);
    assert_int_equal(w.student->lockout.failed_in_row, 0);
    world_close(&w);
}

static void test_what_cannot_be_made(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    plea_refused_shot(&w);
    plea_make(&w, "shot1", "头巾是民族服饰。");
    plea_decide(&w, "wang", "accept", "");
    judged_again(&w, false);
    assert_true(plea_first(&w)->is_unmade);
    assert_int_equal(w.student->drafts.len, 1);
    assert_int_equal(w.student->lockout.failed_in_row, 0); /* no strike */
    world_close(&w);
}

static void test_rejected_again(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    plea_refused_shot(&w);
    plea_make(&w, "shot1", "头巾是民族服饰。");
    plea_decide(&w, "wang", "maybe", "");
    world_refused(&w, 422, "request_invalid");
    plea_decide(&w, "wang", "reject", "");
    world_refused(&w, 422, "request_invalid");
    plea_decide(&w, "wang", "reject", "须露出额头");
    assert_int_equal(plea_first(&w)->state, APPEAL_REJECTED);
    assert_string_equal(plea_first(&w)->reason, "须露出额头");
    assert_string_equal(plea_first(&w)->original.location, "");
    assert_int_equal(w.student->lockout.failed_in_row, 1);
    assert_int_equal(world_count(&w, EFFECT_JOB, "shot"), 0);
    world_close(&w);
}

static void test_a_second_person_decides_on_a_review(void **state)
{
    const struct submission *s;
    struct world w;

    (void)state;
    world_open(&w);
    plea_rejected_submission(&w, "violation");
    w.student->lockout = lockout_violation(&w.student->lockout, NOW - MIN(20));
    plea_make(&w, "", "照片是当场拍的。");
    assert_int_equal(w.d.status, 202);
    assert_string_equal(plea_first(&w)->first_by, "wang");
    assert_string_equal(plea_first(&w)->first_reason, "头发遮挡眉眼");
    plea_decide(&w, "wang", "accept", "");
    world_refused(&w, 403, "same_person");
    plea_decide(&w, "li", "accept", "原审核有误");
    s = &w.student->submission;
    assert_int_equal(s->state, SUBMISSION_APPROVED);
    assert_string_equal(s->decided_by, "li");
    assert_string_equal(s->reason, "");
    assert_string_equal(s->ground, "");
    assert_int_equal(lockout_current(&w.student->lockout, NOW).reason,
                     LOCKOUT_NONE);
    assert_int_equal(world_effect(&w, EFFECT_ADD, "ready:chsi")->at_ms,
                     NOW + MIN(10));
    assert_int_equal(s->history_len, 3);
    assert_string_equal(s->history[1].reason, "照片是当场拍的。");
    assert_string_equal(plea_first(&w)->first_by, "wang"); /* both are kept */
    assert_string_equal(plea_first(&w)->decided_by, "li");
    world_close(&w);
}

static void test_only_a_rejection_is_appealed(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    plea_make(&w, "", "照片是当场拍的。");
    world_refused(&w, 404, "not_found");
    plea_rejected_submission(&w, "");
    w.student->submission.state = SUBMISSION_IN_REVIEW;
    plea_make(&w, "", "照片是当场拍的。");
    world_refused(&w, 409, "not_appealable");
    world_close(&w);
}

/* Another photo is submitted, or the first decision taken back. */
static void test_settled_by_what_follows(void **state)
{
    Tucai__V1__Submit submit = TUCAI__V1__SUBMIT__INIT;
    Tucai__V1__SubmissionRef undo = TUCAI__V1__SUBMISSION_REF__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    plea_rejected_submission(&w, "");
    plea_make(&w, "", "照片是当场拍的。");
    submit.draft_id = (char *)"d1";
    submit.channel = (char *)"native";
    world_act(&w, COMMAND(submit, SUBMIT, &submit), submit_draft);
    assert_int_equal(w.d.status, 201);
    assert_int_equal(plea_first(&w)->state, APPEAL_SETTLED);
    assert_non_null(world_effect(&w, EFFECT_REMOVE, "ap:10294"));
    plea_decide(&w, "li", "accept", "");
    world_refused(&w, 409, "already_decided");
    world_close(&w);

    world_open(&w);
    plea_rejected_submission(&w, "");
    w.student->submission.decided_ms = NOW - MIN(1);
    plea_make(&w, "", "照片是当场拍的。");
    undo.submission_id = (char *)"s1";
    w.scene.by = "wang";
    world_act(&w, COMMAND(undo_review, UNDO_REVIEW, &undo), review_undo);
    assert_int_equal(w.d.status, 200);
    assert_int_equal(plea_first(&w)->state, APPEAL_SETTLED);
    world_close(&w);
}

static void test_a_look_at_the_original(void **state)
{
    Tucai__V1__AppealRef op = TUCAI__V1__APPEAL_REF__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    plea_refused_shot(&w);
    plea_make(&w, "shot1", "头巾是民族服饰。");
    op.appeal_id = w.student->appeals.at[0].id;
    w.scene.by = "wang";
    world_act(&w, COMMAND(appeal_opened, APPEAL_OPENED, &op), appeal_opened);
    assert_int_equal(w.d.status, 204);
    assert_int_equal(plea_first(&w)->opened_ms, NOW);
    world_act(&w, COMMAND(appeal_opened, APPEAL_OPENED, &op), appeal_opened);
    assert_false(w.d.is_changed);
    plea_decide(&w, "wang", "reject", "须露出额头");
    world_act(&w, COMMAND(appeal_opened, APPEAL_OPENED, &op), appeal_opened);
    world_refused(&w, 404, "not_found");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_appeal_against_a_machine),
        cmocka_unit_test(test_the_same_command_again),
        cmocka_unit_test(test_what_no_appeal_is_about),
        cmocka_unit_test(test_one_sentence),
        cmocka_unit_test(test_accepted_against_a_machine),
        cmocka_unit_test(test_its_photo_enters_the_box),
        cmocka_unit_test(test_a_draft_that_was_won_is_asked_about),
        cmocka_unit_test(test_what_cannot_be_made),
        cmocka_unit_test(test_rejected_again),
        cmocka_unit_test(test_a_second_person_decides_on_a_review),
        cmocka_unit_test(test_only_a_rejection_is_appealed),
        cmocka_unit_test(test_settled_by_what_follows),
        cmocka_unit_test(test_a_look_at_the_original),
    };
    return cmocka_run_group_tests_name("appeal", tests, NULL, NULL);
}
