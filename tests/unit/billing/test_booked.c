#include "world.h"

#include "billing/booked.h"
#include "billing/journal/event.h"

#include <string.h>

#define STATE(name) TUCAI__V1__PAY_STATE__PAY_STATE_##name

/* An act, and what the books make of it beside what derive() does. */
static void act(struct world *w, const Tucai__V1__Command *command,
                handler_fn *handler)
{
    world_act(w, command, handler);
    if (w->d.is_changed)
        book(&w->scene, w->before, &w->d);
}

static void order(struct world *w)
{
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;

    op.draft_id = (char *)"d1";
    op.channel = (char *)"native";
    act(w, COMMAND(submit, SUBMIT, &op), submit_draft);
    assert_int_equal(w->d.status, 201);
}

static void say(struct world *w, Tucai__V1__PayState state)
{
    Tucai__V1__PayResult r = TUCAI__V1__PAY_RESULT__INIT;

    r.order_no = w->student->orders.at[0].no;
    r.state = state;
    r.amount_fen = 1500;
    r.transaction_id = (char *)"tx1";
    r.paid_at_ms = T0 - 1; /* the day before */
    r.refund_no = w->student->orders.at[0].refund_no;
    r.refunded_at_ms = NOW + 5;
    act(w, COMMAND(pay_result, PAY_RESULT, &r), money_result);
}

/* The event that was written, by the member `event`; "" if none was. */
static const char *written(const struct world *w, char ret[32])
{
    const struct effect *e = decision_find(&w->d, EFFECT_APPEND);
    json_t *json;

    ret[0] = '\0';
    if (!e)
        return ret;
    assert_string_equal(e->key, "b:journal");
    assert_string_equal(e->member, "event");
    json = json_loadb((const char *)e->value.at, e->value.len, 0, NULL);
    scene_copy(ret, 32, json_string_value(json_object_get(json, "event")));
    json_decref(json);
    return ret;
}

static bool listed(const struct world *w, const char *key, const char *member)
{
    for (size_t i = 0; i < w->d.effects_len; i++) {
        const struct effect *e = &w->d.effects[i];

        if (e->kind == EFFECT_ADD && strcmp(e->key, key) == 0)
            return strcmp(e->member, member) == 0;
    }
    return false;
}

static void test_every_state_is_written_once(void **state)
{
    struct world w;
    char event[32];
    const char *no;

    (void)state;
    world_open(&w);
    order(&w);
    no = w.student->orders.at[0].no;
    assert_string_equal(written(&w, event), "created");
    assert_int_equal(world_count(&w, EFFECT_JOB, "journal"), 1);
    say(&w, STATE(READY)); /* no other state */
    assert_string_equal(written(&w, event), "");
    say(&w, STATE(PAID));
    assert_string_equal(written(&w, event), "paid");
    assert_true(listed(&w, "b:paid:2025-03-31", no));
    assert_true(listed(&w, "b:submitted:2025-04-01", "u1"));
    say(&w, STATE(PAID)); /* as the provider repeats it */
    assert_string_equal(written(&w, event), "");
    assert_true(order_refund(&w.student->orders.at[0]));
    say(&w, STATE(REFUNDED));
    assert_string_equal(written(&w, event), "refunded");
    assert_true(listed(&w, "b:refunded:2025-04-01", no));
    assert_int_equal(w.student->orders.at[0].refunded_ms, NOW + 5);
    world_close(&w);
}

static void reviewed(struct world *w, const char *decision)
{
    Tucai__V1__Review op = TUCAI__V1__REVIEW__INIT;

    op.submission_id = w->student->submission.id;
    op.decision = (char *)decision;
    w->scene.by = "wang";
    act(w, COMMAND(review, REVIEW, &op), review_decide);
    assert_int_equal(w->d.status, 200);
}

/* R28: a day's books name what was paid and submitted on it, and nothing that
 * came of it later. */
static void test_each_is_listed_on_one_day(void **state)
{
    Tucai__V1__SubmissionRef op = TUCAI__V1__SUBMISSION_REF__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    order(&w);
    say(&w, STATE(PAID));
    reviewed(&w, "approve");
    assert_false(listed(&w, "b:submitted:2025-04-01", "u1"));
    world_close(&w);

    world_open(&w);
    order(&w);
    say(&w, STATE(PAID));
    op.submission_id = w.student->submission.id;
    act(&w, COMMAND(withdraw, WITHDRAW, &op), submit_withdraw);
    assert_int_equal(w.student->orders.at[0].state, ORDER_REFUNDING);
    assert_false(listed(&w, "b:paid:2025-03-31", w.student->orders.at[0].no));
    world_close(&w);
}

/* R30: what approved itself has been submitted all the same. */
static void test_what_approves_itself_is_listed(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    world_school(&w, "\"auto_approval\":true");
    order(&w);
    say(&w, STATE(PAID));
    assert_int_equal(w.student->submission.state, SUBMISSION_APPROVED);
    assert_true(listed(&w, "b:submitted:2025-04-01", "u1"));
    world_close(&w);
}

static void test_a_free_submission_owes_nothing(void **state)
{
    struct world w;
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;

    (void)state;
    world_open(&w);
    world_school(&w, "\"plan\":{\"amount_fen\":0,\"prints\":5}");
    op.draft_id = (char *)"d1";
    act(&w, COMMAND(submit, SUBMIT, &op), submit_draft);
    assert_int_equal(w.student->submission.state, SUBMISSION_IN_REVIEW);
    assert_false(listed(&w, "b:submitted:2025-04-01", "u1"));
    assert_null(decision_find(&w.d, EFFECT_APPEND));
    world_close(&w);
}

/* ---- books_restore ---- */

static Tucai__V1__Order order_of(const char *no, enum order_state state)
{
    Tucai__V1__Order o = TUCAI__V1__ORDER__INIT;

    o.order_no = (char *)no;
    o.state = (int32_t)state;
    o.amount_fen = 1500;
    o.prints = 5;
    o.channel = (char *)"native";
    o.created_ms = NOW - (no[1] - '0');
    o.expires_ms = NOW + HOUR(2);
    o.paid_ms = state == ORDER_PAID ? NOW : 0;
    o.refund_no = (char *)(state == ORDER_REFUNDING ? "T3R" : "");
    return o;
}

static void restore(struct world *w, Tucai__V1__Order *first,
                    Tucai__V1__Order *second)
{
    Tucai__V1__RestoreOrders op = TUCAI__V1__RESTORE_ORDERS__INIT;
    Tucai__V1__Order *list[] = {first, second};

    op.school_code = (char *)"10294";
    op.orders = list;
    op.n_orders = second ? 2 : 1;
    act(w, COMMAND(restore_orders, RESTORE_ORDERS, &op), books_restore);
}

static void test_orders_come_back(void **state)
{
    Tucai__V1__Order paid = order_of("T1", ORDER_PAID);
    Tucai__V1__Order expired = order_of("T2", ORDER_EXPIRED);
    Tucai__V1__Order back = order_of("T3", ORDER_REFUNDING);
    Tucai__V1__Order open = order_of("T4", ORDER_CREATED);
    struct world w;

    (void)state;
    world_open(&w);
    memset(w.student->uid, 0, sizeof w.student->uid); /* all is gone */
    restore(&w, &paid, &expired);
    assert_int_equal(w.d.status, 204);
    assert_string_equal(w.student->uid, "u1");
    assert_string_equal(w.student->paid_order_no, "T1");
    assert_int_equal(w.student->prints, PRINTS_PLANNED);
    assert_string_equal(w.student->orders.at[0].no, "T2"); /* the older one */
    assert_int_equal(world_count(&w, EFFECT_RECORD, NULL), 2);
    assert_true(listed(&w, "b:paid:2025-04-01", "T1"));
    assert_null(decision_find(&w.d, EFFECT_APPEND)); /* it comes from there */
    restore(&w, &paid, &expired);
    assert_false(w.d.is_changed);
    restore(&w, &back, NULL);
    assert_int_equal(world_count(&w, EFFECT_JOB, "pay"), 1); /* the refund */
    restore(&w, &open, NULL);
    assert_int_equal(world_count(&w, EFFECT_JOB, "command"), 1); /* its end */
    assert_int_equal(w.student->orders.len, 4);
    world_close(&w);
}

/* R41: who comes back by an order ends with the season like all others. */
static void test_who_comes_back_has_a_season(void **state)
{
    Tucai__V1__Order paid = order_of("T1", ORDER_PAID);
    struct world w;

    (void)state;
    world_open(&w);
    memset(w.student->uid, 0, sizeof w.student->uid);
    scene_copy(w.scene.season, sizeof w.scene.season, "2025");
    restore(&w, &paid, NULL);
    assert_string_equal(w.student->season, "2025");
    assert_non_null(world_effect(&w, EFFECT_ADD, "keep:2025/10294"));
    assert_non_null(world_effect(&w, EFFECT_ADD, "keep:groups"));
    scene_copy(w.scene.season, sizeof w.scene.season, "2026");
    restore(&w, &paid, NULL);
    assert_false(w.d.is_changed); /* what is there is not overwritten */
    world_close(&w);
}

static void test_who_was_erased_with_the_season_stays_away(void **state)
{
    static const char ENDED[] = "{\"closed\":true,\"closed_ms\":1743472800000}";
    Tucai__V1__Order paid = order_of("T1", ORDER_PAID);
    struct world w;

    (void)state;
    world_open(&w);
    memset(w.student->uid, 0, sizeof w.student->uid);
    w.scene.document.value = BUF_INIT(sizeof ENDED);
    assert_int_equal(buf_add_text(&w.scene.document.value, ENDED), 0);
    w.scene.now_ms = NOW + DAY(180); /* closed at NOW */
    restore(&w, &paid, NULL);
    assert_int_equal(w.d.status, 200);
    assert_false(w.d.is_changed);
    w.scene.now_ms--;
    restore(&w, &paid, NULL);
    assert_int_equal(w.d.status, 204);
    assert_true(w.d.is_changed);
    buf_done(&w.scene.document.value);
    world_close(&w);
}

static void test_what_is_there_is_not_overwritten(void **state)
{
    Tucai__V1__Order older = order_of("T1", ORDER_CREATED);
    Tucai__V1__Order paid = order_of("T1", ORDER_PAID);
    Tucai__V1__Order none = order_of("T2", ORDER_NONE);
    struct world w;

    (void)state;
    world_open(&w);
    restore(&w, &paid, NULL);
    restore(&w, &older, &none);
    assert_false(w.d.is_changed);
    assert_int_equal(w.student->orders.at[0].state, ORDER_PAID);
    w.scene.school = NULL;
    none = order_of("T5", ORDER_PAID);
    restore(&w, &none, NULL);
    world_refused(&w, 422, "school_unknown");
    world_close(&w);
}

static void test_reconcile(void **state)
{
    static const struct {
        const char *date;
        unsigned status;
    } DATES[] = {{"2025-03-31", 202},
                 {"2025-04-01", 202},
                 {"2025-04-02", 422},
                 {"2025-02-30", 422},
                 {"", 422}};
    struct world w;

    (void)state;
    world_open(&w);
    for (size_t i = 0; i < LEN(DATES); i++) {
        Tucai__V1__Reconcile op = TUCAI__V1__RECONCILE__INIT;

        op.date = (char *)DATES[i].date;
        act(&w, COMMAND(reconcile, RECONCILE, &op), books_reconcile);
        assert_int_equal(w.d.status, DATES[i].status);
        assert_int_equal(world_count(&w, EFFECT_JOB, "bill"),
                         DATES[i].status == 202);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_state_is_written_once),
        cmocka_unit_test(test_each_is_listed_on_one_day),
        cmocka_unit_test(test_what_approves_itself_is_listed),
        cmocka_unit_test(test_a_free_submission_owes_nothing),
        cmocka_unit_test(test_orders_come_back),
        cmocka_unit_test(test_who_comes_back_has_a_season),
        cmocka_unit_test(test_who_was_erased_with_the_season_stays_away),
        cmocka_unit_test(test_what_is_there_is_not_overwritten),
        cmocka_unit_test(test_reconcile),
    };
    return cmocka_run_group_tests_name("booked", tests, NULL, NULL);
}
