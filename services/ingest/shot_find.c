#include "ingest/shot.h"

#include "ingest/store.h"
#include "service/log.h"

#include <stdio.h>
#include <string.h>

enum { KIND, STAGE, END, RESULT, UID, BLOBS, FIELDS };

/* A text field of the job's hash; "" if absent or odd. */
static void copy(const struct redis_reply *reply, size_t i, char *ret,
                 size_t size)
{
    struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

    (void)snprintf(ret, size, "%.*s", (int)b.len, (const char *)b.at);
}

static bool is_his(const struct call *c, const char *kind, const char *uid)
{
    return strcmp(uid, c->session.uid) == 0 &&
           (strcmp(kind, "shot") == 0 || strcmp(kind, "dry_run") == 0);
}

static void on_job(struct call *c, const struct redis_reply *reply)
{
    char kind[16], stage[16], end[16], uid[72];
    struct verdict_source source = {.kind = kind, .end = end, .stage = stage};
    struct shot_found found = {0};

    if (redis_reply_count(reply) != FIELDS) {
        c->shot.found(c, NULL);
        return;
    }
    copy(reply, KIND, kind, sizeof kind);
    copy(reply, STAGE, stage, sizeof stage);
    copy(reply, END, end, sizeof end);
    copy(reply, UID, uid, sizeof uid);
    source.result = redis_reply_bytes(redis_reply_at(reply, RESULT));
    found.blobs = redis_reply_bytes(redis_reply_at(reply, BLOBS));
    source.held = c->shot.is_held;
    if (!is_his(c, kind, uid)) {
        c->shot.found(c, NULL);
        return;
    }
    if (verdict_read(&source, &found.verdict) < 0) {
        log_error("damaged_verdict", F_STR("request_id", c->request_id));
        call_problem(c, "internal_error");
        return;
    }
    c->shot.found(c, &found);
    verdict_done(&found.verdict);
}

/* ZSCORE held:qc <id>: has a worker taken it? */
static void with_hold(struct call *c, const struct redis_reply *reply)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "k", "s", "z", "r", "u", "b"};

    c->shot.is_held = !redis_reply_is_nil(reply);
    if (key_of("j", c->shot.id, key))
        store_ask(c, words, 2 + FIELDS, on_job);
    else
        c->shot.found(c, NULL);
}

void shot_find(struct call *c, const char *shot_id, shot_fn *fn)
{
    const char *words[] = {"ZSCORE", "held:qc", c->shot.id};

    (void)snprintf(c->shot.id, sizeof c->shot.id, "%s", shot_id);
    c->shot.found = fn;
    store_ask(c, words, 3, with_hold);
}
