#include "ingest/jobs.h"

#include "core/check.h"
#include "core/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TICK_MS = 100, SILENCE_MS = 1000, ID_BYTES = 65, KIND_BYTES = 16 };

/* One waiting caller.  It leaves the list when it has been told; its memory
 * goes when no answer of Redis or dispatch can come any more. */
struct wait {
    struct wait *next;
    struct jobs *jobs;
    char id[ID_BYTES];
    char kind[KIND_BYTES];
    char uid[72];
    struct buf payload;
    uint8_t fingerprint[32];
    struct admit_request request; /* points into the above */
    bool is_sent;                 /* dispatch has not answered yet */
    bool is_asking;               /* Redis has not answered yet */
    bool is_told;
    int64_t asked_ms, deadline_ms;
    job_end_fn *fn;
    void *ctx;
};

struct jobs {
    struct jobs_options options;
    struct loop_timer *tick;
    struct wait *first;
};

static void tell(struct wait *w, const struct job_end *end)
{
    if (w->is_told)
        return;
    w->is_told = true;
    w->fn(w->ctx, end);
}

static void on_admitted(void *ctx, const struct admit_answer *answer)
{
    struct wait *w = ctx;
    struct job_end end = {0};

    w->is_sent = false;
    switch (answer->status) {
    case ADMIT_NEW:
    case ADMIT_EXISTS:
        return;
    case ADMIT_FINISHED:
        end.state = answer->state;
        end.result = answer->result;
        break;
    case ADMIT_REFUSED:
        end.refusal = answer->reason;
        break;
    }
    tell(w, &end);
}

static void send(struct wait *w)
{
    w->asked_ms = time_mono_ms();
    if (w->is_sent)
        return;
    w->is_sent = true;
    admit_client_send(w->jobs->options.dispatch, &w->request, on_admitted, w);
}

/* HMGET j:<id> z r */
static void on_result(void *ctx, const struct redis_reply *reply)
{
    struct wait *w = ctx;
    struct job_end end = {0};
    char state[16];

    w->is_asking = false;
    if (!reply || redis_reply_count(reply) != 2 ||
        redis_reply_is_nil(redis_reply_at(reply, 0)))
        return;
    (void)snprintf(state, sizeof state, "%.*s",
                   (int)redis_reply_bytes(redis_reply_at(reply, 0)).len,
                   redis_reply_bytes(redis_reply_at(reply, 0)).at);
    end.state = state;
    end.result = redis_reply_bytes(redis_reply_at(reply, 1));
    tell(w, &end);
}

static void ask_result(struct wait *w)
{
    char key[ID_BYTES + 2];
    struct bytes words[] = {bytes_of_text("HMGET"), bytes_of_text(key),
                            bytes_of_text("z"), bytes_of_text("r")};

    if (w->is_asking)
        return;
    (void)snprintf(key, sizeof key, "j:%s", w->id);
    words[1] = bytes_of_text(key);
    w->is_asking =
        redis_async_ask(w->jobs->options.redis, words, 4, on_result, w) == 0;
}

void jobs_heard(struct jobs *jobs, struct bytes id)
{
    for (struct wait *w = jobs->first; w; w = w->next) {
        if (!w->is_told && strlen(w->id) == id.len &&
            memcmp(w->id, id.at, id.len) == 0)
            ask_result(w);
    }
}

static void wait_free(struct wait *w)
{
    buf_done(&w->payload);
    free(w);
}

static void tend(struct wait *w, int64_t now)
{
    const struct job_end late = {0};

    if (now >= w->deadline_ms)
        tell(w, &late);
    else if (!w->is_told && now - w->asked_ms >= SILENCE_MS)
        send(w);
    if (w->is_told && w->is_sent) {
        admit_client_cancel(w->jobs->options.dispatch, w);
        w->is_sent = false;
    }
}

static void on_tick(void *ctx)
{
    struct jobs *jobs = ctx;
    int64_t now = time_mono_ms();
    struct wait **at = &jobs->first;

    while (*at) {
        struct wait *w = *at;

        tend(w, now);
        if (w->is_told && !w->is_sent && !w->is_asking) {
            *at = w->next;
            wait_free(w);
        } else {
            at = &w->next;
        }
    }
    if (!jobs->first)
        loop_timer_stop(jobs->tick);
}

struct jobs *jobs_new(const struct jobs_options *options)
{
    struct jobs *jobs = must_alloc(sizeof *jobs);

    jobs->options = *options;
    jobs->tick = loop_timer_new(options->loop, on_tick, jobs);
    return jobs;
}

/* Redis has answered everything by now: its connection is freed before. */
void jobs_free(struct jobs *jobs)
{
    if (!jobs)
        return;
    while (jobs->first) {
        struct wait *w = jobs->first;

        jobs->first = w->next;
        admit_client_cancel(jobs->options.dispatch, w);
        wait_free(w);
    }
    loop_timer_free(jobs->tick);
    free(jobs);
}

void jobs_run(struct jobs *jobs, const struct admit_request *request,
              int64_t timeout_ms, job_end_fn *fn, void *ctx)
{
    struct wait *w = must_alloc(sizeof *w);

    w->jobs = jobs;
    w->fn = fn;
    w->ctx = ctx;
    (void)snprintf(w->id, sizeof w->id, "%s", request->id);
    (void)snprintf(w->kind, sizeof w->kind, "%s", request->kind);
    (void)snprintf(w->uid, sizeof w->uid, "%s",
                   request->uid ? request->uid : "");
    w->payload = BUF_INIT(request->payload.len);
    CHECK(buf_add(&w->payload, request->payload.at, request->payload.len) == 0);
    w->request = *request;
    w->request.id = w->id;
    w->request.kind = w->kind;
    w->request.uid = w->uid;
    w->request.payload = buf_view(&w->payload);
    w->request.reply_to = jobs->options.reply_to;
    if (request->fingerprint.len > 0) {
        CHECK(request->fingerprint.len == sizeof w->fingerprint);
        memcpy(w->fingerprint, request->fingerprint.at, sizeof w->fingerprint);
        w->request.fingerprint.at = w->fingerprint;
    }
    w->deadline_ms = time_mono_ms() + timeout_ms;
    if (!jobs->first)
        loop_timer_start(jobs->tick, TICK_MS, TICK_MS);
    w->next = jobs->first;
    jobs->first = w;
    send(w);
}
