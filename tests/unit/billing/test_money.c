#include "world.h"

#include "billing/money.h"
#include "model/me.h"
#include "proto/pay.pb-c.h"

#include <string.h>

#define STATE(name) TUCAI__V1__PAY_STATE__PAY_STATE_##name

static void order(struct world *w)
{
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;

    op.draft_id = (char *)"d1";
    op.channel = (char *)"native";
    world_act(w, COMMAND(submit, SUBMIT, &op), submit_draft);
    assert_int_equal(w->d.status, 201);
}

/* The pay job that was asked for. */
static Tucai__V1__PayJob *pay_job_of(struct world *w)
{
    for (size_t i = 0; i < w->d.effects_len; i++) {
        const struct effect *e = &w->d.effects[i];

        if (e->kind == EFFECT_JOB && strcmp(e->member, "pay") == 0)
            return tucai__v1__pay_job__unpack(NULL, e->value.len, e->value.at);
    }
    fail_msg("no pay job");
    return NULL;
}

static struct order *first(struct world *w)
{
    return &w->student->orders.at[0];
}

static void say(struct world *w, const char *no, Tucai__V1__PayState state,
                int64_t amount)
{
    Tucai__V1__PayResult r = TUCAI__V1__PAY_RESULT__INIT;
    char pay[] = "{\"code_url\":\"weixin://x\"}";

    r.order_no = (char *)no;
    r.state = state;
    r.amount_fen = amount;
    r.transaction_id = (char *)"tx1";
    r.refund_no = first(w)->refund_no;
    r.code = (char *)"PARAM_ERROR";
    r.pay_json.data = (uint8_t *)pay;
    r.pay_json.len = sizeof pay - 1;
    world_act(w, COMMAND(pay_result, PAY_RESULT, &r), money_result);
}

static void test_ready_then_paid_once(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    w.student->notify_payment = true;
    order(&w);
    say(&w, first(&w)->no, STATE(READY), 0);
    assert_string_equal(first(&w)->pay_json, "{\"code_url\":\"weixin://x\"}");
    assert_int_equal(world_count(&w, EFFECT_EVENT, "order"), 1);
    say(&w, first(&w)->no, STATE(PAID), 1500);
    assert_int_equal(first(&w)->state, ORDER_PAID);
    assert_int_equal(w.student->submission.state, SUBMISSION_IN_REVIEW);
    assert_int_equal(w.student->prints, PRINTS_PLANNED);
    assert_int_equal(world_count(&w, EFFECT_JOB, "notify"), 1);
    assert_int_equal(world_count(&w, EFFECT_ADD, "u1"), 2); /* rv, st */
    say(&w, first(&w)->no, STATE(CLOSED), 0); /* what comes too late */
    say(&w, first(&w)->no, STATE(REFUNDED), 1500);
    assert_int_equal(first(&w)->state, ORDER_PAID);
    for (int i = 0; i < 15; i++) { /* as often as the provider repeats */
        say(&w, first(&w)->no, STATE(PAID), 1500);
        assert_int_equal(w.d.status, 204);
        assert_false(w.d.is_changed);
        assert_int_equal(w.d.effects_len, 0);
    }
    world_close(&w);
}

/* R26: a second transaction of a paid order goes back, exactly that one. */
static void test_paid_twice(void **state)
{
    Tucai__V1__PayResult again = TUCAI__V1__PAY_RESULT__INIT;
    struct order *second;
    struct world w;

    (void)state;
    world_open(&w);
    w.student->notify_payment = true;
    order(&w);
    say(&w, first(&w)->no, STATE(PAID), 1500);
    again.order_no = first(&w)->no;
    again.state = STATE(PAID);
    again.amount_fen = 1500;
    again.transaction_id = (char *)"tx2";
    for (int i = 0; i < 15; i++) {
        Tucai__V1__PayJob *job;

        world_act(&w, COMMAND(pay_result, PAY_RESULT, &again), money_result);
        assert_int_equal(w.d.status, 204);
        assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), i == 0);
        if (i > 0)
            continue;
        job = pay_job_of(&w);
        assert_int_equal(job->op, TUCAI__V1__PAY_OP__PAY_OP_REFUND);
        assert_string_equal(job->transaction_id, "tx2");
        assert_string_equal(job->refund_no, w.student->orders.at[1].refund_no);
        tucai__v1__pay_job__free_unpacked(job, NULL);
    }
    second = &w.student->orders.at[1];
    assert_int_equal(w.student->orders.len, 2);
    assert_int_equal(first(&w)->state, ORDER_PAID);
    assert_string_equal(w.student->paid_order_no, first(&w)->no);
    assert_string_equal(me_current_order(w.student)->no, first(&w)->no);
    again.order_no = second->no; /* as our own call tells it */
    again.refund_no = second->refund_no;
    again.state = STATE(REFUND_FAILED);
    world_act(&w, COMMAND(pay_result, PAY_RESULT, &again), money_result);
    assert_string_equal(second->pay_failure, "refund_failed");
    money_refunded(
        &w.scene, &w.d, /* as its notice does */
        &(struct refund){first(&w)->no, second->refund_no, 1500, NOW});
    assert_int_equal(second->state, ORDER_REFUNDED);
    money_refunded(
        &w.scene, &w.d, /* and again */
        &(struct refund){first(&w)->no, second->refund_no, 1500, NOW + 9});
    assert_int_equal(second->refunded_ms, NOW);
    assert_int_equal(first(&w)->state, ORDER_PAID);
    world_close(&w);
}

/* R27: what is paid when the season is closed goes back. */
static void test_paid_after_the_end(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    order(&w);
    w.student->season_closed_ms = NOW;
    say(&w, first(&w)->no, STATE(PAID), 1500);
    assert_int_equal(first(&w)->state, ORDER_REFUNDING);
    assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), 1);
    assert_int_equal(w.student->submission.state, SUBMISSION_AWAITING_PAYMENT);
    assert_int_equal(w.student->prints, PRINTS_NONE);
    world_close(&w);
}

static void test_money_that_is_not_ours(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    order(&w);
    say(&w, first(&w)->no, STATE(PAID), 1499);
    world_refused(&w, 422, "wrong_amount");
    say(&w, "20250401ffffffffffff", STATE(PAID), 1500);
    world_refused(&w, 404, "not_found");
    assert_int_equal(first(&w)->state, ORDER_CREATED);
    world_close(&w);
}

/* The order's end: closed at the provider, and only then expired. */
static void test_expiry_and_a_new_order(void **state)
{
    Tucai__V1__OrderRef due = TUCAI__V1__ORDER_REF__INIT;
    Tucai__V1__NewOrder again = TUCAI__V1__NEW_ORDER__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    order(&w);
    again.submission_id = w.student->submission.id;
    again.channel = (char *)""; /* as before */
    world_act(&w, COMMAND(new_order, NEW_ORDER, &again), submit_order);
    assert_int_equal(w.d.status, 201); /* the old one can still be paid */
    assert_int_equal(w.student->orders.len, 1);
    due.order_no = first(&w)->no;
    world_act(&w, COMMAND(order_expires, ORDER_EXPIRES, &due), money_due);
    assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), 1);
    assert_int_equal(first(&w)->state, ORDER_CREATED);
    say(&w, first(&w)->no, STATE(CLOSED), 0);
    assert_int_equal(first(&w)->state, ORDER_EXPIRED);
    world_act(&w, COMMAND(new_order, NEW_ORDER, &again), submit_order);
    assert_int_equal(w.student->orders.len, 2);
    assert_int_equal(w.student->orders.at[1].state, ORDER_CREATED);
    assert_string_equal(w.student->orders.at[1].channel, "native");
    /* late money of the first goes back, that of the second counts */
    say(&w, first(&w)->no, STATE(PAID), 1500);
    assert_int_equal(first(&w)->state, ORDER_REFUNDING);
    assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), 1);
    assert_int_equal(w.student->submission.state, SUBMISSION_AWAITING_PAYMENT);
    say(&w, w.student->orders.at[1].no, STATE(PAID), 1500);
    assert_int_equal(w.student->submission.state, SUBMISSION_IN_REVIEW);
    say(&w, first(&w)->no, STATE(REFUND_FAILED), 1500); /* so far */
    assert_int_equal(first(&w)->state, ORDER_REFUNDING);
    assert_string_equal(first(&w)->pay_failure, "refund_failed");
    say(&w, first(&w)->no, STATE(REFUNDED), 1499);
    world_refused(&w, 422, "wrong_amount");
    money_refunded(&w.scene, &w.d,
                   &(struct refund){first(&w)->no, "by hand", 1500, NOW});
    assert_int_equal(w.d.status, 204);
    assert_int_equal(first(&w)->state, ORDER_REFUNDING);
    say(&w, first(&w)->no, STATE(REFUNDED), 1500);
    assert_int_equal(first(&w)->state, ORDER_REFUNDED);
    assert_string_equal(first(&w)->pay_failure, "");
    assert_int_equal(w.student->orders.at[1].state, ORDER_PAID);
    world_close(&w);
}

static void test_paid_at_the_last_moment(void **state)
{
    Tucai__V1__OrderRef due = TUCAI__V1__ORDER_REF__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    order(&w);
    due.order_no = first(&w)->no;
    world_act(&w, COMMAND(order_expires, ORDER_EXPIRES, &due), money_due);
    say(&w, first(&w)->no, STATE(PAID), 1500); /* what closing brought out */
    assert_int_equal(first(&w)->state, ORDER_PAID);
    world_act(&w, COMMAND(order_expires, ORDER_EXPIRES, &due), money_due);
    assert_int_equal(w.d.effects_len, 0);
    world_close(&w);
}

static void test_the_provider_will_not(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    order(&w);
    say(&w, first(&w)->no, STATE(REFUSED), 0);
    assert_int_equal(first(&w)->state, ORDER_EXPIRED);
    assert_string_equal(first(&w)->pay_failure, "PARAM_ERROR");
    world_close(&w);
    world_open(&w);
    order(&w);
    say(&w, first(&w)->no, STATE(READY), 0);
    say(&w, first(&w)->no, STATE(REFUSED), 0); /* a query was refused */
    assert_int_equal(first(&w)->state, ORDER_CREATED);
    world_close(&w);
}

static void test_asking_about_a_late_notice(void **state)
{
    Tucai__V1__OrderRef ask = TUCAI__V1__ORDER_REF__INIT;
    struct world w;
    char job[KEY_SIZE];

    (void)state;
    world_open(&w);
    order(&w);
    ask.order_no = first(&w)->no;
    world_act(&w, COMMAND(query_order, QUERY_ORDER, &ask), money_query);
    assert_int_equal(w.d.status, 200);
    assert_string_equal(world_answer(&w, "state"), "created");
    assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), 1);
    scene_copy(job, sizeof job, decision_find(&w.d, EFFECT_JOB)->key);
    world_act(&w, COMMAND(query_order, QUERY_ORDER, &ask), money_query);
    assert_string_equal(decision_find(&w.d, EFFECT_JOB)->key, job);
    w.scene.verdict_ms += S(5); /* only then the provider is asked again */
    world_act(&w, COMMAND(query_order, QUERY_ORDER, &ask), money_query);
    assert_string_not_equal(decision_find(&w.d, EFFECT_JOB)->key, job);
    say(&w, first(&w)->no, STATE(PAID), 1500);
    world_act(&w, COMMAND(query_order, QUERY_ORDER, &ask), money_query);
    assert_string_equal(world_answer(&w, "state"), "paid");
    assert_int_equal(w.d.effects_len, 0);
    ask.order_no = (char *)"nobody's";
    world_act(&w, COMMAND(query_order, QUERY_ORDER, &ask), money_query);
    world_refused(&w, 404, "not_found");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ready_then_paid_once),
        cmocka_unit_test(test_paid_twice),
        cmocka_unit_test(test_paid_after_the_end),
        cmocka_unit_test(test_money_that_is_not_ours),
        cmocka_unit_test(test_expiry_and_a_new_order),
        cmocka_unit_test(test_paid_at_the_last_moment),
        cmocka_unit_test(test_the_provider_will_not),
        cmocka_unit_test(test_asking_about_a_late_notice),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
