#include "ingest/newest.h"

#include "core/check.h"
#include "ingest/store.h"

#include <stdio.h>
#include <stdlib.h>

struct list {
    const struct newest *what;
    char ids[NEWEST_MAX][ID_SIZE];
    size_t n, at;
    json_t *items;
};

static void list_free(void *own)
{
    struct list *list = own;

    json_decref(list->items);
    free(list);
}

static void ask_next(struct call *c);

static void on_one(struct call *c, const struct redis_reply *reply)
{
    struct list *list = c->own;
    struct bytes value;
    uint64_t version;
    json_t *item = NULL;

    if (store_versioned(reply, &value, &version))
        item = list->what->show(value);
    if (item)
        (void)json_array_append_new(list->items, item);
    list->at++;
    ask_next(c);
}

static void ask_next(struct call *c)
{
    const struct list *list = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    if (list->at < list->n &&
        key_of(list->what->prefix, list->ids[list->at], key))
        store_ask(c, words, 4, on_one);
    else
        call_json(c, 200, json_pack("{s:O}", list->what->name, list->items));
}

static void on_ids(struct call *c, const struct redis_reply *reply)
{
    struct list *list = c->own;

    for (size_t i = 0; i < redis_reply_count(reply) && list->n < NEWEST_MAX;
         i++) {
        struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

        (void)snprintf(list->ids[list->n++], ID_SIZE, "%.*s", (int)b.len,
                       (const char *)b.at);
    }
    ask_next(c);
}

void newest_list(struct call *c, const char *index, const struct newest *what)
{
    const char *words[] = {"ZRANGE", index, "0", "99", "REV"};
    struct list *list = must_alloc(sizeof *list);

    list->what = what;
    list->items = json_array();
    call_set_own(c, list, list_free);
    store_ask(c, words, 5, on_ids);
}
