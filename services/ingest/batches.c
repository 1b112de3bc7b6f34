#include "ingest/routes.h"

#include "core/check.h"
#include "core/text.h"
#include "ingest/store.h"
#include "model/me.h"
#include "proto/relay.pb-c.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * GET /batches, /batches/{id}: what went to a registry, by its number; nobody
 * in it is named.  A batch is kept until everybody in it is forgotten (R41).
 */

enum { PAGE = 100, REGISTRY_SIZE = 33, BATCH_ID_SIZE = 64 };

struct page {
    char registry[REGISTRY_SIZE];
    int64_t before, number; /* asked for now; 0: no more */
    size_t looked;
    json_t *items;
};

static void page_free(void *own)
{
    struct page *page = own;

    json_decref(page->items);
    free(page);
}

/* By the version of what relay keeps (services/relay/sealed.h). */
static const char *state_of(int64_t version)
{
    return version == 0 ? "sealed" : version == 1 ? "sending" : "answered";
}

/* HMGET count sealed_ms v [d]; NULL: there is no such batch. */
static json_t *render(const char *id, const struct redis_reply *reply)
{
    if (redis_reply_is_nil(redis_reply_at(reply, 0)))
        return NULL;
    return json_pack(
        "{s:s, s:I, s:s, s:o}", "id", id, "count",
        (json_int_t)redis_reply_int(redis_reply_at(reply, 0)), "state",
        state_of(redis_reply_int(redis_reply_at(reply, 2))), "sealed_at",
        me_time(redis_reply_int(redis_reply_at(reply, 1))));
}

/* ---- the list ---- */

static void ask_batch(struct call *c);

static void id_of(const struct page *page, char ret[BATCH_ID_SIZE])
{
    (void)snprintf(ret, BATCH_ID_SIZE, "%s-%" PRId64, page->registry,
                   page->number);
}

static void on_batch(struct call *c, const struct redis_reply *reply)
{
    struct page *page = c->own;
    char id[BATCH_ID_SIZE];
    json_t *item;

    id_of(page, id);
    item = render(id, reply);
    if (item)
        (void)json_array_append_new(page->items, item);
    page->number--;
    page->looked++;
    ask_batch(c);
}

static void ask_batch(struct call *c)
{
    const struct page *page = c->own;
    char id[BATCH_ID_SIZE], key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "count", "sealed_ms", "v"};

    if (page->number < 1 || page->looked == PAGE) {
        call_json(c, 200,
                  json_pack("{s:O, s:o}", "batches", page->items, "next",
                            page->number < 1 ? json_null()
                                             : json_integer(page->number + 1)));
        return;
    }
    id_of(page, id);
    CHECK(key_of("batch", id, key));
    store_ask(c, words, 5, on_batch);
}

/* The number of the last one that was sealed. */
static void on_last(struct call *c, const struct redis_reply *reply)
{
    struct page *page = c->own;
    int64_t last = redis_reply_int(reply);

    page->number = last < page->before ? last : page->before - 1;
    ask_batch(c);
}

static bool read_query(const struct call *c, struct page *page)
{
    char before[24];
    size_t len;

    if (!call_query(c, "registry", page->registry, sizeof page->registry))
        (void)snprintf(page->registry, sizeof page->registry, "chsi");
    len = strspn(page->registry, "abcdefghijklmnopqrstuvwxyz0123456789");
    page->before = INT64_MAX;
    return len > 0 && page->registry[len] == '\0' &&
           (!call_query(c, "before", before, sizeof before) ||
            text_to_i64(before, 1, INT64_MAX, &page->before));
}

void batches_get(struct call *c)
{
    struct page *page = must_alloc(sizeof *page);
    char key[KEY_SIZE];
    const char *words[] = {"GET", key};

    page->items = json_array();
    call_set_own(c, page, page_free);
    if (!read_query(c, page)) {
        call_problem(c, "bad_request");
        return;
    }
    CHECK(key_of("c:seal", page->registry, key));
    store_ask(c, words, 2, on_last);
}

/* ---- one ---- */

static json_t *time_or_null(int64_t at_ms)
{
    return at_ms > 0 ? me_time(at_ms) : json_null();
}

static void add_fate(json_t *json, const Tucai__V1__SealedBatch *batch)
{
    bool is_answered = batch && batch->answered_ms > 0;

    (void)json_object_set_new(json, "built_at",
                              time_or_null(batch ? batch->built_ms : 0));
    (void)json_object_set_new(json, "answered_at",
                              time_or_null(batch ? batch->answered_ms : 0));
    (void)json_object_set_new(json, "accepted",
                              is_answered ? json_integer(batch->accepted)
                                          : json_null());
    (void)json_object_set_new(json, "refused",
                              is_answered ? json_integer(batch->refused)
                                          : json_null());
}

static void on_one(struct call *c, const struct redis_reply *reply)
{
    struct bytes data = redis_reply_bytes(redis_reply_at(reply, 3));
    json_t *json = render(c->params[0], reply);
    Tucai__V1__SealedBatch *batch = NULL;

    if (!json) {
        call_problem(c, "not_found");
        return;
    }
    if (data.len > 0)
        batch = tucai__v1__sealed_batch__unpack(NULL, data.len, data.at);
    add_fate(json, batch);
    if (batch)
        tucai__v1__sealed_batch__free_unpacked(batch, NULL);
    call_json(c, 200, json);
}

void batch_get(struct call *c)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "count", "sealed_ms", "v", "d"};

    if (key_of("batch", c->params[0], key))
        store_ask(c, words, 6, on_one);
    else
        call_problem(c, "not_found");
}
