/* What a worker says to dispatch, and hears. */
#include "service/worker_inside.h"

#include "core/check.h"
#include "core/random.h"
#include "service/log.h"
#include "service/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Fields of FromPeer. */
enum { F_HELLO = 1, F_DONE, F_GIVE_BACK, F_ADMIT, F_BEAT, F_BYE, F_RUNNING };

enum {
    RESEND_MS = 1000,
    CONFLICTS_MAX = 20, /* in a row; then others go first for a while */
    CONFLICT_PAUSE_MS = 20,
    NAME_SIZE = 128
};

/* What does not fit is lost like a frame on the way, and said again. */
static void say(struct worker *w, unsigned field,
                const ProtobufCMessage *message)
{
    if (wire_add(&w->out, field, message) == 0)
        return;
    talk_flush(w);
    if (wire_add(&w->out, field, message) < 0)
        log_error("message_too_large");
}

/* ---- held jobs: all that are not reported yet -----------------------------
 */

struct held_list {
    Tucai__V1__Held *held;
    Tucai__V1__Held **list;
    size_t n;
};

static Tucai__V1__Held held_of(const struct task *t)
{
    Tucai__V1__Held h = TUCAI__V1__HELD__INIT;

    h.id = t->assign->id;
    h.token = t->assign->token;
    return h;
}

static struct held_list held_list(const struct worker *w)
{
    struct held_list l = {0};
    size_t n = 1;

    for (const struct task *t = w->tasks; t; t = t->next)
        n++;
    l.held = must_alloc(n * sizeof *l.held);
    l.list = must_alloc(n * sizeof(Tucai__V1__Held *));
    for (const struct task *t = w->tasks; t; t = t->next) {
        if (t->state == TASK_REPORTED)
            continue;
        l.held[l.n] = held_of(t);
        l.list[l.n] = &l.held[l.n];
        l.n++;
    }
    return l;
}

static void held_list_done(struct held_list *l)
{
    free(l->held);
    free(l->list);
}

/* ---- said -----------------------------------------------------------------
 */

static void host_and_pid(char *ret)
{
    char host[NAME_SIZE / 2] = {0};

    (void)gethostname(host, sizeof host - 1);
    snprintf(ret, NAME_SIZE, "%s:%d", host, (int)getpid());
}

void talk_hello(struct worker *w)
{
    struct held_list held = held_list(w);
    Tucai__V1__Hello hello = TUCAI__V1__HELLO__INIT;
    char name[NAME_SIZE];

    host_and_pid(name);
    hello.name = name;
    hello.stage = wire_text(w->spec->stage);
    hello.credit = w->is_draining ? 0 : w->spec->credit;
    hello.held = held.list;
    hello.n_held = held.n;
    say(w, F_HELLO, &hello.base);
    held_list_done(&held);
    talk_reports(w, true);
    if (w->is_draining)
        talk_bye(w);
}

void talk_beat(struct worker *w)
{
    const struct task *running = task_first(w, TASK_RUNNING);
    struct held_list held = held_list(w);
    Tucai__V1__Beat beat = TUCAI__V1__BEAT__INIT;
    Tucai__V1__Held blamed;

    beat.epoch = w->epoch;
    beat.held = held.list;
    beat.n_held = held.n;
    if (running) {
        blamed = held_of(running);
        beat.running = &blamed;
    }
    say(w, F_BEAT, &beat.base);
    held_list_done(&held);
}

void talk_running(struct worker *w)
{
    struct task *t = task_first(w, TASK_RUNNING);
    Tucai__V1__Held held;

    if (!t || t->is_told)
        return;
    t->is_told = true;
    held = held_of(t);
    say(w, F_RUNNING, &held.base);
}

void talk_report(struct task *t)
{
    struct worker *w = t->worker;
    struct bytes done = buf_view(&t->report);

    t->reported_ms = loop_now_ms(w->loop);
    if (wire_add_packed(&w->out, F_DONE, done) == 0)
        return;
    talk_flush(w);
    if (wire_add_packed(&w->out, F_DONE, done) < 0)
        log_error("message_too_large");
}

void talk_reports(struct worker *w, bool all)
{
    int64_t before_ms = loop_now_ms(w->loop) - RESEND_MS;

    for (struct task *t = w->tasks; t; t = t->next) {
        if (t->state == TASK_REPORTED && (all || t->reported_ms <= before_ms))
            talk_report(t);
    }
}

void talk_give_back(struct worker *w, const struct task *t)
{
    Tucai__V1__Held held = held_of(t);

    say(w, F_GIVE_BACK, &held.base);
}

void talk_bye(struct worker *w)
{
    if (wire_add_number(&w->out, F_BYE, 1) < 0)
        log_error("message_too_large");
}

void talk_flush(struct worker *w)
{
    if (w->out.len == 0)
        return;
    link_send(w->link, (struct bytes){0}, buf_view(&w->out));
    w->out.len = 0;
}

/* ---- heard ----------------------------------------------------------------
 */

static void on_assign(struct worker *w, Tucai__V1__Assign **assign)
{
    struct task *t;

    if (task_find(w, (*assign)->id, (*assign)->token))
        return;
    t = task_add(w, *assign);
    *assign = NULL;
    if (w->is_draining) {
        talk_give_back(w, t);
        task_drop(t);
        return;
    }
    files_open(t);
}

/* Different for each, so that those who met do not meet again. */
static int64_t conflict_pause_ms(void)
{
    uint8_t chance;

    random_fill(&chance, sizeof chance);
    return CONFLICT_PAUSE_MS + chance;
}

/* The handler decides again, on what is there now; losing to others is no
 * failure, however often. */
static void on_conflict(struct task *t)
{
    if (t->state != TASK_REPORTED)
        return;
    if (++t->conflicts > CONFLICTS_MAX) {
        task_put_off(t, conflict_pause_ms(), "others were quicker each time");
        return;
    }
    t->report.len = 0;
    files_open(t);
}

static void on_ack(struct worker *w, const Tucai__V1__Ack *ack)
{
    struct task *t = task_find(w, ack->id, ack->token);

    if (!t)
        return;
    if (ack->status == TUCAI__V1__ACK__STATUS__CONFLICT) {
        on_conflict(t);
        return;
    }
    if (ack->status == TUCAI__V1__ACK__STATUS__APPLIED)
        counters_add(w->spec->counters, w->spec->n_counters, t->counts,
                     t->n_counts);
    if (ack->status == TUCAI__V1__ACK__STATUS__REFUSED)
        log_error("effects_refused", F_STR("job", ack->id));
    /* What runs cannot be stopped; its verdict finds nobody. */
    if (t->state != TASK_RUNNING)
        task_drop(t);
}

void talk_hear(struct worker *w, struct bytes frame)
{
    Tucai__V1__FromDispatch *msg =
        tucai__v1__from_dispatch__unpack(NULL, frame.len, frame.at);

    if (!msg)
        return;
    w->epoch = msg->epoch;
    if (msg->who)
        talk_hello(w);
    for (size_t i = 0; i < msg->n_ack; i++)
        on_ack(w, msg->ack[i]);
    for (size_t i = 0; i < msg->n_assign; i++)
        on_assign(w, &msg->assign[i]);
    tucai__v1__from_dispatch__free_unpacked(msg, NULL);
}
