#include "billing/journal/rebuild.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <stdlib.h>
#include <string.h>

/* Events as they come; sorting finds the last of each order. */
struct rebuild {
    struct event *at;
    size_t n, cap;
};

struct rebuild *rebuild_new(void)
{
    return must_alloc(sizeof(struct rebuild));
}

struct rebuild *rebuild_free(struct rebuild *rebuild)
{
    if (!rebuild)
        return NULL;
    free(rebuild->at);
    free(rebuild);
    return NULL;
}

void rebuild_freep(struct rebuild **rebuild)
{
    *rebuild = rebuild_free(*rebuild);
}

static int by_order(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    int by_no = strcmp(x->order_no, y->order_no);

    return by_no ? by_no : (x->seq > y->seq) - (x->seq < y->seq);
}

static int by_student(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    int by_uid = strcmp(x->uid, y->uid);

    if (by_uid)
        return by_uid;
    if (x->created_ms != y->created_ms)
        return x->created_ms < y->created_ms ? -1 : 1;
    return strcmp(x->order_no, y->order_no);
}

/* Keeps the last event of each order only. */
static void settle(struct rebuild *r)
{
    size_t kept = 0;

    if (r->n == 0)
        return;
    qsort(r->at, r->n, sizeof *r->at, by_order);
    for (size_t i = 0; i < r->n; i++) {
        bool is_last = i + 1 == r->n ||
                       strcmp(r->at[i].order_no, r->at[i + 1].order_no) != 0;

        if (is_last)
            r->at[kept++] = r->at[i];
    }
    r->n = kept;
}

/* Room is made by forgetting what later events have overtaken, so that it
 * grows with the orders, not with the lines. */
void rebuild_add(void *rebuild, const struct event *event)
{
    struct rebuild *r = rebuild;

    if (r->n == r->cap)
        settle(r);
    if (r->n >= r->cap / 2 + r->cap / 4) {
        size_t cap = r->cap ? 2 * r->cap : 1024;
        struct event *at = reallocarray(r->at, cap, sizeof *at);

        CHECK(at); /* a command at a console: no memory is the end of it */
        r->at = at;
        r->cap = cap;
    }
    r->at[r->n++] = *event;
}

void rebuild_students(struct rebuild *rebuild,
                      void (*each)(void *ctx, const struct event *orders,
                                   size_t n),
                      void *ctx)
{
    size_t from = 0;

    settle(rebuild);
    if (rebuild->n == 0)
        return;
    qsort(rebuild->at, rebuild->n, sizeof *rebuild->at, by_student);
    for (size_t i = 1; i <= rebuild->n; i++) {
        if (i < rebuild->n &&
            strcmp(rebuild->at[i].uid, rebuild->at[from].uid) == 0)
            continue;
        each(ctx, &rebuild->at[from], i - from);
        from = i;
    }
}
