#include "ingest/archive/export.h"

#include "core/cleanup.h"
#include "core/text.h"
#include "ingest/store.h"
#include "net/loop.h"
#include "service/log.h"

#include <stdio.h>
#include <string.h>

/*
 * Who is in the states that are asked for: their indexes, by a cursor, then
 * the roster part by part, so that neither is in memory as a whole.  A roll
 * that was called while states changed is no harm: send.c looks at each.
 */

static void answer_damaged(struct call *c, const char *what)
{
    log_error("damaged_value", F_STR("what", what),
              F_STR("request_id", c->request_id));
    call_problem(c, "internal_error");
}

/* ---- the order ---- */

static bool is_whole(const struct export *e)
{
    return !*e->campus && !*e->college && !*e->class_name;
}

static void in_pool(void *ctx)
{
    struct export *e = ctx;

    roll_close(e->roll, is_whole(e));
}

static void on_closed(void *ctx)
{
    struct export *e = ctx;
    struct call *c = e->c;

    if (call_resume(c))
        e->gathered(c);
}

/* ---- the roster ---- */

static void next_part(struct call *c);

static bool is_wanted(const struct export *e, const struct roster_line *line)
{
    return (!*e->campus || strcmp(e->campus, line->campus) == 0) &&
           (!*e->college || strcmp(e->college, line->college) == 0) &&
           (!*e->class_name || strcmp(e->class_name, line->class_name) == 0);
}

static int place_all(struct export *e, const struct roster *part)
{
    int r = 0;

    for (size_t i = 0; i < part->n && r == 0; i++)
        r = roll_place(e->roll, &part->lines[i], is_wanted(e, &part->lines[i]));
    return r;
}

static void on_part(struct call *c, const struct redis_reply *reply)
{
    _cleanup_(roster_freep) struct roster *part = roster_new();
    struct export *e = c->own;

    if (redis_reply_is_nil(reply) ||
        roster_part_decode(redis_reply_bytes(reply), part) < 0 ||
        place_all(e, part) < 0) {
        answer_damaged(c, "roster");
        return;
    }
    e->part++;
    next_part(c);
}

static void next_part(struct call *c)
{
    struct export *e = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"GET", key};

    if (e->part < e->head.n_parts) {
        roster_part_key(c->params[0], e->roster_version, e->part, key);
        store_ask(c, words, 2, on_part);
        return;
    }
    call_hold(c);
    loop_submit(c->app->loop, &(struct loop_task){in_pool, on_closed, e});
}

static void on_head(struct call *c, const struct redis_reply *reply)
{
    struct export *e = c->own;
    struct bytes value;

    if (store_versioned(reply, &value, &e->roster_version) &&
        roster_head_decode(value, &e->head) < 0)
        answer_damaged(c, "roster");
    else
        next_part(c);
}

static void ask_head(struct call *c)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    if (roster_head_key(c->params[0], key))
        store_ask(c, words, 4, on_head);
    else
        call_problem(c, "not_found");
}

/* ---- the indexes ---- */

static void next_scan(struct call *c);

/* [cursor, [uid, score, uid, score...]] */
static void on_scan(struct call *c, const struct redis_reply *reply)
{
    struct bytes cursor = redis_reply_bytes(redis_reply_at(reply, 0));
    const struct redis_reply *pairs = redis_reply_at(reply, 1);
    struct export *e = c->own;

    for (size_t i = 0; i + 1 < redis_reply_count(pairs); i += 2) {
        if (roll_add(e->roll, redis_reply_bytes(redis_reply_at(pairs, i))) <
            0) {
            answer_damaged(c, "index");
            return;
        }
    }
    (void)snprintf(e->cursor, sizeof e->cursor, "%.*s", (int)cursor.len,
                   (const char *)cursor.at);
    if (strcmp(e->cursor, "0") == 0)
        e->state++;
    next_scan(c);
}

static void next_scan(struct call *c)
{
    struct export *e = c->own;
    char key[KEY_SIZE], id[64];
    const char *words[] = {"ZSCAN", key, e->cursor, "COUNT", "1000"};

    while (e->state < SUBMISSION_STATES && !e->states[e->state])
        e->state++;
    if (e->state == SUBMISSION_STATES) {
        roll_gather(e->roll);
        ask_head(c);
        return;
    }
    (void)snprintf(id, sizeof id, "%.16s:%s", c->params[0],
                   submission_state_name((enum submission_state)e->state));
    if (key_of("st", id, key))
        store_ask(c, words, 5, on_scan);
    else
        call_problem(c, "not_found");
}

void gather_roll(struct call *c, call_fn *gathered)
{
    struct export *e = c->own;

    e->gathered = gathered;
    e->roll = roll_new();
    text_copy(e->cursor, sizeof e->cursor, "0");
    next_scan(c);
}
