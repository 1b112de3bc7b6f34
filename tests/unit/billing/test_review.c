#include "world.h"

#include <string.h>

static void in_review(struct world *w)
{
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;
    Tucai__V1__PayResult paid = TUCAI__V1__PAY_RESULT__INIT;

    op.draft_id = w->student->drafts.at[0].id;
    op.channel = (char *)"native";
    world_act(w, COMMAND(submit, SUBMIT, &op), submit_draft);
    if (w->student->submission.state == SUBMISSION_AWAITING_PAYMENT) {
        paid.order_no = w->student->orders.at[0].no;
        paid.amount_fen = 1500;
        paid.state = TUCAI__V1__PAY_STATE__PAY_STATE_PAID;
        world_act(w, COMMAND(pay_result, PAY_RESULT, &paid), money_result);
    }
    assert_int_equal(w->student->submission.state, SUBMISSION_IN_REVIEW);
    w->scene.by = "wang";
}

static void review(struct world *w, const char *decision, const char *ground)
{
    Tucai__V1__Review op = TUCAI__V1__REVIEW__INIT;

    op.submission_id = w->student->submission.id;
    op.decision = (char *)decision;
    op.ground = (char *)ground;
    op.reason = (char *)(strcmp(decision, "approve") ? "眼睛闭合" : "");
    world_act(w, COMMAND(review, REVIEW, &op), review_decide);
}

static Tucai__V1__SubmissionRef ref(struct world *w, const char *reason)
{
    Tucai__V1__SubmissionRef r = TUCAI__V1__SUBMISSION_REF__INIT;

    r.submission_id = w->student->submission.id;
    r.reason = (char *)reason;
    return r;
}

static void undo(struct world *w)
{
    Tucai__V1__SubmissionRef r = ref(w, "看错了");

    world_act(w, COMMAND(undo_review, UNDO_REVIEW, &r), review_undo);
}

static void reset(struct world *w, const char *reason)
{
    Tucai__V1__SubmissionRef r = ref(w, reason);

    world_act(w, COMMAND(reset, RESET, &r), review_reset);
}

static void receipt(struct world *w, bool accepted)
{
    Tucai__V1__Receipt op = TUCAI__V1__RECEIPT__INIT;

    op.submission_id = w->student->submission.id;
    op.accepted = accepted;
    op.batch_id = (char *)"chsi-1";
    op.reason = (char *)(accepted ? "" : "背景不均匀");
    world_act(w, COMMAND(registry_receipt, REGISTRY_RECEIPT, &op),
              delivery_receipt);
}

static const struct effect *index_of(const struct world *w, const char *key)
{
    for (size_t i = 0; i < w->d.effects_len; i++) {
        if (w->d.effects[i].kind == EFFECT_ADD &&
            strcmp(w->d.effects[i].key, key) == 0)
            return &w->d.effects[i];
    }
    return NULL;
}

static void test_approval_is_ready_after_the_undo_time(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.student->notify_photo = true;
    in_review(&w);
    review(&w, "approve", "");
    assert_int_equal(w.d.status, 200);
    assert_string_equal(world_answer(&w, "state"), "approved");
    assert_int_equal(index_of(&w, "ready:chsi")->at_ms, NOW + MIN(10));
    assert_int_equal(world_count(&w, EFFECT_JOB, "notify"), 1);
    assert_string_equal(w.student->submission.decided_by, "wang");
    review(&w, "reject", "quality");
    world_refused(&w, 409, "already_reviewed");
    w.scene.now_ms += MIN(10) - 1;
    undo(&w);
    assert_int_equal(w.student->submission.state, SUBMISSION_IN_REVIEW);
    assert_non_null(index_of(&w, "rv:10294"));
    assert_string_equal(decision_find(&w.d, EFFECT_TAKE)->key, "ready:chsi");
    review(&w, "approve", "");
    w.scene.is_sealed = true; /* in a batch, though there would be time */
    undo(&w);
    world_refused(&w, 409, "undo_too_late");
    w.scene.is_sealed = false;
    w.scene.now_ms += MIN(10);
    undo(&w);
    world_refused(&w, 409, "undo_too_late");
    world_close(&w);
}

static void test_rejection(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    world_draft(&w, "d2");
    in_review(&w);
    review(&w, "reject", "quality");
    assert_string_equal(w.student->submission.reason, "眼睛闭合");
    assert_int_equal(lockout_current(&w.student->lockout, NOW).reason,
                     LOCKOUT_NONE);
    in_review(&w); /* R25: the next one costs nothing */
    assert_int_equal(w.student->orders.len, 1);
    assert_int_equal(w.student->past_len, 1);
    assert_int_equal(w.student->past[0].state, SUBMISSION_REJECTED);
    world_close(&w);
}

/* R17: for a violation the student is locked until midnight. */
static void test_violation_and_its_undoing(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    in_review(&w);
    review(&w, "reject", "violation");
    assert_int_equal(lockout_current(&w.student->lockout, NOW).end_ms,
                     T0 + DAY(1));
    assert_int_equal(world_count(&w, EFFECT_EVENT, "lock"), 1);
    undo(&w);
    assert_int_equal(lockout_current(&w.student->lockout, NOW).reason,
                     LOCKOUT_NONE);
    assert_string_equal(w.student->submission.ground, "");
    world_close(&w);
}

/* R27: a decision that was taken back was one. */
static void test_no_withdrawal_after_a_decision(void **state)
{
    static const char *const DECISIONS[] = {"approve", "reject"};

    (void)state;
    for (size_t i = 0; i < LEN(DECISIONS); i++) {
        Tucai__V1__SubmissionRef r;
        struct world w;

        world_open(&w);
        in_review(&w);
        review(&w, DECISIONS[i], "quality");
        undo(&w);
        assert_int_equal(w.student->submission.state, SUBMISSION_IN_REVIEW);
        r = ref(&w, "");
        world_act(&w, COMMAND(withdraw, WITHDRAW, &r), submit_withdraw);
        world_refused(&w, 409, "review_started");
        world_close(&w);
    }
}

static void test_what_makes_no_sense(void **state)
{
    Tucai__V1__Review op = TUCAI__V1__REVIEW__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    in_review(&w);
    review(&w, "ignore", "");
    world_refused(&w, 422, "request_invalid");
    review(&w, "reject", "mood");
    world_refused(&w, 422, "request_invalid");
    op.submission_id = (char *)"s000";
    op.decision = (char *)"approve";
    world_act(&w, COMMAND(review, REVIEW, &op), review_decide);
    world_refused(&w, 404, "not_found");
    op.submission_id = w.student->submission.id;
    op.decision = (char *)"reject"; /* without a reason */
    world_act(&w, COMMAND(review, REVIEW, &op), review_decide);
    world_refused(&w, 422, "request_invalid");
    w.student->submission.state = SUBMISSION_AWAITING_PAYMENT;
    review(&w, "approve", "");
    world_refused(&w, 409, "not_ready");
    world_close(&w);
}

static void test_reset(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    in_review(&w);
    reset(&w, "");
    world_refused(&w, 422, "request_invalid");
    reset(&w, "换照片");
    assert_int_equal(w.student->submission.state, SUBMISSION_RESET);
    assert_int_equal(world_count(&w, EFFECT_REMOVE, "u1"),
                     3); /* rv, st, overdue */
    reset(&w, "换照片");
    world_refused(&w, 409, "already_reviewed");
    world_close(&w);
}

static void test_to_the_registry_and_back(void **state)
{
    Tucai__V1__SubmissionRef sealed;
    struct world w;

    (void)state;
    world_open(&w);
    in_review(&w);
    review(&w, "approve", "");
    sealed = ref(&w, "chsi-1");
    world_act(&w, COMMAND(sealed, SEALED, &sealed), delivery_sealed);
    assert_int_equal(w.student->submission.state, SUBMISSION_SENT);
    undo(&w);
    world_refused(&w, 409, "undo_too_late");
    reset(&w, "晚了");
    world_refused(&w, 409, "undo_too_late");
    receipt(&w, true);
    assert_int_equal(w.student->submission.state, SUBMISSION_ACCEPTED);
    receipt(&w, true); /* again */
    assert_int_equal(w.d.status, 204);
    assert_false(w.d.is_changed);
    receipt(&w, false); /* and now the opposite */
    world_refused(&w, 409, "state_conflict");
    world_act(&w, COMMAND(sealed, SEALED, &sealed), delivery_sealed);
    assert_false(w.d.is_changed);
    world_close(&w);
}

/* R34: a window of one's own only when no phase is left. */
static void test_refused_by_the_registry(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    in_review(&w);
    review(&w, "approve", "");
    receipt(&w, false); /* before `sealed` was heard */
    assert_int_equal(w.student->submission.state, SUBMISSION_REFUSED);
    assert_string_equal(w.student->submission.batch_id, "chsi-1");
    assert_int_equal(w.student->window_to_ms, 0);
    world_close(&w);
    world_open(&w);
    in_review(&w);
    review(&w, "approve", "");
    w.scene.now_ms = T0 + DAY(20);
    receipt(&w, false);
    assert_int_equal(w.student->window_from_ms, T0 + DAY(20));
    assert_int_equal(w.student->window_to_ms, T0 + DAY(23));
    /* refused once more on its last day: three days again */
    w.student->submission.state = SUBMISSION_SENT;
    w.scene.now_ms = T0 + DAY(22) + HOUR(10);
    receipt(&w, false);
    assert_int_equal(w.student->window_from_ms, w.scene.now_ms);
    assert_int_equal(w.student->window_to_ms, w.scene.now_ms + DAY(3));
    world_close(&w);
}

static void test_unlock(void **state)
{
    Tucai__V1__Unlock op = TUCAI__V1__UNLOCK__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    w.student->lockout = lockout_violation(&w.student->lockout, NOW);
    w.scene.by = "li";
    world_act(&w, COMMAND(unlock, UNLOCK, &op), review_unlock);
    world_refused(&w, 422, "request_invalid");
    op.reason = (char *)"本人到场核实";
    world_act(&w, COMMAND(unlock, UNLOCK, &op), review_unlock);
    assert_int_equal(w.d.status, 204);
    assert_int_equal(lockout_current(&w.student->lockout, NOW).reason,
                     LOCKOUT_NONE);
    assert_string_equal(w.student->notes[0].by, "li");
    assert_string_equal(w.student->notes[0].reason, "本人到场核实");
    world_close(&w);
}

static void test_prints_only_go_forward(void **state)
{
    Tucai__V1__PrintsMade op = TUCAI__V1__PRINTS_MADE__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    op.state = (char *)"made";
    world_act(&w, COMMAND(prints, PRINTS, &op), delivery_prints);
    assert_int_equal(w.student->prints, PRINTS_MADE);
    assert_int_equal(world_count(&w, EFFECT_EVENT, "print"), 1);
    op.state = (char *)"planned";
    world_act(&w, COMMAND(prints, PRINTS, &op), delivery_prints);
    assert_int_equal(w.student->prints, PRINTS_MADE);
    world_close(&w);
}

/* 170 characters of three bytes fit; a 171st would lose its end. */
static void test_a_reason_has_a_limit(void **state)
{
    char reason[3 * 171 + 1] = "";
    struct world w;

    (void)state;
    world_open(&w);
    in_review(&w);
    for (int i = 0; i < 171; i++)
        memcpy(reason + 3 * i, "暗", 4);
    reset(&w, reason);
    world_refused(&w, 422, "request_invalid");
    reason[3 * 170] = '\0';
    reset(&w, reason);
    assert_int_equal(w.d.status, 200);
    assert_string_equal(w.student->submission.reason, reason);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_reason_has_a_limit),
        cmocka_unit_test(test_approval_is_ready_after_the_undo_time),
        cmocka_unit_test(test_rejection),
        cmocka_unit_test(test_violation_and_its_undoing),
        cmocka_unit_test(test_no_withdrawal_after_a_decision),
        cmocka_unit_test(test_what_makes_no_sense),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_to_the_registry_and_back),
        cmocka_unit_test(test_refused_by_the_registry),
        cmocka_unit_test(test_unlock),
        cmocka_unit_test(test_prints_only_go_forward),
    };
    return cmocka_run_group_tests_name("review", tests, NULL, NULL);
}
