/*
 * More decision tables of rules that are spread over several functions: R3,
 * R5, R10, R23, R27, R29, R30.  docs/rules.md says where each rule's is.
 */
#include "world.h"

#include "model/capture.h"

#include <string.h>

/* clang-format off */

/* R3: what a new session needs. */
static const struct {
    const char *name;
    bool has_phone, knows_device;
    const char *device;
    unsigned status;
} DEVICES[] = {
    {"nobody has a phone yet: nothing to send to", false, false, "a", 201},
    {"the device that was there first", true, true, "a", 201},
    {"another device", true, true, "b", 202},
    {"a device without a name", true, true, "", 202},
    {"the first device after the phone was recorded", true, false, "a", 202},
};

/* R5: how many steps are done, what is asked, whether it may be. */
static const struct {
    enum step done; /* all before this one */
    const char *body;
    unsigned status;
    const char *code;
} STEPS[] = {
    {STEP_PHONE, "{\"notice_read\":\"1\"}", 409, "step_out_of_order"},
    {STEP_PHONE, "{\"consent\":\"1\"}", 409, "step_out_of_order"},
    {STEP_PHONE, "{\"subscriptions\":[]}", 409, "step_out_of_order"},
    {STEP_NOTICE, "{\"notice_read\":\"1\"}", 200, ""},
    {STEP_NOTICE, "{\"precautions_read\":\"1\"}", 409, "step_out_of_order"},
    {STEP_NOTICE, "{\"notice_read\":\"0\"}", 422, "text_outdated"},
    {STEP_NOTICE, "{\"notice_read\":1}", 422, "text_outdated"},
    {STEP_PRECAUTIONS, "{\"precautions_read\":\"1\"}", 200, ""},
    {STEP_PRECAUTIONS, "{\"consent\":\"1\"}", 409, "step_out_of_order"},
    {STEP_CONSENT, "{\"consent\":\"1\"}", 200, ""},
    {STEP_CONSENT, "{\"consent\":\"0\"}", 422, "text_outdated"},
    {STEP_CONSENT, "{\"subscriptions\":[]}", 409, "step_out_of_order"},
    {STEP_CONSENT, "{\"consent\":false}", 200, ""},
    {STEP_SUBSCRIPTIONS, "{\"subscriptions\":[]}", 200, ""},
    {STEP_SUBSCRIPTIONS, "{\"subscriptions\":[\"photo\",\"payment\"]}", 200, ""},
    {STEP_SUBSCRIPTIONS, "{\"subscriptions\":[\"advertisement\"]}", 422, "request_invalid"},
    {STEP_COUNT, "{\"notice_read\":\"1\"}", 200, ""}, /* once more */
    {STEP_COUNT, "{\"consent\":false}", 200, ""},
    {STEP_COUNT, "{}", 422, "request_invalid"},
    {STEP_COUNT, "{\"notice_read\":\"1\",\"age\":20}", 422, "request_invalid"},
};

/* R10: the nonce, by its age when the photo comes. */
static const struct {
    bool is_given, is_same;
    int64_t age_ms;
    enum admission_code code;
} NONCES[] = {
    {true, true, 0, ADMISSION_OK},
    {true, true, MIN(5) - 1, ADMISSION_OK},
    {true, true, MIN(5), ADMISSION_NONCE_INVALID},
    {true, false, 0, ADMISSION_NONCE_INVALID},
    {false, false, 0, ADMISSION_NONCE_INVALID},
};

/* R21, R23: drafts in the box, and how many a school allows. */
static const struct {
    const char *members;
    size_t drafts;
    enum admission_code code;
} BOXES[] = {
    {"", 0, ADMISSION_OK},
    {"", 2, ADMISSION_OK},
    {"", 3, ADMISSION_DRAFTS_FULL},
    {"", 4, ADMISSION_DRAFTS_FULL}, /* one came back from a withdrawal */
    {"\"limits\":{\"drafts_capacity\":1}", 1, ADMISSION_DRAFTS_FULL},
    {"\"limits\":{\"drafts_capacity\":4}", 3, ADMISSION_OK},
};

/* R27: a withdrawal. */
static const struct {
    enum submission_state state;
    bool opened, downloaded;
    unsigned status;
    const char *code;
    bool refunds;
} WITHDRAWALS[] = {
    {SUBMISSION_AWAITING_PAYMENT, false, false, 204, "", false},
    {SUBMISSION_IN_REVIEW, false, false, 204, "", true},
    {SUBMISSION_IN_REVIEW, true, false, 409, "review_started", false},
    {SUBMISSION_IN_REVIEW, false, true, 409, "downloaded", false},
    {SUBMISSION_APPROVED, true, false, 409, "review_started", false},
    {SUBMISSION_SENT, true, false, 409, "review_started", false},
    {SUBMISSION_ACCEPTED, true, false, 409, "review_started", false},
    {SUBMISSION_REJECTED, true, false, 409, "review_started", false},
    {SUBMISSION_REFUSED, true, false, 409, "review_started", false},
    {SUBMISSION_RESET, true, false, 409, "review_started", false},
};

/* R29 (and R17): a review. */
static const struct {
    enum submission_state state;
    const char *decision, *ground, *reason;
    unsigned status;
    const char *code;
    enum submission_state after;
    enum lockout_reason lock;
} REVIEWS[] = {
    {SUBMISSION_IN_REVIEW, "approve", "", "", 200, "", SUBMISSION_APPROVED, LOCKOUT_NONE},
    {SUBMISSION_IN_REVIEW, "reject", "", "头发遮眼", 200, "", SUBMISSION_REJECTED, LOCKOUT_NONE},
    {SUBMISSION_IN_REVIEW, "reject", "quality", "头发遮眼", 200, "", SUBMISSION_REJECTED, LOCKOUT_NONE},
    {SUBMISSION_IN_REVIEW, "reject", "other", "头发遮眼", 200, "", SUBMISSION_REJECTED, LOCKOUT_NONE},
    {SUBMISSION_IN_REVIEW, "reject", "violation", "翻拍", 200, "", SUBMISSION_REJECTED, LOCKOUT_VIOLATION},
    {SUBMISSION_IN_REVIEW, "reject", "quality", "", 422, "request_invalid", SUBMISSION_IN_REVIEW, LOCKOUT_NONE},
    {SUBMISSION_IN_REVIEW, "reject", "taste", "头发遮眼", 422, "request_invalid", SUBMISSION_IN_REVIEW, LOCKOUT_NONE},
    {SUBMISSION_IN_REVIEW, "", "", "", 422, "request_invalid", SUBMISSION_IN_REVIEW, LOCKOUT_NONE},
    {SUBMISSION_AWAITING_PAYMENT, "approve", "", "", 409, "not_ready", SUBMISSION_AWAITING_PAYMENT, LOCKOUT_NONE},
    {SUBMISSION_WITHDRAWN, "approve", "", "", 409, "not_ready", SUBMISSION_WITHDRAWN, LOCKOUT_NONE},
    {SUBMISSION_APPROVED, "reject", "violation", "翻拍", 409, "already_reviewed", SUBMISSION_APPROVED, LOCKOUT_NONE},
    {SUBMISSION_REJECTED, "approve", "", "", 409, "already_reviewed", SUBMISSION_REJECTED, LOCKOUT_NONE},
    {SUBMISSION_SENT, "reject", "", "头发遮眼", 409, "already_reviewed", SUBMISSION_SENT, LOCKOUT_NONE},
    {SUBMISSION_ACCEPTED, "reject", "", "头发遮眼", 409, "already_reviewed", SUBMISSION_ACCEPTED, LOCKOUT_NONE},
    {SUBMISSION_REFUSED, "approve", "", "", 409, "already_reviewed", SUBMISSION_REFUSED, LOCKOUT_NONE},
    {SUBMISSION_RESET, "approve", "", "", 409, "already_reviewed", SUBMISSION_RESET, LOCKOUT_NONE},
};

/* R30 (and R24, R45): where a submission begins. */
static const struct {
    const char *members;
    enum real_name face;
    enum submission_state state;
    const char *by;
} BEGINNINGS[] = {
    {"", REAL_NAME_NONE, SUBMISSION_AWAITING_PAYMENT, ""},
    {"\"auto_approval\":true", REAL_NAME_NONE, SUBMISSION_AWAITING_PAYMENT, ""},
    {"\"plan\":{\"amount_fen\":0,\"prints\":5}", REAL_NAME_NONE, SUBMISSION_IN_REVIEW, ""},
    {"\"plan\":{\"amount_fen\":0,\"prints\":5},\"auto_approval\":true", REAL_NAME_NONE, SUBMISSION_APPROVED, "system"},
    {"\"plan\":{\"amount_fen\":0,\"prints\":5},\"auto_approval\":true", REAL_NAME_SAME, SUBMISSION_APPROVED, "system"},
    {"\"plan\":{\"amount_fen\":0,\"prints\":5},\"auto_approval\":true", REAL_NAME_UNKNOWN, SUBMISSION_APPROVED, "system"},
    {"\"plan\":{\"amount_fen\":0,\"prints\":5},\"auto_approval\":true", REAL_NAME_OTHER, SUBMISSION_IN_REVIEW, ""},
};
/* clang-format on */

static void test_r3_devices(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(DEVICES); i++) {
        uint8_t token[32] = {7};
        Tucai__V1__CodeJob job = TUCAI__V1__CODE_JOB__INIT;
        Tucai__V1__Ticket ticket = TUCAI__V1__TICKET__INIT;
        struct world w;

        world_open(&w);
        job.token_sha256 = (ProtobufCBinaryData){sizeof token, token};
        ticket.student_uid = (char *)"u1";
        ticket.school_code = (char *)"10294";
        ticket.graduation_year = 2025;
        w.scene.code_job = &job;
        w.scene.ticket = &ticket;
        w.student->phone.len = 0;
        job.device = (char *)"a";
        if (DEVICES[i].knows_device)
            world_act(&w, NULL, session_open);
        if (DEVICES[i].has_phone)
            w.student->phone = world_sealed("13800138000");
        job.device = (char *)DEVICES[i].device;
        world_act(&w, NULL, session_open);
        if (w.d.status != DEVICES[i].status ||
            world_count(&w, EFFECT_JOB, "otp") != (w.d.status == 202))
            fail_msg("%s: %u", DEVICES[i].name, w.d.status);
        world_close(&w);
    }
}

static void test_r5_steps(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(STEPS); i++) {
        Tucai__V1__PatchMe op = TUCAI__V1__PATCH_ME__INIT;
        const char *body = STEPS[i].body;
        struct world w;

        world_open(&w);
        world_school(&w, "\"texts\":{\"notice\":{\"version\":\"1\",\"body\":"
                         "\"a\"},\"precautions\":{\"version\":\"1\",\"body\":"
                         "\"a\"},\"consent\":{\"version\":\"1\",\"body\":"
                         "\"a\"}}");
        memset(&w.student->steps, 0, sizeof w.student->steps);
        for (enum step step = STEP_PHONE; step < STEPS[i].done; step++)
            steps_mark(&w.student->steps, step, "1", T0);
        op.json = (ProtobufCBinaryData){strlen(body), (uint8_t *)body};
        world_act(&w, COMMAND(patch_me, PATCH_ME, &op), profile_patch);
        if (w.d.status != STEPS[i].status ||
            strcmp(w.d.code, STEPS[i].code) != 0)
            fail_msg("%d, %s: %u %s", STEPS[i].done, body, w.d.status,
                     w.d.code);
        world_close(&w);
    }
}

static void test_r10_nonce(void **state)
{
    static uint8_t right[32] = {1}, wrong[32] = {2};
    Tucai__V1__NewNonce op = TUCAI__V1__NEW_NONCE__INIT;

    (void)state;
    op.nonce_sha256 = (ProtobufCBinaryData){sizeof right, right};
    for (size_t i = 0; i < LEN(NONCES); i++) {
        struct capture_try attempt = {.now_ms = NOW + NONCES[i].age_ms};
        struct world w;

        world_open(&w);
        world_act(&w, COMMAND(new_nonce, NEW_NONCE, &op), profile_nonce);
        assert_int_equal(w.d.status, 201);
        if (NONCES[i].is_given)
            attempt.nonce_sha256 = NONCES[i].is_same ? right : wrong;
        if (capture_judge(w.student, w.school, &attempt).code != NONCES[i].code)
            fail_msg("row %zu", i);
        world_close(&w);
    }
}

static void test_r23_boxes(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(BOXES); i++) {
        struct capture_try attempt = {.now_ms = NOW};
        struct admission_verdict v;
        struct world w;

        world_open(&w);
        world_school(&w, BOXES[i].members);
        w.student->drafts.len = 0;
        for (size_t n = 0; n < BOXES[i].drafts; n++)
            world_draft(&w, "d");
        w.student->nonces.len = 1;
        w.student->nonces.at[0].expires_ms = NOW + 1;
        attempt.nonce_sha256 = w.student->nonces.at[0].sha256;
        v = capture_judge(w.student, w.school, &attempt);
        if (v.code != BOXES[i].code)
            fail_msg("row %zu: %s", i, admission_name(v.code));
        if (v.code == ADMISSION_DRAFTS_FULL)
            assert_int_equal(v.until_ms, T0 + HOUR(9) + DAY(1));
        world_close(&w);
    }
}

/* A submission of "d1", paid unless it waits for that, in a state. */
static void submit_in(struct world *w, enum submission_state in)
{
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;
    Tucai__V1__PayResult paid = TUCAI__V1__PAY_RESULT__INIT;

    op.draft_id = (char *)"d1";
    op.channel = (char *)"native";
    world_act(w, COMMAND(submit, SUBMIT, &op), submit_draft);
    assert_int_equal(w->d.status, 201);
    if (in == SUBMISSION_AWAITING_PAYMENT)
        return;
    paid.order_no = w->student->orders.at[0].no;
    paid.state = TUCAI__V1__PAY_STATE__PAY_STATE_PAID;
    paid.amount_fen = 1500;
    world_act(w, COMMAND(pay_result, PAY_RESULT, &paid), money_result);
    w->student->submission.state = in;
}

static void test_r27_withdrawals(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(WITHDRAWALS); i++) {
        Tucai__V1__SubmissionRef op = TUCAI__V1__SUBMISSION_REF__INIT;
        struct submission *sub;
        struct world w;

        world_open(&w);
        submit_in(&w, WITHDRAWALS[i].state);
        sub = &w.student->submission;
        sub->opened_ms = WITHDRAWALS[i].opened ? NOW : 0;
        sub->downloaded_ms = WITHDRAWALS[i].downloaded ? NOW : 0;
        op.submission_id = sub->id;
        world_act(&w, COMMAND(withdraw, WITHDRAW, &op), submit_withdraw);
        if (w.d.status != WITHDRAWALS[i].status ||
            strcmp(w.d.code, WITHDRAWALS[i].code) != 0)
            fail_msg("row %zu: %u %s", i, w.d.status, w.d.code);
        assert_int_equal(w.student->drafts.len, w.d.status == 204);
        assert_int_equal(w.student->orders.at[0].state == ORDER_REFUNDING,
                         WITHDRAWALS[i].refunds);
        world_close(&w);
    }
}

static void test_r29_reviews(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(REVIEWS); i++) {
        Tucai__V1__Review op = TUCAI__V1__REVIEW__INIT;
        struct world w;

        world_open(&w);
        submit_in(&w, REVIEWS[i].state);
        w.scene.by = "wang";
        op.submission_id = w.student->submission.id;
        op.decision = (char *)REVIEWS[i].decision;
        op.ground = (char *)REVIEWS[i].ground;
        op.reason = (char *)REVIEWS[i].reason;
        world_act(&w, COMMAND(review, REVIEW, &op), review_decide);
        if (w.d.status != REVIEWS[i].status ||
            strcmp(w.d.code, REVIEWS[i].code) != 0)
            fail_msg("row %zu: %u %s", i, w.d.status, w.d.code);
        assert_int_equal(w.student->submission.state, REVIEWS[i].after);
        assert_int_equal(lockout_current(&w.student->lockout, NOW).reason,
                         REVIEWS[i].lock);
        world_close(&w);
    }
}

static void test_r30_beginnings(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(BEGINNINGS); i++) {
        Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;
        struct world w;

        world_open(&w);
        world_school(&w, BEGINNINGS[i].members);
        w.student->drafts.at[0].real_name = BEGINNINGS[i].face;
        op.draft_id = (char *)"d1";
        op.channel = (char *)"native";
        world_act(&w, COMMAND(submit, SUBMIT, &op), submit_draft);
        if (w.student->submission.state != BEGINNINGS[i].state ||
            strcmp(w.student->submission.decided_by, BEGINNINGS[i].by) != 0)
            fail_msg("row %zu: %s", i,
                     submission_state_name(w.student->submission.state));
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r3_devices),
        cmocka_unit_test(test_r5_steps),
        cmocka_unit_test(test_r10_nonce),
        cmocka_unit_test(test_r23_boxes),
        cmocka_unit_test(test_r27_withdrawals),
        cmocka_unit_test(test_r29_reviews),
        cmocka_unit_test(test_r30_beginnings),
    };
    return cmocka_run_group_tests_name("rule_tables", tests, NULL, NULL);
}
