/*
 * GET /erasures?from=&to= - the records that deletions leave (R41): on which
 * day, of which school, of what kind, how many; no person is named.
 */
#include "ingest/routes.h"

#include "core/check.h"
#include "core/time.h"
#include "ingest/store.h"
#include "service/log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_MAX = 2000, NAME_SIZE = 72, PARTS = 3 };

struct records {
    size_t n, at;
    json_t *items;
    char names[RECORDS_MAX][NAME_SIZE];
};

static void records_free(void *own)
{
    struct records *r = own;

    json_decref(r->items);
    free(r);
}

/* "2025-06-01:10294:originals"; the school is "" where it is of none. */
static void add_item(struct records *r, int64_t count)
{
    char name[NAME_SIZE];
    char *rest = name;
    const char *part[PARTS];

    memcpy(name, r->names[r->at], sizeof name);
    for (size_t i = 0; i < PARTS; i++) {
        part[i] = strsep(&rest, ":");
        if (!part[i])
            return;
    }
    (void)json_array_append_new(
        r->items,
        json_pack("{s:s, s:s, s:s, s:I}", "day", part[0], "school_code",
                  part[1], "kind", part[2], "count", (json_int_t)count));
}

static void next(struct call *c);

static void on_count(struct call *c, const struct redis_reply *reply)
{
    struct records *r = c->own;

    add_item(r, redis_reply_int(reply));
    r->at++;
    next(c);
}

static void next(struct call *c)
{
    struct records *r = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"GET", key};

    if (r->at == r->n) {
        call_json(c, 200, json_pack("{s:O}", "erasures", r->items));
        return;
    }
    if (key_of("erased", r->names[r->at], key))
        store_ask(c, words, 2, on_count);
    else
        call_problem(c, "internal_error");
}

static void on_names(struct call *c, const struct redis_reply *reply)
{
    struct records *r = c->own;

    for (size_t i = 0; i < redis_reply_count(reply); i++) {
        struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

        if (b.len < NAME_SIZE && r->n < RECORDS_MAX)
            (void)snprintf(r->names[r->n++], NAME_SIZE, "%.*s", (int)b.len,
                           (const char *)b.at);
    }
    next(c);
}

/* The start of a local day, "2025-06-01"; false for what is none. */
static bool read_day(const struct call *c, const char *name, int64_t otherwise,
                     char ret_score[24])
{
    char text[40] = "";
    int64_t at_ms = otherwise;

    if (call_query(c, name, text, 11)) {
        (void)snprintf(text + strlen(text), sizeof text - strlen(text),
                       "T00:00:00+08:00");
        if (time_parse(text, &at_ms) < 0)
            return false;
    }
    (void)snprintf(ret_score, 24, "%" PRId64, at_ms);
    return true;
}

void erasures_get(struct call *c)
{
    struct records *r;
    char from[24], to[24], most[8];
    const char *words[] = {"ZRANGEBYSCORE", "erased", from, to,
                           "LIMIT",         "0",      most};

    if (!read_day(c, "from", 0, from) ||
        !read_day(c, "to", app_now_ms(c->app), to)) {
        call_problem(c, "bad_request");
        return;
    }
    (void)snprintf(most, sizeof most, "%d", (int)RECORDS_MAX);
    r = must_alloc(sizeof *r);
    r->items = json_array();
    call_set_own(c, r, records_free);
    store_ask(c, words, 7, on_names);
}
