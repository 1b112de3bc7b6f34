#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/command.h"
#include "ingest/paper.h"
#include "ingest/store.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- all of them: one after the other ---- */

enum { SEASONS_MAX = 200, NAME_SIZE = 40 };

struct listing {
    char names[SEASONS_MAX][NAME_SIZE];
    size_t n, at;
    json_t *items;
};

static void listing_free(void *own)
{
    struct listing *l = own;

    json_decref(l->items);
    free(l);
}

static void next_season(struct call *c);

static void on_season(struct call *c, const struct redis_reply *reply)
{
    struct listing *l = c->own;
    json_t *season = NULL;
    struct bytes json;
    uint64_t version;

    if (store_versioned(reply, &json, &version))
        season = json_loadb((const char *)json.at, json.len, 0, NULL);
    if (season)
        (void)json_array_append_new(
            l->items,
            json_pack("{s:s, s:I, s:O}", "season", l->names[l->at], "version",
                      (json_int_t)version, "document", season));
    json_decref(season);
    l->at++;
    next_season(c);
}

static void next_season(struct call *c)
{
    struct listing *l = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    while (l->at < l->n && !key_of("season", l->names[l->at], key))
        l->at++;
    if (l->at < l->n)
        store_ask(c, words, 4, on_season);
    else
        call_json(c, 200, json_pack("{s:O}", "seasons", l->items));
}

static void on_names(struct call *c, const struct redis_reply *reply)
{
    struct listing *l = c->own;

    for (size_t i = 0; i < redis_reply_count(reply) && l->n < SEASONS_MAX;
         i++) {
        struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

        (void)snprintf(l->names[l->n++], NAME_SIZE, "%.*s", (int)b.len,
                       (const char *)b.at);
    }
    next_season(c);
}

/* By name, the last one first: years stand in their order so. */
void seasons_get(struct call *c)
{
    static const char *const WORDS[] = {"ZREVRANGE", "seasons", "0", "199"};
    struct listing *l = must_alloc(sizeof *l);

    l->items = json_array();
    call_set_own(c, l, listing_free);
    store_ask(c, WORDS, 4, on_names);
}

/* ---- one ---- */

void season_put(struct call *c)
{
    paper_put(c, TUCAI__V1__COMMAND__OP_PUT_SEASON);
}

void season_get(struct call *c)
{
    char key[KEY_SIZE];

    if (key_of("season", c->params[0], key))
        paper_get(c, key);
    else
        call_problem(c, "not_found");
}

void season_close(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__CloseSeason op = TUCAI__V1__CLOSE_SEASON__INIT;

    op.season = c->params[0];
    command.op_case = TUCAI__V1__COMMAND__OP_CLOSE_SEASON;
    command.close_season = &op;
    command_run(c, &command, command_done);
}

void season_clone(struct call *c)
{
    const json_t *years = json_object_get(c->json, "years");
    json_int_t n = years ? json_integer_value(years) : 1;
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__CloneSeason op = TUCAI__V1__CLONE_SEASON__INIT;

    op.season = c->params[0];
    op.from = (char *)call_text(c, "from");
    op.years = n < 1 || n > 100 ? 0 : (int32_t)n; /* judged by billing */
    command.op_case = TUCAI__V1__COMMAND__OP_CLONE_SEASON;
    command.clone_season = &op;
    command_run(c, &command, command_done);
}
