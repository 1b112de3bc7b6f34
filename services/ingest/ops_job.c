#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/ops_reason.h"
#include "ingest/store.h"
#include "model/me.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * GET /ops/jobs/{id}: where a job is and how often it failed, as the ledger
 * keeps it; not what it carries, nor whose it is.
 */

/* A job may move between two questions: then all are asked again. */
enum { ROUNDS_MAX = 3, NAME_SIZE = 16 };

enum place { PLACE_QUEUE, PLACE_LOW, PLACE_HELD, PLACE_DEAD, PLACES };

struct where {
    char stage[NAME_SIZE], state[NAME_SIZE]; /* state "": not over */
    json_t *job;
    enum place place;
    int rounds;
};

static void where_free(void *own)
{
    struct where *w = own;

    json_decref(w->job);
    free(w);
}

static void ask_job(struct call *c);
static void ask_place(struct call *c);

static void answer(struct call *c, const char *state, const char *time_name,
                   int64_t time_ms)
{
    json_t *job = ((struct where *)c->own)->job;

    (void)json_object_set_new(job, "state", json_string(state));
    if (time_name)
        (void)json_object_set_new(job, time_name, me_time(time_ms));
    call_json(c, 200, json_incref(job));
}

static void on_place(struct call *c, const struct redis_reply *reply)
{
    struct where *w = c->own;
    int64_t score = redis_reply_int(reply);

    if (redis_reply_is_nil(reply)) {
        w->place++;
        ask_place(c);
    } else if (w->place == PLACE_DEAD) {
        answer(c, "dead", "died_at", score);
    } else if (w->place == PLACE_HELD) {
        answer(c, "held", "held_until", score);
    } else {
        answer(c, score <= app_now_ms(c->app) ? "waiting" : "delayed",
               "visible_at", score);
    }
}

static void ask_place(struct call *c)
{
    static const struct {
        const char *before, *after;
    } KEYS[PLACES] = {
        [PLACE_QUEUE] = {"q:", ""},
        [PLACE_LOW] = {"q:", ":low"},
        [PLACE_HELD] = {"held:", ""},
        [PLACE_DEAD] = {"dead:", ""},
    };
    const struct where *w = c->own;
    char key[32];
    const char *words[] = {"ZSCORE", key, c->params[0]};

    if (w->place == PLACES) {
        ask_job(c);
        return;
    }
    (void)snprintf(key, sizeof key, "%s%s%s", KEYS[w->place].before, w->stage,
                   KEYS[w->place].after);
    store_ask(c, words, 3, on_place);
}

/* In the order of ask_job(). */
enum { KIND, STAGE, STATE, CLAIMS, FAILURES, CRASHES, WAITS, ADMITTED, REASON };

static void take_text(const struct redis_reply *reply, size_t i,
                      char ret[NAME_SIZE])
{
    struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

    (void)snprintf(ret, NAME_SIZE, "%.*s", (int)b.len,
                   b.len ? (const char *)b.at : "");
}

static json_int_t number(const struct redis_reply *reply, size_t i)
{
    return (json_int_t)redis_reply_int(redis_reply_at(reply, i));
}

static json_t *render(const struct call *c, const struct redis_reply *reply)
{
    const struct where *w = c->own;
    struct bytes reason = redis_reply_bytes(redis_reply_at(reply, REASON));
    char kind[NAME_SIZE];

    take_text(reply, KIND, kind);
    return json_pack(
        "{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:o, s:o}", "id", c->params[0],
        "kind", kind, "stage", w->stage, "attempts", number(reply, CLAIMS),
        "failures", number(reply, FAILURES), "crashes", number(reply, CRASHES),
        "waits", number(reply, WAITS), "admitted_at",
        me_time(number(reply, ADMITTED)), "reason", ops_reason(reason));
}

static void on_job(struct call *c, const struct redis_reply *reply)
{
    struct where *w = c->own;

    if (redis_reply_is_nil(redis_reply_at(reply, KIND))) {
        call_problem(c, "not_found");
        return;
    }
    take_text(reply, STAGE, w->stage);
    take_text(reply, STATE, w->state);
    json_decref(w->job);
    w->job = render(c, reply);
    if (w->state[0] && strcmp(w->state, "dead") != 0) {
        /* Why it was put off before it went well is no reason any more. */
        (void)json_object_set_new(w->job, "reason", json_null());
        answer(c, w->state, NULL, 0);
        return;
    }
    w->place = PLACE_QUEUE;
    ask_place(c);
}

static void ask_job(struct call *c)
{
    struct where *w = c->own;
    char key[KEY_SIZE];
    const char *fields[] = {"k", "s", "z", "n", "a", "c", "w", "t", "e"};
    const char *words[2 + sizeof fields / sizeof *fields] = {"HMGET", key};

    if (w->rounds++ == ROUNDS_MAX)
        call_problem(c, "busy");
    else if (!key_of("j", c->params[0], key))
        call_problem(c, "not_found");
    else {
        memcpy(words + 2, fields, sizeof fields);
        store_ask(c, words, sizeof words / sizeof *words, on_job);
    }
}

void ops_job(struct call *c)
{
    call_set_own(c, must_alloc(sizeof(struct where)), where_free);
    ask_job(c);
}
