#include "service/admit_client.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "net/link.h"
#include "proto/pipeline.pb-c.h"
#include "service/wire.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Fields of FromPeer. */
enum { F_HELLO = 1, F_ADMIT = 4, F_BEAT = 5 };

enum {
    BEAT_MS = 200,
    RESEND_MS = 1000,
    LOADS_MAX = 16,
    REQUEST_MAX = 2 * 1024 * 1024,
};

/* One question that waits for its answer. */
struct call {
    struct call *next;
    char *id;
    struct buf admit; /* field 4 of a FromPeer, whole */
    int64_t sent_ms;
    admit_fn *fn;
    void *ctx;
};

struct load {
    char stage[16];
    struct admit_load load;
};

struct admit_client {
    struct loop *loop;
    struct link *link;
    struct loop_timer *beat;
    struct call *calls;
    struct call **last; /* where the next one goes */
    struct buf out;
    uint64_t epoch;
    bool is_away; /* the dispatcher cannot reach its ledger */
    int64_t clock_ms, clock_mono_ms;
    struct load loads[LOADS_MAX];
    size_t n_loads;
};

/* ---- said -----------------------------------------------------------------
 */

static void flush(struct admit_client *c)
{
    if (c->out.len == 0)
        return;
    link_send(c->link, (struct bytes){0}, buf_view(&c->out));
    c->out.len = 0;
}

/* What does not fit now is said again after RESEND_MS. */
static void send_call(struct admit_client *c, struct call *call)
{
    call->sent_ms = loop_now_ms(c->loop);
    if (c->out.len + call->admit.len > LINK_FRAME_MAX)
        flush(c);
    if (buf_add(&c->out, call->admit.at, call->admit.len) < 0)
        flush(c);
}

static void say_hello(struct admit_client *c)
{
    Tucai__V1__Hello hello = TUCAI__V1__HELLO__INIT;
    char name[32];

    snprintf(name, sizeof name, "front:%d", (int)getpid());
    hello.name = name;
    CHECK(wire_add(&c->out, F_HELLO, &hello.base) == 0);
}

/* Says everything anew: whoever hears it now has heard nothing yet. */
static void begin(struct admit_client *c)
{
    c->out.len = 0;
    say_hello(c);
    for (struct call *call = c->calls; call; call = call->next)
        send_call(c, call);
    flush(c);
}

static void on_beat(void *ctx)
{
    struct admit_client *c = ctx;
    Tucai__V1__Beat beat = TUCAI__V1__BEAT__INIT;
    int64_t before_ms = loop_now_ms(c->loop) - RESEND_MS;

    beat.epoch = c->epoch;
    CHECK(wire_add(&c->out, F_BEAT, &beat.base) == 0);
    for (struct call *call = c->calls; call; call = call->next) {
        if (call->sent_ms <= before_ms)
            send_call(c, call);
    }
    flush(c);
}

/* ---- heard ----------------------------------------------------------------
 */

static void free_call(struct call *call)
{
    buf_done(&call->admit);
    free(call->id);
    free(call);
}

/* Takes the oldest open call of that id: each call asked once, and gets one
 * answer; an answer to a question asked again finds nobody. */
static struct call *take_call(struct admit_client *c, const char *id)
{
    for (struct call **at = &c->calls; *at; at = &(*at)->next) {
        struct call *call = *at;

        if (strcmp(call->id, id) != 0)
            continue;
        *at = call->next;
        if (!call->next)
            c->last = at;
        return call;
    }
    return NULL;
}

static void on_admitted(struct admit_client *c, const Tucai__V1__Admitted *a)
{
    const struct admit_answer answer = {
        .id = a->id,
        .status = (enum admit_status)a->status,
        .reason = a->reason,
        .state = a->state,
        .result = wire_view(a->result),
    };
    struct call *call = take_call(c, a->id);

    if (!call)
        return;
    call->fn(call->ctx, &answer);
    free_call(call);
}

static struct load *load_of(struct admit_client *c, const char *stage)
{
    for (size_t i = 0; i < c->n_loads; i++) {
        if (strcmp(c->loads[i].stage, stage) == 0)
            return &c->loads[i];
    }
    return NULL;
}

static void on_load(struct admit_client *c, const Tucai__V1__Load *heard)
{
    struct load *l = load_of(c, heard->stage);

    if (!l && c->n_loads < LOADS_MAX &&
        strlen(heard->stage) < sizeof c->loads[0].stage) {
        l = &c->loads[c->n_loads++];
        memcpy(l->stage, heard->stage, strlen(heard->stage) + 1);
    }
    if (l)
        l->load = (struct admit_load){heard->waiting, heard->oldest_ms,
                                      heard->workers};
}

static void on_frame(void *ctx, struct bytes peer, struct bytes frame)
{
    struct admit_client *c = ctx;
    Tucai__V1__FromDispatch *msg =
        tucai__v1__from_dispatch__unpack(NULL, frame.len, frame.at);

    (void)peer;
    if (!msg)
        return;
    c->epoch = msg->epoch;
    c->is_away = msg->away;
    if (msg->now_ms) {
        c->clock_ms = msg->now_ms;
        c->clock_mono_ms = time_mono_ms();
    }
    if (msg->who)
        begin(c);
    for (size_t i = 0; i < msg->n_load; i++)
        on_load(c, msg->load[i]);
    for (size_t i = 0; i < msg->n_admitted; i++)
        on_admitted(c, msg->admitted[i]);
    tucai__v1__from_dispatch__free_unpacked(msg, NULL);
}

static void on_move(void *ctx)
{
    begin(ctx);
}

/* ---- asked ----------------------------------------------------------------
 */

int admit_client_new(struct loop *loop,
                     const struct admit_client_options *options,
                     struct admit_client **ret)
{
    struct admit_client *c = must_alloc(sizeof *c);
    const struct link_options link = {.endpoints = options->endpoints,
                                      .curve_key_file = options->curve_key_file,
                                      .curve_server_key_file =
                                          options->curve_server_key_file};
    const struct link_handlers handlers = {
        .on_frame = on_frame, .on_move = on_move, .ctx = c};
    int r;

    c->loop = loop;
    c->last = &c->calls;
    c->out = BUF_INIT(LINK_FRAME_MAX);
    r = link_connect(loop, &link, &handlers, &c->link);
    if (r < 0) {
        free(c);
        return r;
    }
    c->beat = loop_timer_new(loop, on_beat, c);
    loop_timer_start(c->beat, BEAT_MS, BEAT_MS);
    *ret = c;
    return 0;
}

void admit_client_free(struct admit_client *c)
{
    struct call *next;

    if (!c)
        return;
    for (struct call *call = c->calls; call; call = next) {
        next = call->next;
        free_call(call);
    }
    loop_timer_free(c->beat);
    link_free(c->link);
    buf_done(&c->out);
    free(c);
}

static void fill_blobs(const struct admit_request *r, Tucai__V1__Blob *blobs,
                       Tucai__V1__Blob **list)
{
    for (size_t i = 0; i < r->n_blobs; i++) {
        blobs[i] = (Tucai__V1__Blob)TUCAI__V1__BLOB__INIT;
        blobs[i].name = wire_text(r->blobs[i].name);
        blobs[i].location = wire_text(r->blobs[i].location);
        blobs[i].wrapped_key = wire_bytes(r->blobs[i].wrapped_key);
        blobs[i].sha256 = wire_bytes(r->blobs[i].sha256);
        blobs[i].size = r->blobs[i].size;
        list[i] = &blobs[i];
    }
}

static void pack_request(const struct admit_request *r, struct buf *ret)
{
    _cleanup_(freep) Tucai__V1__Blob *blobs =
        must_alloc((r->n_blobs + 1) * sizeof *blobs);
    _cleanup_(freep) Tucai__V1__Blob **list =
        must_alloc((r->n_blobs + 1) * sizeof(Tucai__V1__Blob *));
    Tucai__V1__Admit a = TUCAI__V1__ADMIT__INIT;

    fill_blobs(r, blobs, list);
    a.id = wire_text(r->id);
    a.kind = wire_text(r->kind);
    a.uid = wire_text(r->uid);
    a.payload = wire_bytes(r->payload);
    a.reply_to = wire_text(r->reply_to);
    a.blobs = list;
    a.n_blobs = r->n_blobs;
    a.not_before_ms = r->not_before_ms;
    a.exclusive = r->exclusive;
    a.guarded = r->guarded;
    a.state_version = r->state_version;
    a.fingerprint = wire_bytes(r->fingerprint);
    CHECK(wire_add(ret, F_ADMIT, &a.base) ==
          0); /* callers keep payloads small */
}

void admit_client_send(struct admit_client *c,
                       const struct admit_request *request, admit_fn *fn,
                       void *ctx)
{
    struct call *call = must_alloc(sizeof *call);
    call->id = must_dup(request->id);
    call->admit = BUF_INIT(REQUEST_MAX);
    call->fn = fn;
    call->ctx = ctx;
    pack_request(request, &call->admit);
    *c->last = call;
    c->last = &call->next;
    send_call(c, call);
    flush(c);
}

void admit_client_cancel(struct admit_client *c, const void *ctx)
{
    for (struct call **at = &c->calls; *at;) {
        struct call *call = *at;

        if (call->ctx != ctx) {
            at = &call->next;
            continue;
        }
        *at = call->next;
        free_call(call);
    }
    c->last = &c->calls;
    while (*c->last)
        c->last = &(*c->last)->next;
}

bool admit_client_is_up(const struct admit_client *c)
{
    return link_is_alive(c->link) && !c->is_away && c->clock_ms > 0;
}

int64_t admit_client_now_ms(const struct admit_client *c)
{
    if (c->clock_ms == 0)
        return time_wall_ms();
    return c->clock_ms + time_mono_ms() - c->clock_mono_ms;
}

struct admit_load admit_client_load(const struct admit_client *c,
                                    const char *stage)
{
    /* Looking does not change it. */
    const struct load *l = load_of((struct admit_client *)(uintptr_t)c, stage);

    return l ? l->load : (struct admit_load){0};
}
