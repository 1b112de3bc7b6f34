#include "ingest/student_list.h"

#include "core/check.h"
#include "ingest/listing.h"
#include "ingest/place.h"
#include "ingest/store.h"

struct students {
    struct listing list;
    const char *name;
    student_item_fn *fn;
};

static void next_student(struct call *c);

static void with_place(struct call *c)
{
    struct students *l = c->own;

    l->fn(c, l->list.items);
    l->list.at++;
    next_student(c);
}

static void with_student(struct call *c)
{
    struct students *l = c->own;

    if (c->student) {
        place_find(c, with_place);
        return;
    }
    l->list.at++;
    next_student(c);
}

static void next_student(struct call *c)
{
    struct students *l = c->own;

    if (l->list.at < l->list.n)
        store_student(c, l->list.ids[l->list.at], with_student);
    else
        call_json(c, 200, json_pack("{s:O}", l->name, l->list.items));
}

static void on_list(struct call *c, const struct redis_reply *reply)
{
    listing_take(c->own, reply);
    next_student(c);
}

void student_list(struct call *c, const char *const words[4], const char *name,
                  student_item_fn *fn)
{
    struct students *l = must_alloc(sizeof *l);

    l->name = name;
    l->fn = fn;
    listing_begin(c, &l->list);
    store_ask(c, words, 4, on_list);
}
