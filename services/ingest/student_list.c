#include "ingest/student_list.h"

#include "core/check.h"
#include "ingest/place.h"
#include "ingest/store.h"

#include <stdio.h>
#include <stdlib.h>

enum { UID_BYTES = 72 };

struct listing {
    char uids[STUDENT_LIST_MAX][UID_BYTES];
    size_t n, at;
    const char *name;
    student_item_fn *fn;
    json_t *items;
};

static void listing_free(void *own)
{
    struct listing *l = own;

    json_decref(l->items);
    free(l);
}

static void next_student(struct call *c);

static void with_place(struct call *c)
{
    struct listing *l = c->own;

    l->fn(c, l->items);
    l->at++;
    next_student(c);
}

static void with_student(struct call *c)
{
    struct listing *l = c->own;

    if (c->student) {
        place_find(c, with_place);
        return;
    }
    l->at++;
    next_student(c);
}

static void next_student(struct call *c)
{
    struct listing *l = c->own;

    if (l->at < l->n)
        store_student(c, l->uids[l->at], with_student);
    else
        call_json(c, 200, json_pack("{s:O}", l->name, l->items));
}

static void on_list(struct call *c, const struct redis_reply *reply)
{
    struct listing *l = c->own;

    for (size_t i = 0; i < redis_reply_count(reply) && l->n < STUDENT_LIST_MAX;
         i++) {
        struct bytes b = redis_reply_bytes(redis_reply_at(reply, i));

        if (b.len < UID_BYTES)
            (void)snprintf(l->uids[l->n++], UID_BYTES, "%.*s", (int)b.len,
                           (const char *)b.at);
    }
    next_student(c);
}

void student_list(struct call *c, const char *const words[4], const char *name,
                  student_item_fn *fn)
{
    struct listing *l = must_alloc(sizeof *l);

    l->name = name;
    l->fn = fn;
    l->items = json_array();
    call_set_own(c, l, listing_free);
    store_ask(c, words, 4, on_list);
}
