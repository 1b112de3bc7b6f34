/*
 * Decision tables of the rules that are spread over several functions: R9,
 * R19, R22, R24, R25 (test_rule_tables.c has more, tests/unit/rules the rest).
 */
#include "world.h"

#include "model/capture.h"

#include <string.h>

#define TABLE_DAY(n) (T0 + DAY(n))
#define TO_RECAPTURE DAY(14)

static void submit(struct world *w, const char *draft)
{
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;

    op.draft_id = (char *)draft;
    op.channel = (char *)"native";
    world_act(w, COMMAND(submit, SUBMIT, &op), submit_draft);
}

/* R9: who may capture in which phase, by the submission's state. */
static void test_r9_phase_and_submission(void **state)
{
    static const enum admission_code LIVE_FIRST = ADMISSION_ALREADY_SUBMITTED,
                                     LIVE_AGAIN = ADMISSION_NOT_IN_RECAPTURE;
    const struct {
        enum submission_state submission;
        enum admission_code first, recapture;
    } ROWS[] = {
        {SUBMISSION_NONE, ADMISSION_OK, ADMISSION_OK},
        {SUBMISSION_AWAITING_PAYMENT, LIVE_FIRST, LIVE_AGAIN},
        {SUBMISSION_IN_REVIEW, LIVE_FIRST, LIVE_AGAIN},
        {SUBMISSION_APPROVED, LIVE_FIRST, LIVE_AGAIN},
        {SUBMISSION_SENT, LIVE_FIRST, LIVE_AGAIN},
        {SUBMISSION_ACCEPTED, LIVE_FIRST, LIVE_AGAIN},
        {SUBMISSION_REJECTED, ADMISSION_OK, ADMISSION_OK},
        {SUBMISSION_REFUSED, ADMISSION_OK, ADMISSION_OK},
        {SUBMISSION_WITHDRAWN, ADMISSION_OK, ADMISSION_OK},
        {SUBMISSION_RESET, ADMISSION_OK, ADMISSION_OK},
    };
    struct world w;

    (void)state;
    assert_int_equal(LEN(ROWS), SUBMISSION_STATES);
    world_open(&w);
    strcpy(w.student->submission.id, "s1");
    w.student->nonces.at[0].expires_ms = TABLE_DAY(30);
    w.student->nonces.len = 1;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct capture_try attempt = {
            .nonce_sha256 = w.student->nonces.at[0].sha256, .now_ms = NOW};

        w.student->submission.state = ROWS[i].submission;
        assert_int_equal(capture_judge(w.student, w.school, &attempt).code,
                         ROWS[i].first);
        attempt.now_ms = NOW + TO_RECAPTURE;
        assert_int_equal(capture_judge(w.student, w.school, &attempt).code,
                         ROWS[i].recapture);
    }
    world_close(&w);
}

/* R19: whatever locks or counts, an unlock with a reason ends it; without one
 * nothing changes. */
static void test_r19_unlock(void **state)
{
    const struct lockout ROWS[] = {
        {.failed_in_row = 4},
        {.failed_in_row = 5,
         .locks[LOCKOUT_FAILED_CHECKS] = {LOCKOUT_FAILED_CHECKS, NOW,
                                          NOW + MIN(30)}},
        {.not_live_count = 3,
         .not_live_day = 20179,
         .locks[LOCKOUT_NOT_LIVE] = {LOCKOUT_NOT_LIVE, NOW, TABLE_DAY(1)}},
        {.locks[LOCKOUT_VIOLATION] = {LOCKOUT_VIOLATION, NOW, TABLE_DAY(1)}},
        {.cooling_off_until_ms = NOW + S(10)},
    };
    static const struct lockout FREE = {0};

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Tucai__V1__Unlock op = TUCAI__V1__UNLOCK__INIT;
        struct world w;

        world_open(&w);
        w.student->lockout = ROWS[i];
        world_act(&w, COMMAND(unlock, UNLOCK, &op), review_unlock);
        world_refused(&w, 422, "request_invalid");
        assert_memory_equal(&w.student->lockout, &ROWS[i], sizeof FREE);
        op.reason = (char *)"本人到场核实";
        world_act(&w, COMMAND(unlock, UNLOCK, &op), review_unlock);
        assert_memory_equal(&w.student->lockout, &FREE, sizeof FREE);
        world_close(&w);
    }
}

/* R22: the age at which a draft may be deleted. */
static void test_r22_age(void **state)
{
    static const struct {
        const char *members;
        int64_t age_ms;
        unsigned status;
    } ROWS[] = {
        {"", 0, 409},
        {"", DAY(1) - 1, 409},
        {"", DAY(1), 204},
        {"\"limits\":{\"draft_keep_s\":60}", MIN(1) - 1, 409},
        {"\"limits\":{\"draft_keep_s\":60}", MIN(1), 204},
        {"\"limits\":{\"draft_keep_s\":0}", 0, 204},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Tucai__V1__DraftRef op = TUCAI__V1__DRAFT_REF__INIT;
        struct world w;

        world_open(&w);
        world_school(&w, ROWS[i].members);
        op.draft_id = (char *)"d1";
        w.scene.now_ms = T0 + HOUR(9) + ROWS[i].age_ms;
        world_act(&w, COMMAND(delete_draft, DELETE_DRAFT, &op), box_delete);
        assert_int_equal(w.d.status, ROWS[i].status);
        assert_int_equal(w.student->drafts.len, ROWS[i].status == 204 ? 0 : 1);
        world_close(&w);
    }
}

/* R24: at any hour of a phase, and at no other. */
static void test_r24_moment(void **state)
{
    static const struct {
        int64_t at_ms;
        unsigned status;
    } ROWS[] = {
        {TABLE_DAY(0) - 1, 403},  {TABLE_DAY(0), 201},
        {T0 + HOUR(3), 201},      {T0 + HOUR(23), 201},
        {TABLE_DAY(10) - 1, 201}, {TABLE_DAY(10), 403},
        {TABLE_DAY(14) - 1, 403}, {TABLE_DAY(14), 201},
        {TABLE_DAY(16) - 1, 201}, {TABLE_DAY(16), 403},
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct world w;

        world_open(&w);
        w.scene.now_ms = ROWS[i].at_ms;
        submit(&w, "d1");
        assert_int_equal(w.d.status, ROWS[i].status);
        world_close(&w);
    }
}

/* R25: what the next submission costs, by how the paid one ended. */
static void test_r25_next_one(void **state)
{
    static const struct {
        enum submission_state ended;
        bool is_free;
    } ROWS[] = {
        {SUBMISSION_REJECTED, true},
        {SUBMISSION_REFUSED, true},
        {SUBMISSION_RESET, true},
        {SUBMISSION_WITHDRAWN, false}, /* the money went back */
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Tucai__V1__PayResult paid = TUCAI__V1__PAY_RESULT__INIT;
        Tucai__V1__SubmissionRef ref = TUCAI__V1__SUBMISSION_REF__INIT;
        struct world w;

        world_open(&w);
        world_draft(&w, "d2");
        submit(&w, "d1");
        paid.order_no = w.student->orders.at[0].no;
        paid.state = TUCAI__V1__PAY_STATE__PAY_STATE_PAID;
        paid.amount_fen = 1500;
        world_act(&w, COMMAND(pay_result, PAY_RESULT, &paid), money_result);
        ref.submission_id = w.student->submission.id;
        if (ROWS[i].ended == SUBMISSION_WITHDRAWN)
            world_act(&w, COMMAND(withdraw, WITHDRAW, &ref), submit_withdraw);
        else
            w.student->submission.state = ROWS[i].ended;
        submit(&w, "d2");
        assert_string_equal(world_answer(&w, "state"),
                            ROWS[i].is_free ? "in_review" : "awaiting_payment");
        assert_int_equal(w.student->orders.len, ROWS[i].is_free ? 1 : 2);
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_r9_phase_and_submission),
        cmocka_unit_test(test_r19_unlock),
        cmocka_unit_test(test_r22_age),
        cmocka_unit_test(test_r24_moment),
        cmocka_unit_test(test_r25_next_one),
    };
    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
