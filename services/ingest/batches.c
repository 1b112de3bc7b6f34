#include "ingest/routes.h"

#include "core/check.h"
#include "core/text.h"
#include "ingest/ops_reason.h"
#include "ingest/store.h"
#include "model/me.h"
#include "proto/relay.pb-c.h"
#include "rules/roles.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * GET /batches, /batches/{id}: what went to a registry, by its number, or what
 * waits there (R35); nobody in it is named but by submission, and to the
 * province alone, when it has to ask about one.  A batch is kept until
 * everybody in it is forgotten (R41).
 */

enum { PAGE = 100, REGISTRY_SIZE = 33, BATCH_ID_SIZE = 64 };

struct page {
    char registry[REGISTRY_SIZE];
    char id[BATCH_ID_SIZE]; /* of the one that is asked for now */
    int64_t before, number; /* of it; 0: no more */
    json_t *open;           /* ids of a page by state; NULL: by number */
    size_t looked;
    json_t *items;
};

static void page_free(void *own)
{
    struct page *page = own;

    json_decref(page->items);
    json_decref(page->open);
    free(page);
}

enum { COUNT, SEALED_MS, VERSION, STATE, JOB, DATA };

/* As the relay notes it (services/relay/sealed.h); of a batch from before it
 * did, by the version of what it keeps. */
static json_t *state_of(const struct redis_reply *reply)
{
    struct bytes state = redis_reply_bytes(redis_reply_at(reply, STATE));
    int64_t version = redis_reply_int(redis_reply_at(reply, VERSION));

    if (state.len > 0)
        return json_stringn((const char *)state.at, state.len);
    return json_string(version == 0   ? "sealed"
                       : version == 1 ? "sending"
                                      : "answered");
}

/* HMGET in the order above; NULL: there is no such batch. */
static json_t *render(const char *id, const struct redis_reply *reply)
{
    if (redis_reply_is_nil(redis_reply_at(reply, COUNT)))
        return NULL;
    return json_pack(
        "{s:s, s:I, s:o, s:o}", "id", id, "count",
        (json_int_t)redis_reply_int(redis_reply_at(reply, COUNT)), "state",
        state_of(reply), "sealed_at",
        me_time(redis_reply_int(redis_reply_at(reply, SEALED_MS))));
}

/* ---- the list ---- */

static void ask_batch(struct call *c);

/* How often the job that has it in hand was put off, and why the last time. */
static void on_job(struct call *c, const struct redis_reply *reply)
{
    struct page *page = c->own;
    json_t *item =
        json_array_get(page->items, json_array_size(page->items) - 1);

    (void)json_object_set_new(
        item, "waits", json_integer(redis_reply_int(redis_reply_at(reply, 0))));
    (void)json_object_set_new(
        item, "waits_for",
        ops_reason(redis_reply_bytes(redis_reply_at(reply, 1))));
    ask_batch(c);
}

static bool ask_job(struct call *c, const struct redis_reply *reply)
{
    struct bytes job = redis_reply_bytes(redis_reply_at(reply, JOB));
    char id[BATCH_ID_SIZE + 32], key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "w", "e"};

    (void)snprintf(id, sizeof id, "%.*s", (int)job.len, (const char *)job.at);
    if (job.len == 0 || !key_of("j", id, key))
        return false;
    store_ask(c, words, 4, on_job);
    return true;
}

static void on_batch(struct call *c, const struct redis_reply *reply)
{
    struct page *page = c->own;
    json_t *item = render(page->id, reply);

    if (item)
        (void)json_array_append_new(page->items, item);
    page->number--;
    page->looked++;
    if (!item || !page->open || !ask_job(c, reply))
        ask_batch(c);
}

/* The next one's id into page->id; false: there is no more. */
static bool next_id(struct page *page)
{
    const char *open;

    if (page->looked == PAGE)
        return false;
    if (!page->open) {
        (void)snprintf(page->id, sizeof page->id, "%s-%" PRId64, page->registry,
                       page->number);
        return page->number >= 1;
    }
    open = json_string_value(json_array_get(page->open, page->looked));
    (void)snprintf(page->id, sizeof page->id, "%s", open ? open : "");
    return open != NULL;
}

static void ask_batch(struct call *c)
{
    struct page *page = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key,     "count", "sealed_ms",
                           "v",     "state", "job"};

    if (next_id(page)) {
        CHECK(key_of("batch", page->id, key));
        store_ask(c, words, 7, on_batch);
        return;
    }
    call_json(c, 200,
              json_pack("{s:O, s:o}", "batches", page->items, "next",
                        page->open || page->number < 1
                            ? json_null()
                            : json_integer(page->number + 1)));
}

/* The number of the last one that was sealed. */
static void on_last(struct call *c, const struct redis_reply *reply)
{
    struct page *page = c->own;
    int64_t last = redis_reply_int(reply);

    page->number = last < page->before ? last : page->before - 1;
    ask_batch(c);
}

/* Ids, oldest first. */
static void on_open(struct call *c, const struct redis_reply *reply)
{
    struct page *page = c->own;

    for (size_t i = 0; i < redis_reply_count(reply); i++) {
        struct bytes id = redis_reply_bytes(redis_reply_at(reply, i));
        if (id.len < BATCH_ID_SIZE)
            (void)json_array_append_new(
                page->open, json_stringn((const char *)id.at, id.len));
    }
    ask_batch(c);
}

static void ask_open(struct call *c, const char *set)
{
    const char *words[] = {"ZRANGE", set, "0", "99"};

    _Static_assert(PAGE == 100, "as the range says");
    ((struct page *)c->own)->open = json_array();
    store_ask(c, words, 4, on_open);
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

static void ask_last(struct call *c)
{
    const struct page *page = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"GET", key};

    CHECK(key_of("c:seal", page->registry, key));
    store_ask(c, words, 2, on_last);
}

/* The set that a wish for a state is about; "" without one, NULL for no state.
 */
static const char *set_of(const struct call *c)
{
    char state[16];

    if (!call_query(c, "state", state, sizeof state))
        return strstr(http_query(c->x), "state=") ? NULL : "";
    if (strcmp(state, "open") == 0)
        return "batch:open";
    return strcmp(state, "uncertain") == 0 ? "batch:uncertain" : NULL;
}

void batches_get(struct call *c)
{
    struct page *page = must_alloc(sizeof *page);
    const char *set = set_of(c);

    page->items = json_array();
    call_set_own(c, page, page_free);
    if (!set || !read_query(c, page))
        call_problem(c, "bad_request");
    else if (*set)
        ask_open(c, set);
    else
        ask_last(c);
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
    (void)json_object_set_new(json, "resolved_at",
                              time_or_null(batch ? batch->resolved_ms : 0));
}

/* What a person has to find out.  Only the province may know of whom. */
static void add_doubt(const struct call *c, json_t *json,
                      const Tucai__V1__SealedBatch *batch)
{
    bool is_uncertain =
        batch && batch->state == TUCAI__V1__SEALED_BATCH__STATE__UNCERTAIN;
    json_t *list;

    (void)json_object_set_new(
        json, "cause", is_uncertain ? json_string(batch->cause) : json_null());
    if (!is_uncertain || !role_may(role_of(c->session.role), RIGHT_PROVINCE))
        return;
    list = json_array();
    for (size_t i = 0; i < batch->n_photos; i++)
        (void)json_array_append_new(
            list, json_string(batch->photos[i]->submission_id));
    (void)json_object_set_new(json, "submissions", list);
}

static void on_one(struct call *c, const struct redis_reply *reply)
{
    struct bytes data = redis_reply_bytes(redis_reply_at(reply, DATA));
    json_t *json = render(c->params[0], reply);
    Tucai__V1__SealedBatch *batch = NULL;

    if (!json) {
        call_problem(c, "not_found");
        return;
    }
    if (data.len > 0)
        batch = tucai__v1__sealed_batch__unpack(NULL, data.len, data.at);
    add_fate(json, batch);
    add_doubt(c, json, batch);
    if (batch)
        tucai__v1__sealed_batch__free_unpacked(batch, NULL);
    call_json(c, 200, json);
}

void batch_get(struct call *c)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key,     "count", "sealed_ms",
                           "v",     "state", "job",   "d"};

    if (key_of("batch", c->params[0], key))
        store_ask(c, words, 8, on_one);
    else
        call_problem(c, "not_found");
}
