#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/command.h"
#include "ingest/ops_reason.h"
#include "ingest/store.h"
#include "model/me.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * GET /ops/dead-letters: jobs that a person has to look at, newest first; what
 * they carry and whose they are is not shown, for the operator sees no student
 * (decision 52).  POST .../{id}/replay lets one try again.
 */

static const char *const STAGES[] = {"decode", "qc",     "billing",
                                     "pay",    "notify", "relay"};
enum {
    STAGES_N = sizeof STAGES / sizeof *STAGES,
    LETTERS_MAX = 200, /* of one answer */
    ID_MAX = 65,
    REASON_MAX = 512, /* bytes of why one is tried again */
};

struct letter {
    char id[ID_MAX];
    int64_t died_ms;
};

struct letters {
    size_t stage, end; /* that is asked for, and the one behind the last */
    size_t n, at;
    struct letter items[STAGES_N * LETTERS_MAX];
    json_t *list;
};

static void letters_free(void *own)
{
    struct letters *l = own;

    json_decref(l->list);
    free(l);
}

/* ---- one letter ---- */

static void ask_letter(struct call *c);

static json_t *text_at(const struct redis_reply *reply, size_t i)
{
    struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

    return json_stringn(b.len ? (const char *)b.at : "", b.len);
}

/* In the order of ask_letter().  Without a stage it has gone meanwhile. */
static void on_letter(struct call *c, const struct redis_reply *reply)
{
    struct letters *l = c->own;
    const struct letter *one = &l->items[l->at++];

    if (!redis_reply_is_nil(redis_reply_at(reply, 1)))
        (void)json_array_append_new(
            l->list,
            json_pack("{s:s, s:o, s:o, s:o, s:o, s:I}", "id", one->id, "kind",
                      text_at(reply, 0), "stage", text_at(reply, 1), "reason",
                      ops_reason(redis_reply_bytes(redis_reply_at(reply, 2))),
                      "at", me_time(one->died_ms), "attempts",
                      (json_int_t)redis_reply_int(redis_reply_at(reply, 3))));
    ask_letter(c);
}

static void ask_letter(struct call *c)
{
    struct letters *l = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "k", "s", "e", "n"};

    if (l->at == l->n) {
        call_json(c, 200, json_pack("{s:O}", "dead_letters", l->list));
        return;
    }
    if (key_of("j", l->items[l->at].id, key))
        store_ask(c, words, 6, on_letter);
    else
        call_problem(c, "internal_error");
}

/* ---- which there are ---- */

static void ask_stage(struct call *c);

static int newest_first(const void *a, const void *b)
{
    int64_t x = ((const struct letter *)a)->died_ms;
    int64_t y = ((const struct letter *)b)->died_ms;

    return (x < y) - (x > y);
}

/* member, score... */
static void on_stage(struct call *c, const struct redis_reply *reply)
{
    struct letters *l = c->own;
    size_t n = redis_reply_count(reply);

    for (size_t i = 0; i + 1 < n && l->n < STAGES_N * LETTERS_MAX; i += 2) {
        struct bytes id = redis_reply_bytes(redis_reply_at(reply, i));
        struct letter *one = &l->items[l->n];

        if (id.len >= ID_MAX)
            continue;
        (void)snprintf(one->id, ID_MAX, "%.*s", (int)id.len,
                       (const char *)id.at);
        one->died_ms = redis_reply_int(redis_reply_at(reply, i + 1));
        l->n++;
    }
    l->stage++;
    ask_stage(c);
}

static void ask_stage(struct call *c)
{
    struct letters *l = c->own;
    char key[32];
    const char *words[] = {"ZREVRANGE", key, "0", "199", "WITHSCORES"};

    _Static_assert(LETTERS_MAX == 200, "as the range says");
    if (l->stage < l->end) {
        (void)snprintf(key, sizeof key, "dead:%s", STAGES[l->stage]);
        store_ask(c, words, 5, on_stage);
        return;
    }
    qsort(l->items, l->n, sizeof *l->items, newest_first);
    if (l->n > LETTERS_MAX)
        l->n = LETTERS_MAX;
    ask_letter(c);
}

/* Which stages; false: there is no such one. */
static bool read_stage(const struct call *c, struct letters *l)
{
    char stage[16];

    l->end = STAGES_N;
    if (!call_query(c, "stage", stage, sizeof stage))
        return !strstr(http_query(c->x), "stage=");
    for (l->stage = 0; l->stage < STAGES_N; l->stage++) {
        if (strcmp(STAGES[l->stage], stage) == 0) {
            l->end = l->stage + 1;
            return true;
        }
    }
    return false;
}

void dead_letters_get(struct call *c)
{
    struct letters *l = must_alloc(sizeof *l);

    l->list = json_array();
    call_set_own(c, l, letters_free);
    if (read_stage(c, l))
        ask_stage(c);
    else
        call_problem(c, "bad_request");
}

/* ---- again ---- */

void dead_letter_replay(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__JobRef op = TUCAI__V1__JOB_REF__INIT;

    op.id = c->params[0];
    op.reason = (char *)call_text(c, "reason");
    if (strlen(op.reason) > REASON_MAX) {
        call_problem(c, "bad_request");
        return;
    }
    command.op_case = TUCAI__V1__COMMAND__OP_REPLAY_JOB;
    command.replay_job = &op;
    command_run(c, &command, command_done);
}
