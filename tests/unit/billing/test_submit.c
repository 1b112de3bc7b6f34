#include "world.h"

#include <string.h>

static Tucai__V1__Submit submit_of(const char *draft, const char *channel)
{
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;

    op.draft_id = (char *)draft;
    op.channel = (char *)channel;
    return op;
}

static void submit(struct world *w, const char *draft)
{
    Tucai__V1__Submit op = submit_of(draft, "native");

    world_act(w, COMMAND(submit, SUBMIT, &op), submit_draft);
}

static Tucai__V1__SubmissionRef ref(const struct world *w)
{
    Tucai__V1__SubmissionRef r = TUCAI__V1__SUBMISSION_REF__INIT;

    r.submission_id = w->student->submission.id;
    r.reason = (char *)"理由";
    return r;
}

static void withdraw(struct world *w)
{
    Tucai__V1__SubmissionRef r = ref(w);

    world_act(w, COMMAND(withdraw, WITHDRAW, &r), submit_withdraw);
}

static void pay(struct world *w, const char *order_no, int64_t amount)
{
    Tucai__V1__PayResult r = TUCAI__V1__PAY_RESULT__INIT;

    r.order_no = (char *)order_no;
    r.state = TUCAI__V1__PAY_STATE__PAY_STATE_PAID;
    r.amount_fen = amount;
    r.transaction_id = (char *)"tx1";
    world_act(w, COMMAND(pay_result, PAY_RESULT, &r), money_result);
}

static struct order *last_order(struct world *w)
{
    return &w->student->orders.at[w->student->orders.len - 1];
}

static void test_submit_makes_one_order(void **state)
{
    Tucai__V1__Submit op = submit_of("d1", "native");
    struct world w;

    (void)state;
    world_open(&w);
    submit(&w, "d1");
    assert_int_equal(w.d.status, 201);
    assert_string_equal(world_answer(&w, "state"), "awaiting_payment");
    assert_int_equal(w.student->drafts.len, 0); /* it has left the box */
    assert_string_equal(w.student->submission.draft.id, "d1");
    assert_int_equal(last_order(&w)->amount_fen, 1500);
    assert_int_equal(last_order(&w)->expires_ms, NOW + HOUR(2));
    assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), 1);
    assert_int_equal(world_count(&w, EFFECT_JOB, "command"), 1); /* its end */
    assert_int_equal(world_count(&w, EFFECT_EVENT, "order"), 1);
    assert_int_equal(world_count(&w, EFFECT_EVENT, "submission"), 1);
    assert_int_equal(world_count(&w, EFFECT_EVENT, "draft"), 1);
    /* the same job once more: the same answer, nothing new */
    world_again(&w, COMMAND(submit, SUBMIT, &op), submit_draft);
    assert_int_equal(w.d.status, 201);
    assert_false(w.d.is_changed);
    assert_int_equal(w.d.effects_len, 0);
    submit(&w, "d1");
    world_refused(&w, 409, "already_submitted");
    world_close(&w);
}

static void test_order_numbers_suit_the_provider(void **state)
{
    struct world w;
    size_t len;

    (void)state;
    world_open(&w);
    submit(&w, "d1");
    len = strlen(last_order(&w)->no);
    assert_in_range(len, 6, 32);
    assert_int_equal(strspn(last_order(&w)->no, "0123456789abcdef"), len);
    assert_memory_equal(last_order(&w)->no, "20250401", 8);
    world_close(&w);
}

static void test_what_refuses_a_submission(void **state)
{
    Tucai__V1__Submit jsapi = submit_of("d1", "jsapi");
    Tucai__V1__Submit cash = submit_of("d1", "cash");
    struct world w;

    (void)state;
    world_open(&w);
    submit(&w, "d9");
    world_refused(&w, 404, "not_found");
    world_act(&w, COMMAND(submit, SUBMIT, &jsapi), submit_draft);
    world_refused(&w, 409, "openid_missing");
    world_act(&w, COMMAND(submit, SUBMIT, &cash), submit_draft);
    world_refused(&w, 422, "request_invalid");
    w.scene.now_ms = T0 + DAY(11); /* between the phases */
    submit(&w, "d1");
    world_refused(&w, 403, "window_closed");
    assert_string_equal(world_answer(&w, "opens_at"),
                        "2025-04-15T08:00:00+08:00");
    w.scene.now_ms = T0 + HOUR(23); /* at any hour of an open phase */
    steps_clear(&w.student->steps, STEP_CONSENT);
    submit(&w, "d1");
    world_refused(&w, 409, "steps_missing");
    steps_mark(&w.student->steps, STEP_CONSENT, "1", NOW);
    submit(&w, "d1");
    assert_int_equal(w.d.status, 201);
    world_close(&w);
}

static void test_change_until_paid(void **state)
{
    Tucai__V1__ChangeDraft op = TUCAI__V1__CHANGE_DRAFT__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    world_draft(&w, "d2");
    submit(&w, "d1");
    op.submission_id = w.student->submission.id;
    op.draft_id = (char *)"d2";
    world_act(&w, COMMAND(change_draft, CHANGE_DRAFT, &op), submit_change);
    assert_int_equal(w.d.status, 200);
    assert_string_equal(w.student->submission.draft.id, "d2");
    assert_non_null(drafts_find(&w.student->drafts, "d1"));
    assert_int_equal(w.student->orders.len, 1);
    op.draft_id = (char *)"d9";
    world_act(&w, COMMAND(change_draft, CHANGE_DRAFT, &op), submit_change);
    world_refused(&w, 404, "not_found");
    pay(&w, last_order(&w)->no, 1500);
    op.draft_id = (char *)"d1";
    world_act(&w, COMMAND(change_draft, CHANGE_DRAFT, &op), submit_change);
    world_refused(&w, 409, "already_submitted");
    world_close(&w);
}

static void test_withdraw_before_payment(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    submit(&w, "d1");
    withdraw(&w);
    assert_int_equal(w.d.status, 204);
    assert_int_equal(last_order(&w)->state, ORDER_EXPIRED);
    assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), 1); /* close */
    assert_non_null(drafts_find(&w.student->drafts, "d1"));
    pay(&w, last_order(&w)->no, 1500); /* somebody was faster: it goes back */
    assert_int_equal(last_order(&w)->state, ORDER_REFUNDING);
    assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), 1);
    assert_int_equal(w.student->submission.state, SUBMISSION_WITHDRAWN);
    withdraw(&w);
    assert_int_equal(w.d.status, 204); /* again: nothing */
    assert_false(w.d.is_changed);
    world_close(&w);
}

static void test_withdraw_before_a_reviewer_looks(void **state)
{
    Tucai__V1__PhotoOpened opened = TUCAI__V1__PHOTO_OPENED__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    submit(&w, "d1");
    pay(&w, last_order(&w)->no, 1500);
    withdraw(&w);
    assert_int_equal(last_order(&w)->state, ORDER_REFUNDING);
    assert_string_equal(w.student->paid_order_no, "");
    assert_int_equal(w.student->prints, PRINTS_NONE);
    assert_int_equal(world_count(&w, EFFECT_REMOVE, "u1"),
                     3); /* rv, st, overdue */
    /* the next one costs again, and a look ends the right to withdraw */
    submit(&w, "d1");
    assert_string_equal(world_answer(&w, "state"), "awaiting_payment");
    pay(&w, last_order(&w)->no, 1500);
    opened.submission_id = w.student->submission.id;
    world_act(&w, COMMAND(photo_opened, PHOTO_OPENED, &opened), review_opened);
    withdraw(&w);
    world_refused(&w, 409, "review_started");
    world_close(&w);
}

/* Unpaid or withdrawn it is not before the school; the attempt to look takes no
 * right away. */
static void test_only_what_is_submitted_is_shown(void **state)
{
    Tucai__V1__PhotoOpened opened = TUCAI__V1__PHOTO_OPENED__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    submit(&w, "d1");
    opened.submission_id = w.student->submission.id;
    world_act(&w, COMMAND(photo_opened, PHOTO_OPENED, &opened), review_opened);
    world_refused(&w, 409, "not_ready");
    pay(&w, last_order(&w)->no, 1500);
    withdraw(&w);
    assert_int_equal(w.d.status, 204);
    world_act(&w, COMMAND(photo_opened, PHOTO_OPENED, &opened), review_opened);
    world_refused(&w, 409, "not_ready");
    world_close(&w);
}

static void test_a_draft_must_be_named(void **state)
{
    Tucai__V1__Submit op = submit_of("", "native");
    Tucai__V1__ChangeDraft change = TUCAI__V1__CHANGE_DRAFT__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    world_act(&w, COMMAND(submit, SUBMIT, &op), submit_draft);
    world_refused(&w, 422, "request_invalid");
    submit(&w, "d1");
    change.submission_id = w.student->submission.id;
    world_act(&w, COMMAND(change_draft, CHANGE_DRAFT, &change), submit_change);
    world_refused(&w, 422, "request_invalid");
    world_close(&w);
}

static void test_a_download_ends_the_right_to_withdraw(void **state)
{
    Tucai__V1__Nothing nothing = TUCAI__V1__NOTHING__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    world_act(&w, COMMAND(downloaded, DOWNLOADED, &nothing), submit_downloaded);
    world_refused(&w, 409, "not_ready");
    submit(&w, "d1");
    world_act(&w, COMMAND(downloaded, DOWNLOADED, &nothing), submit_downloaded);
    world_refused(&w, 409, "not_ready");
    pay(&w, last_order(&w)->no, 1500);
    world_act(&w, COMMAND(downloaded, DOWNLOADED, &nothing), submit_downloaded);
    withdraw(&w);
    world_refused(&w, 409, "downloaded");
    world_close(&w);
}

static void test_free_plan_and_automatic_approval(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    world_school(&w, "\"plan\":{\"amount_fen\":0},\"auto_approval\":true");
    submit(&w, "d1");
    assert_string_equal(world_answer(&w, "state"), "approved");
    assert_int_equal(w.student->orders.len, 0);
    assert_int_equal(world_count(&w, EFFECT_ADD, "u1"), 2); /* ready, st */
    assert_string_equal(decision_find(&w.d, EFFECT_ADD)->key, "ready:chsi");
    assert_int_equal(decision_find(&w.d, EFFECT_ADD)->at_ms, NOW); /* R30 */
    assert_int_equal(w.student->submission.history_len, 2);
    assert_int_equal(w.student->prints, PRINTS_PLANNED); /* five, R36 */
    world_close(&w);
}

/* R16, R17, R45: what is suspect goes to a person, whatever the school lets
 * pass by itself. */
static void test_what_a_person_has_to_look_at(void **state)
{
    static const struct {
        bool is_suspected;
        enum real_name real_name;
        const char *state;
    } ROWS[] = {
        {true, REAL_NAME_NONE, "in_review"},
        {true, REAL_NAME_SAME, "in_review"},
        {false, REAL_NAME_OTHER, "in_review"},
        {false, REAL_NAME_UNKNOWN, "approved"},
        {false, REAL_NAME_NONE, "approved"},
    };
    struct world w;

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct draft *draft;

        world_open(&w);
        world_school(&w, "\"plan\":{\"amount_fen\":0},\"auto_approval\":true");
        draft = &w.student->drafts.at[0];
        draft->is_suspected = ROWS[i].is_suspected;
        draft->real_name = ROWS[i].real_name;
        submit(&w, "d1");
        assert_string_equal(world_answer(&w, "state"), ROWS[i].state);
        world_close(&w);
    }
}

static void test_what_is_free_asks_for_no_channel(void **state)
{
    Tucai__V1__Submit jsapi = submit_of("d1", "jsapi"); /* without openid */
    struct world w;

    (void)state;
    world_open(&w);
    world_school(&w, "\"plan\":{\"amount_fen\":0,\"prints\":0}");
    world_act(&w, COMMAND(submit, SUBMIT, &jsapi), submit_draft);
    assert_string_equal(world_answer(&w, "state"), "in_review");
    assert_int_equal(w.student->prints, PRINTS_NONE);
    withdraw(&w);
    assert_int_equal(w.d.status, 204);
    world_school(&w, "\"plan\":{\"amount_fen\":1200,\"prints\":0}");
    submit(&w, "d1");
    pay(&w, last_order(&w)->no, 1200);
    w.student->submission.state = SUBMISSION_RESET;
    world_draft(&w, "d2");
    world_school(&w, "");
    world_act(&w, COMMAND(submit, SUBMIT, &jsapi), submit_draft);
    world_refused(&w, 404, "not_found");
    jsapi = submit_of("d2", "jsapi");
    world_act(&w, COMMAND(submit, SUBMIT, &jsapi), submit_draft);
    assert_string_equal(world_answer(&w, "state"), "in_review");
    assert_int_equal(w.student->prints, PRINTS_NONE); /* the plan it paid for */
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_submit_makes_one_order),
        cmocka_unit_test(test_order_numbers_suit_the_provider),
        cmocka_unit_test(test_what_refuses_a_submission),
        cmocka_unit_test(test_change_until_paid),
        cmocka_unit_test(test_withdraw_before_payment),
        cmocka_unit_test(test_withdraw_before_a_reviewer_looks),
        cmocka_unit_test(test_only_what_is_submitted_is_shown),
        cmocka_unit_test(test_a_draft_must_be_named),
        cmocka_unit_test(test_a_download_ends_the_right_to_withdraw),
        cmocka_unit_test(test_free_plan_and_automatic_approval),
        cmocka_unit_test(test_what_a_person_has_to_look_at),
        cmocka_unit_test(test_what_is_free_asks_for_no_channel),
    };
    return cmocka_run_group_tests_name("submit", tests, NULL, NULL);
}
