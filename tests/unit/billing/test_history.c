/*
 * Random lives of a student: every handler in any order, at any time, with
 * sense and without.  Whatever happens, the books stay right.
 */
#include "world.h"

#include "model/capture.h"

#include <stdio.h>
#include <string.h>

enum { LIVES = 150, STEPS = 200 };

static uint32_t seed = 11;

static uint32_t pick(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static char *any_draft(struct world *w)
{
    struct drafts *box = &w->student->drafts;

    return box->len ? box->at[pick((uint32_t)box->len)].id : (char *)"none";
}

static char *any_order(struct world *w)
{
    struct orders *o = &w->student->orders;

    return o->len ? o->at[pick((uint32_t)o->len)].no : (char *)"none";
}

/* ---- what can happen ---- */

static void shoot(struct world *w)
{
    static uint8_t bytes[60];
    static const struct job_blob MADE = {"made",      "aa/m", {bytes, 60},
                                         {bytes, 32}, 30000,  {NULL, 0}};
    static const struct job JOB = {.blobs = &MADE, .n_blobs = 1};
    static const char *const CODES[] = {"too_dark", "not_live", "image_invalid",
                                        "recapture"};
    Tucai__V1__ShotJob shot = TUCAI__V1__SHOT_JOB__INIT;
    Tucai__V1__ShotVerdict verdict = TUCAI__V1__SHOT_VERDICT__INIT;
    Tucai__V1__Finding finding = TUCAI__V1__FINDING__INIT;
    Tucai__V1__Finding *findings[] = {&finding};

    finding.code = (char *)CODES[pick(4)];
    verdict.passed = pick(2) == 1;
    finding.severity = (char *)(verdict.passed ? "warn" : "refuse");
    verdict.n_findings = 1;
    verdict.findings = findings;
    if (drafts_is_full(&w->student->drafts, &w->school->policy))
        return; /* such a shot is not admitted */
    w->scene.shot_job = &shot;
    w->scene.verdict = &verdict;
    w->scene.job = &JOB;
    world_act(w, NULL, shot_judge);
    w->scene.verdict = NULL;
}

static void submit(struct world *w)
{
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;

    op.draft_id = any_draft(w);
    op.channel = (char *)"native";
    world_act(w, COMMAND(submit, SUBMIT, &op), submit_draft);
}

static void change(struct world *w)
{
    Tucai__V1__ChangeDraft op = TUCAI__V1__CHANGE_DRAFT__INIT;

    op.submission_id = w->student->submission.id;
    op.draft_id = any_draft(w);
    world_act(w, COMMAND(change_draft, CHANGE_DRAFT, &op), submit_change);
}

static void order_again(struct world *w)
{
    Tucai__V1__NewOrder op = TUCAI__V1__NEW_ORDER__INIT;

    op.submission_id = w->student->submission.id;
    op.channel = (char *)"";
    world_act(w, COMMAND(new_order, NEW_ORDER, &op), submit_order);
}

static void provider_says(struct world *w)
{
    Tucai__V1__PayResult r = TUCAI__V1__PAY_RESULT__INIT;
    struct order *order;

    r.order_no = any_order(w);
    order = orders_find(&w->student->orders, r.order_no);
    r.refund_no = order ? order->refund_no : (char *)"";
    r.state = (Tucai__V1__PayState)pick(7);
    r.amount_fen = pick(10) ? 1500 : 1;
    r.transaction_id = (char *)"tx";
    world_act(w, COMMAND(pay_result, PAY_RESULT, &r), money_result);
}

static void due(struct world *w)
{
    Tucai__V1__OrderRef r = TUCAI__V1__ORDER_REF__INIT;

    r.order_no = any_order(w);
    world_act(w, COMMAND(order_expires, ORDER_EXPIRES, &r), money_due);
}

static void about_submission(struct world *w)
{
    static handler_fn *const HANDLERS[] = {submit_withdraw, review_opened,
                                           review_undo, review_reset,
                                           delivery_sealed};
    Tucai__V1__SubmissionRef r = TUCAI__V1__SUBMISSION_REF__INIT;

    r.submission_id = w->student->submission.id;
    r.reason = (char *)"chsi-1";
    /* one place of the union serves all five */
    world_act(w, COMMAND(withdraw, WITHDRAW, &r), HANDLERS[pick(5)]);
}

static void review(struct world *w)
{
    Tucai__V1__Review op = TUCAI__V1__REVIEW__INIT;

    op.submission_id = w->student->submission.id;
    op.decision = (char *)(pick(2) ? "approve" : "reject");
    op.ground = (char *)(pick(3) ? "quality" : "violation");
    op.reason = (char *)"x";
    world_act(w, COMMAND(review, REVIEW, &op), review_decide);
}

static void registry_says(struct world *w)
{
    Tucai__V1__Receipt op = TUCAI__V1__RECEIPT__INIT;

    op.submission_id = w->student->submission.id;
    op.accepted = pick(2) == 1;
    op.batch_id = (char *)"chsi-1";
    world_act(w, COMMAND(registry_receipt, REGISTRY_RECEIPT, &op),
              delivery_receipt);
}

static void throw_away(struct world *w)
{
    Tucai__V1__DraftRef op = TUCAI__V1__DRAFT_REF__INIT;

    op.draft_id = any_draft(w);
    world_act(w, COMMAND(delete_draft, DELETE_DRAFT, &op), box_delete);
}

static void (*const HAPPENINGS[])(struct world *w) = {
    shoot,      submit, change,           order_again, provider_says,
    due,        review, about_submission, review,      registry_says,
    throw_away, shoot,  provider_says};

/* ---- what always holds ---- */

static void check_money(const struct student *s)
{
    size_t paid = 0;
    bool is_past_payment = s->submission.state >= SUBMISSION_IN_REVIEW &&
                           s->submission.state <= SUBMISSION_ACCEPTED;

    for (size_t i = 0; i < s->orders.len; i++) {
        const struct order *o = &s->orders.at[i];
        bool has_money = o->state == ORDER_PAID ||
                         o->state == ORDER_REFUNDING ||
                         o->state == ORDER_REFUNDED;

        assert_int_equal(o->paid_ms != 0, has_money);
        assert_int_equal(o->refund_no[0] != 0, o->state == ORDER_REFUNDING ||
                                                   o->state == ORDER_REFUNDED);
        assert_int_equal(o->state == ORDER_PAID,
                         strcmp(o->no, s->paid_order_no) == 0);
        paid += o->state == ORDER_PAID;
    }
    assert_int_equal(paid, s->paid_order_no[0] ? 1 : 0);
    if (is_past_payment)
        assert_int_equal(paid, 1);
}

static void check_photos(const struct world *w)
{
    const struct student *s = w->student;
    const struct submission *sub = &s->submission;

    /* a photo handed in is not in the box, unless it came back */
    if (sub->id[0] && submission_is_live(sub->state))
        assert_null(drafts_find(&s->drafts, sub->draft.id));
    for (size_t i = 0; i < s->drafts.len; i++)
        assert_ptr_equal(drafts_find(&s->drafts, s->drafts.at[i].id),
                         &s->drafts.at[i]);
    assert_true((int64_t)s->drafts.len <=
                w->school->policy.drafts_capacity + 1);
    if (sub->history_len)
        assert_int_equal(sub->history[sub->history_len - 1].state, sub->state);
}

/* As bytes: a struct's gaps say nothing. */
static struct buf bytes_of(const struct student *s)
{
    struct buf data = BUF_INIT(1 << 20);

    assert_int_equal(student_encode(s, &data), 0);
    return data;
}

static void check_same(const struct student *a, const struct student *b)
{
    struct buf x = bytes_of(a);
    struct buf y = bytes_of(b);

    assert_true(bytes_equal(buf_view(&x), buf_view(&y)));
    buf_done(&x);
    buf_done(&y);
}

/* A refusal changes nothing, and what is kept can be read again. */
static void check_decision(const struct world *w)
{
    struct buf data = bytes_of(w->student);
    struct student *back = NULL;

    assert_true(w->d.status >= 200 && w->d.status < 500);
    if (w->d.status >= 400)
        check_same(w->student, w->before);
    assert_int_equal(student_decode(buf_view(&data), &back), 0);
    check_same(back, w->student);
    student_freep(&back);
    buf_done(&data);
}

/* Lives that never get anywhere would prove nothing. */
static void note_seen(const struct student *s, bool *submissions, bool *orders)
{
    submissions[student_submission_state(s)] = true;
    orders[ORDER_NONE] = true;
    for (size_t i = 0; i < s->orders.len; i++)
        orders[s->orders.at[i].state] = true;
}

static void test_random_lives(void **state)
{
    bool submissions[SUBMISSION_STATES] = {false};
    bool orders[ORDER_STATES] = {false};

    (void)state;
    for (int life = 0; life < LIVES; life++) {
        struct world w;

        world_open(&w);
        w.scene.by = "wang";
        for (int i = 0; i < STEPS; i++) {
            HAPPENINGS[pick(sizeof HAPPENINGS / sizeof *HAPPENINGS)](&w);
            check_money(w.student);
            check_photos(&w);
            note_seen(w.student, submissions, orders);
            if (w.d.status && i % 8 == 0)
                check_decision(&w);
            w.scene.now_ms += pick(4) ? S(pick(600)) : HOUR(pick(12));
            w.scene.verdict_ms = w.scene.now_ms + S(pick(5));
        }
        world_close(&w);
    }
    for (int i = 0; i < SUBMISSION_STATES; i++)
        assert_true(submissions[i]);
    for (int i = 0; i < ORDER_STATES; i++)
        assert_true(orders[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_lives),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
