/* What peers say. */
#include "dispatch/dispatch.h"

#include "dispatch/count.h"
#include "service/log.h"

#include <stdio.h>
#include <string.h>

/* Nothing is taken in when so much waits for Redis; peers say it again. */
enum { BACKLOG_MAX = 16384, LOST_MS = 1000, NAME_SHOWN = 64 };

static void add(struct dispatch *d, const struct peer *p, struct op *op)
{
    if (!op) {
        count_bad_frame();
        return;
    }
    op->from = p->name;
    ledger_add(d->ledger, op);
}

/* A job it says it holds, as far as we did not know. */
static void adopt(struct dispatch *d, struct peer *p,
                  Tucai__V1__Held *const *held, size_t n)
{
    for (size_t i = 0; i < n && p->n_held < CREDIT_MAX; i++) {
        const Tucai__V1__Held *h = held[i];

        if (!is_job_id(h->id) || peer_holds(p, h->id, h->token))
            continue;
        peer_hold(p, h->id, h->token, loop_now_ms(d->loop));
        add(d, p, op_adopt(h->id, h->token, d->epoch));
    }
}

/* Its key is that of the role it claims. */
static bool is_entitled(const struct dispatch *d, const Tucai__V1__Hello *hello)
{
    const char *role = *hello->stage ? hello->stage : "front";

    return !d->has_roles || strcmp(link_role(d->link), role) == 0;
}

static void on_hello(struct dispatch *d, struct peer *p,
                     const Tucai__V1__Hello *hello)
{
    int stage = *hello->stage ? stage_of(hello->stage) : STAGE_NONE;
    char name[NAME_SHOWN];

    if ((*hello->stage && stage == STAGE_NONE) || !is_entitled(d, hello)) {
        count_bad_frame();
        log_error("hello_refused", F_STR("role", link_role(d->link)));
        return;
    }
    p->is_known = true;
    p->is_leaving = false;
    p->stage = stage;
    p->credit = hello->credit < CREDIT_MAX ? hello->credit : CREDIT_MAX;
    p->n_held = 0;
    p->running.id[0] = 0;
    p->must_answer = true;
    adopt(d, p, hello->held, hello->n_held);
    d->is_claim_due = true;
    snprintf(name, sizeof name, "%s", hello->name);
    log_info("hello", F_STR("stage", *hello->stage ? hello->stage : "front"),
             F_STR("peer", name), F_INT("credit", p->credit),
             F_INT("held", p->n_held));
}

static void on_done(struct dispatch *d, struct peer *p,
                    const Tucai__V1__Done *done)
{
    int64_t since_ms = peer_let_go(p, done->id, done->token);

    if (since_ms >= 0)
        count_duration(p->stage, loop_now_ms(d->loop) - since_ms);
    texts_seal(d, done);
    add(d, p, op_done(done, p->stage));
}

static void on_give_back(struct dispatch *d, struct peer *p,
                         const Tucai__V1__Held *held)
{
    if (!is_job_id(held->id))
        return;
    (void)peer_let_go(p, held->id, held->token);
    add(d, p, op_give_back(held->id, held->token));
    count_redelivery(p->stage);
}

static void on_admit(struct dispatch *d, struct peer *p,
                     const Tucai__V1__Admit *admit)
{
    struct op *op = op_admit(admit);

    if (op)
        add(d, p, op);
    else
        outbox_refused(p, admit->id, "id");
}

static bool is_named(const Tucai__V1__Beat *beat, const struct held *h)
{
    for (size_t i = 0; i < beat->n_held; i++) {
        if (beat->held[i]->token == h->token &&
            strcmp(beat->held[i]->id, h->id) == 0)
            return true;
    }
    return false;
}

/* An assignment that never arrived is not waited for until its lease ends. */
static void give_back_lost(struct dispatch *d, struct peer *p,
                           const Tucai__V1__Beat *beat)
{
    int64_t now_ms = loop_now_ms(d->loop);

    for (size_t i = 0; i < p->n_held;) {
        const struct held *h = &p->held[i];

        if (now_ms - h->since_ms < LOST_MS || h->is_reported ||
            is_named(beat, h)) {
            i++;
            continue;
        }
        add(d, p, op_give_back(h->id, h->token));
        count_redelivery(p->stage);
        (void)peer_let_go(p, h->id, h->token);
    }
}

static void note_running(struct peer *p, const Tucai__V1__Held *running)
{
    p->running.id[0] = 0;
    if (!running || !is_job_id(running->id))
        return;
    memcpy(p->running.id, running->id, strlen(running->id) + 1);
    p->running.token = running->token;
}

static void on_beat(struct dispatch *d, struct peer *p,
                    const Tucai__V1__Beat *beat)
{
    p->must_answer = true;
    note_running(p, beat->running);
    if (p->stage == STAGE_NONE)
        return;
    give_back_lost(d, p, beat);
    adopt(d, p, beat->held, beat->n_held);
}

static void on_work(struct dispatch *d, struct peer *p,
                    const Tucai__V1__FromPeer *msg)
{
    for (size_t i = 0; i < msg->n_done && p->stage != STAGE_NONE; i++)
        on_done(d, p, msg->done[i]);
    for (size_t i = 0; i < msg->n_give_back && p->stage != STAGE_NONE; i++)
        on_give_back(d, p, msg->give_back[i]);
    for (size_t i = 0; i < msg->n_admit && p->stage == STAGE_NONE; i++)
        on_admit(d, p, msg->admit[i]);
}

/* Not taken in, and so not named by heartbeats: not lost for that. */
static void put_off_work(struct peer *p, const Tucai__V1__FromPeer *msg)
{
    for (size_t i = 0; i < msg->n_done; i++) {
        struct held *h = peer_holds(p, msg->done[i]->id, msg->done[i]->token);

        if (h)
            h->is_reported = true;
    }
}

static void take(struct dispatch *d, struct peer *p,
                 const Tucai__V1__FromPeer *msg)
{
    p->seen_ms = loop_now_ms(d->loop);
    if (msg->hello)
        on_hello(d, p, msg->hello);
    if (!p->is_known) {
        p->must_answer = true; /* with WHO */
        return;
    }
    if (ledger_backlog(d->ledger) < BACKLOG_MAX)
        on_work(d, p, msg);
    else
        put_off_work(p, msg);
    if (msg->beat)
        on_beat(d, p, msg->beat);
    else if (msg->running)
        note_running(p, msg->running);
    if (msg->bye)
        p->is_leaving = true;
}

void inbox_take(struct dispatch *d, struct bytes peer, struct bytes frame)
{
    struct peer_name name = {.len = peer.len};
    Tucai__V1__FromPeer *msg;
    struct peer *p;

    if (peer.len == 0 || peer.len > PEER_NAME_MAX)
        return;
    memcpy(name.at, peer.at, peer.len);
    msg = tucai__v1__from_peer__unpack(NULL, frame.len, frame.at);
    p = msg ? peers_get(&d->peers, &name) : NULL;
    if (p)
        take(d, p, msg);
    else
        count_bad_frame();
    if (msg)
        tucai__v1__from_peer__free_unpacked(msg, NULL);
}
