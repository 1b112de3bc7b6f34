#include "billing/money.h"

#include "billing/handlers.h"
#include "billing/jobs.h"
#include "billing/submit.h"
#include "model/me.h"

#include <string.h>

static void paid(struct scene *scene, const char *order_no)
{
    struct student *s = scene->student;
    const struct order *order = orders_find(&s->orders, order_no);
    const struct submission *sub = &s->submission;

    scene_copy(s->paid_order_no, sizeof s->paid_order_no, order_no);
    if (order->prints)
        s->prints = PRINTS_PLANNED;
    if (sub->state == SUBMISSION_AWAITING_PAYMENT &&
        strcmp(sub->id, order->submission_id) == 0)
        submit_to_review(scene, scene->now_ms);
}

void money_credit(struct scene *scene, struct decision *d,
                  const struct payment *payment)
{
    struct student *s = scene->student;
    bool is_covered = s->season_closed_ms != 0 ||
                      (s->paid_order_no[0] &&
                       strcmp(s->paid_order_no, payment->order_no) != 0);

    decide(d, 204, NULL);
    switch (order_credit(&s->orders, payment, is_covered)) {
    case CREDIT_NEW:
        paid(scene, payment->order_no);
        d->is_changed = true;
        return;
    case CREDIT_REFUND:
    case CREDIT_SECOND:
        jobs_pay(d, scene,
                 orders_by_transaction(&s->orders, payment->order_no,
                                       payment->transaction_id),
                 TUCAI__V1__PAY_OP__PAY_OP_REFUND);
        d->is_changed = true;
        return;
    case CREDIT_AGAIN:
        return;
    case CREDIT_FULL: /* the provider says it again; the books list it (R28) */
        refuse(d, 422, "too_many_orders", "订单过多，请联系学校。", NULL);
        return;
    case CREDIT_WRONG_AMOUNT:
        refuse(d, 422, "wrong_amount", "金额与订单不符。", NULL);
        return;
    case CREDIT_UNKNOWN:
        refuse_unknown(d);
        return;
    }
}

void money_refunded(struct scene *scene, struct decision *d,
                    const struct refund *refund)
{
    struct order *order = orders_by_refund(&scene->student->orders,
                                           refund->order_no, refund->refund_no);

    decide(d, 204, NULL);
    if (!order || order->state != ORDER_REFUNDING)
        return;
    if (order->amount_fen != refund->amount_fen) {
        refuse(d, 422, "wrong_amount", "金额与订单不符。", NULL);
        return;
    }
    order->state = ORDER_REFUNDED;
    memset(order->pay_failure, 0, sizeof order->pay_failure);
    order->refunded_ms = refund->at_ms ? refund->at_ms : scene->now_ms;
    d->is_changed = true;
}

/* ---- what our own calls brought ---- */

static void set_pay(struct order *order, ProtobufCBinaryData pay_json)
{
    char text[ORDER_PAY_SIZE] = "";

    if (pay_json.len < sizeof text && pay_json.len)
        memcpy(text, pay_json.data, pay_json.len);
    scene_copy(order->pay_json, sizeof order->pay_json, text);
}

static void expire(struct order *order, const char *failure)
{
    order->state = ORDER_EXPIRED;
    scene_copy(order->pay_failure, sizeof order->pay_failure, failure);
}

static void order_result(struct decision *d, const Tucai__V1__PayResult *op,
                         struct order *order)
{
    bool is_open = order->state == ORDER_CREATED;
    bool is_ready = op->state == TUCAI__V1__PAY_STATE__PAY_STATE_READY;
    bool is_closed = op->state == TUCAI__V1__PAY_STATE__PAY_STATE_CLOSED;
    bool is_refused = op->state == TUCAI__V1__PAY_STATE__PAY_STATE_REFUSED;
    bool has_failed =
        op->state == TUCAI__V1__PAY_STATE__PAY_STATE_REFUND_FAILED;

    decide(d, 204, NULL);
    d->is_changed = true;
    if (is_open && is_ready)
        set_pay(order, op->pay_json);
    else if (is_open && is_closed)
        expire(order, "");
    else if (is_open && is_refused && !order->pay_json[0])
        expire(order, op->code[0] ? op->code : "refused");
    else if (order->state == ORDER_REFUNDING && has_failed)
        scene_copy(order->pay_failure, sizeof order->pay_failure,
                   "refund_failed");
    else
        d->is_changed = false;
}

void money_result(struct scene *scene, struct decision *d)
{
    const Tucai__V1__PayResult *op = scene->command->pay_result;
    struct order *order = orders_find(&scene->student->orders, op->order_no);
    struct payment payment = {
        .order_no = op->order_no,
        .transaction_id = op->transaction_id,
        .amount_fen = op->amount_fen,
        .paid_ms = op->paid_at_ms ? op->paid_at_ms : scene->now_ms,
    };
    const struct refund refund = {op->order_no, op->refund_no, op->amount_fen,
                                  op->refunded_at_ms};

    if (!order)
        refuse_unknown(d);
    else if (op->state == TUCAI__V1__PAY_STATE__PAY_STATE_PAID)
        money_credit(scene, d, &payment);
    else if (op->state == TUCAI__V1__PAY_STATE__PAY_STATE_REFUNDED)
        money_refunded(scene, d, &refund);
    else
        order_result(d, op, order);
}

/* ---- asking ---- */

/* The student looks at an order whose notice is late. */
void money_query(struct scene *scene, struct decision *d)
{
    const char *no = scene->command->query_order->order_no;
    const struct order *order = orders_find(&scene->student->orders, no);

    if (!order) {
        refuse_unknown(d);
        return;
    }
    if (order->state == ORDER_CREATED)
        jobs_pay(d, scene, order, TUCAI__V1__PAY_OP__PAY_OP_QUERY);
    decide(d, 200, me_order(order));
}

/* The order's time is over (R24).  It is closed at the provider first: if it
 * has been paid after all, the answer says so and the money counts. */
void money_due(struct scene *scene, struct decision *d)
{
    const char *no = scene->command->order_expires->order_no;
    const struct order *order = orders_find(&scene->student->orders, no);

    decide(d, 204, NULL);
    if (order && order->state == ORDER_CREATED)
        jobs_pay(d, scene, order, TUCAI__V1__PAY_OP__PAY_OP_CLOSE);
}
