#include "ingest/routes.h"

#include "core/check.h"
#include "core/time.h"
#include "ingest/command.h"
#include "ingest/store.h"
#include "ingest/waiting.h"
#include "model/me.h"

#include <stdlib.h>
#include <string.h>

/*
 * An order is made at the provider by a job of its own.  The answer waits a
 * little for it, so that a page usually has the way to pay at once; what comes
 * later comes as an event.
 */

enum { PAY_WAIT_MS = 3000, LOOK_EVERY_MS = 500 };

typedef bool settled_fn(const struct student *s, const char *order_no);

struct order_wait {
    struct waiting *waiting;
    settled_fn *is_settled;
    void (*answer)(struct call *c, unsigned status);
    unsigned status;
    json_t *first; /* what the command answered */
    int64_t end_ms;
    bool is_looking;
};

static void wait_free(void *own)
{
    struct order_wait *w = own;

    waiting_free(w->waiting);
    json_decref(w->first);
    free(w);
}

static void on_left(struct call *c)
{
    struct order_wait *w = c->own;

    waiting_free(w->waiting);
    w->waiting = NULL;
}

static void with_student(struct call *c)
{
    struct order_wait *w = c->own;

    w->is_looking = false;
    if (!c->student)
        call_problem(c, "not_found");
    else if (w->is_settled(c->student, c->params[0]) || c->app->is_stopping ||
             time_mono_ms() >= w->end_ms)
        w->answer(c, w->status);
}

static void look(struct call *c)
{
    struct order_wait *w = c->own;

    if (w->is_looking)
        return;
    w->is_looking = true;
    store_student(c, c->session.uid, with_student);
}

static void wait_for(struct call *c, unsigned status, json_t *first,
                     settled_fn *is_settled,
                     void (*answer)(struct call *c, unsigned status))
{
    struct order_wait *w = must_alloc(sizeof *w);

    call_set_own(c, w, wait_free);
    w->is_settled = is_settled;
    w->answer = answer;
    w->status = status;
    w->first = json_incref(first);
    w->end_ms = time_mono_ms() + PAY_WAIT_MS;
    c->left = on_left;
    w->waiting = waiting_new(c, c->session.uid, NULL, LOOK_EVERY_MS, look);
    look(c);
}

/* ---- a submission and its order ---- */

static const char *member(const json_t *json, const char *name)
{
    const char *text = json_string_value(json_object_get(json, name));

    return text ? text : "";
}

static bool has_moved_on(const struct submission *s, const json_t *first)
{
    return strcmp(member(first, "submission_id"), s->id) != 0 ||
           strcmp(member(first, "state"), submission_state_name(s->state)) != 0;
}

/* As it is now, with the way to pay; to a repeated request that comes late the
 * first answer again. */
static void answer_submission(struct call *c, unsigned status)
{
    const struct submission *s = &c->student->submission;
    struct order_wait *w = c->own;
    json_t *order;

    if (has_moved_on(s, w->first)) {
        call_json(c, status, json_incref(w->first));
        return;
    }
    order = me_order(me_current_order(c->student));
    call_json(c, status,
              json_pack("{s:s, s:s, s:o}", "submission_id", s->id, "state",
                        submission_state_name(s->state), "order", order));
}

static bool has_pay(const struct student *s, const char *unused)
{
    const struct order *order = me_current_order(s);

    (void)unused;
    return student_submission_state(s) != SUBMISSION_AWAITING_PAYMENT ||
           (order && (order->pay_json[0] || order->pay_failure[0]));
}

static void on_submitted(struct call *c, unsigned status, json_t *json)
{
    wait_for(c, status, json, has_pay, answer_submission);
}

void submission_post(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;

    op.draft_id = (char *)call_text(c, "draft_id");
    op.channel = (char *)call_text(c, "channel");
    op.client_ip = c->address;
    command.op_case = TUCAI__V1__COMMAND__OP_SUBMIT;
    command.submit = &op;
    command_run(c, &command, on_submitted);
}

void submission_order(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__NewOrder op = TUCAI__V1__NEW_ORDER__INIT;

    op.submission_id = c->params[0];
    op.channel = (char *)call_text(c, "channel");
    op.client_ip = c->address;
    command.op_case = TUCAI__V1__COMMAND__OP_NEW_ORDER;
    command.new_order = &op;
    command_run(c, &command, on_submitted);
}

void submission_change(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__ChangeDraft op = TUCAI__V1__CHANGE_DRAFT__INIT;

    op.submission_id = c->params[0];
    op.draft_id = (char *)call_text(c, "draft_id");
    command.op_case = TUCAI__V1__COMMAND__OP_CHANGE_DRAFT;
    command.change_draft = &op;
    command_run(c, &command, on_submitted);
}

void submission_withdraw_call(struct call *c)
{
    command_about(c, TUCAI__V1__COMMAND__OP_WITHDRAW, c->params[0], "");
}

/* ---- an order ---- */

static const struct order *find_order(const struct student *s, const char *no)
{
    for (size_t i = 0; i < s->orders.len; i++) {
        if (strcmp(s->orders.at[i].no, no) == 0)
            return &s->orders.at[i];
    }
    return NULL;
}

static bool is_decided(const struct student *s, const char *no)
{
    const struct order *order = find_order(s, no);

    return !order || order->state != ORDER_CREATED;
}

static void answer_order(struct call *c, unsigned status)
{
    const struct order *order = find_order(c->student, c->params[0]);

    if (order)
        call_json(c, status, me_order(order));
    else
        call_problem(c, "not_found");
}

static void on_asked(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    wait_for(c, 200, NULL, is_decided, answer_order);
}

static void with_orders(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__OrderRef op = TUCAI__V1__ORDER_REF__INIT;

    if (!c->student || is_decided(c->student, c->params[0])) {
        if (c->student)
            answer_order(c, 200);
        else
            call_problem(c, "not_found");
        return;
    }
    op.order_no = c->params[0];
    command.op_case = TUCAI__V1__COMMAND__OP_QUERY_ORDER;
    command.query_order = &op;
    command_run(c, &command, on_asked);
}

void order_get(struct call *c)
{
    store_student(c, c->session.uid, with_orders);
}
