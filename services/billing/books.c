#include "billing/handlers.h"

#include "billing/jobs.h"
#include "billing/season_end.h"
#include "core/check.h"
#include "core/time.h"

#include <stdlib.h>
#include <string.h>

/* ---- orders that come back from the journal ---- */

static int by_age(const void *a, const void *b)
{
    const struct order *x = a, *y = b;

    return (x->created_ms > y->created_ms) - (x->created_ms < y->created_ms);
}

static void index_order(struct scene *scene, struct decision *d,
                        const struct order *order)
{
    struct effect *e;
    char key[KEY_SIZE];

    if (!key_of("ord", order->no, key))
        return;
    e = decision_add(d, EFFECT_RECORD, key);
    CHECK(buf_add_text(&e->value, scene->student->uid) == 0);
}

/* What was under way when the order was lost goes on: each of these asks the
 * provider under the order's own numbers, so nothing is done twice. */
static void resume(struct scene *scene, struct decision *d,
                   const struct order *order)
{
    struct student *s = scene->student;

    if (order->state == ORDER_CREATED)
        jobs_expiry(d, scene, order);
    if (order->state == ORDER_REFUNDING)
        jobs_pay(d, scene, order, TUCAI__V1__PAY_OP__PAY_OP_REFUND);
    if (order->state != ORDER_PAID)
        return;
    scene_copy(s->paid_order_no, sizeof s->paid_order_no, order->no);
    if (order->prints && s->prints == PRINTS_NONE)
        s->prints = PRINTS_PLANNED;
}

/* An order that is there knows at least as much as the journal. */
static void restore(struct scene *scene, struct decision *d,
                    const Tucai__V1__Order *in)
{
    struct orders *orders = &scene->student->orders;
    struct order order;

    memset(&order, 0, sizeof order);
    if (!student_order(in, &order) || order.state == ORDER_NONE ||
        orders_find(orders, order.no) || !orders_add(orders, &order))
        return;
    index_order(scene, d, &order);
    resume(scene, d, &order);
    d->is_changed = true;
}

/* A student who is gone stays gone, once what is kept of the season went. */
static bool is_kept_no_longer(const struct scene *scene)
{
    int64_t ended_ms = season_end_of(buf_view(&scene->document.value));

    return !scene->student->uid[0] && ended_ms > 0 &&
           ended_ms + scene->school->policy.student_keep_ms <= scene->now_ms;
}

/* With it ends what is kept of the student: without one nothing ever would. */
static void give_season(struct scene *scene, struct decision *d)
{
    struct student *s = scene->student;

    if (s->season[0] || !scene->season[0] || s->orders.len == 0)
        return;
    scene_copy(s->season, sizeof s->season, scene->season);
    d->is_changed = true;
}

void books_restore(struct scene *scene, struct decision *d)
{
    const Tucai__V1__RestoreOrders *op = scene->command->restore_orders;
    struct student *s = scene->student;

    if (!scene->school) {
        refuse(d, 422, "school_unknown", "学校尚未开通图像采集。", NULL);
        return;
    }
    if (is_kept_no_longer(scene)) {
        decide(d, 200, NULL);
        return;
    }
    decide(d, 204, NULL);
    if (!s->uid[0]) {
        scene_copy(s->uid, sizeof s->uid, scene->command->uid);
        scene_copy(s->school_code, sizeof s->school_code, op->school_code);
    }
    for (size_t i = 0; i < op->n_orders && i < ORDERS_MAX; i++)
        restore(scene, d, op->orders[i]);
    give_season(scene, d);
    qsort(s->orders.at, s->orders.len, sizeof s->orders.at[0], by_age);
}

/* ---- a day's books, at once ---- */

void books_reconcile(struct scene *scene, struct decision *d)
{
    const char *date = scene->command->reconcile->date;
    int64_t day;

    if (time_parse_day(date, &day) < 0) {
        refuse_malformed(d, "date 的格式为 2025-06-01。");
        return;
    }
    if (day > time_local_day(scene->now_ms)) {
        refuse_malformed(d, "这一天还没有到。");
        return;
    }
    jobs_bill(d, scene, date);
    decide(d, 202, json_pack("{ss ss}", "date", date, "state", "pending"));
}
