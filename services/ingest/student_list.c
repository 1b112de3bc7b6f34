#include "ingest/student_list.h"

#include "core/check.h"
#include "core/text.h"
#include "ingest/place.h"
#include "ingest/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UID_BYTES = 72, CURSOR_SIZE = 48 };

struct listing {
    char uids[STUDENT_LIST_MAX][UID_BYTES];
    size_t n, at;
    const char *name;
    student_item_fn *fn;
    json_t *items;

    /* of a page */
    bool is_paged;
    int64_t limit;
    int64_t from, seen;     /* the first score, and how many of it were shown */
    char next[CURSOR_SIZE]; /* "": this is the last one */
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
    else if (!l->is_paged)
        call_json(c, 200, json_pack("{s:O}", l->name, l->items));
    else
        call_json(c, 200,
                  json_pack("{s:O, s:s?}", l->name, l->items, "next",
                            l->next[0] ? l->next : NULL));
}

static struct listing *listing_new(const char *name, student_item_fn *fn)
{
    struct listing *l = must_alloc(sizeof *l);

    l->name = name;
    l->fn = fn;
    l->items = json_array();
    return l;
}

static void add_uid(struct listing *l, struct bytes uid)
{
    if (uid.len < UID_BYTES && l->n < STUDENT_LIST_MAX)
        (void)snprintf(l->uids[l->n++], UID_BYTES, "%.*s", (int)uid.len,
                       (const char *)uid.at);
}

static void on_list(struct call *c, const struct redis_reply *reply)
{
    for (size_t i = 0; i < redis_reply_count(reply); i++)
        add_uid(c->own, redis_reply_bytes(redis_reply_at(reply, i)));
    next_student(c);
}

void student_list(struct call *c, const char *const words[4], const char *name,
                  student_item_fn *fn)
{
    call_set_own(c, listing_new(name, fn), listing_free);
    store_ask(c, words, 4, on_list);
}

/* ---- pages ---- */

/* A cursor is a score and how many students of that score came before, so that
 * a page goes on where the last one ended though some have left the set. */
static bool read_cursor(struct listing *l, const char *cursor)
{
    const char *dot = strchr(cursor, '.');
    char score[CURSOR_SIZE];

    (void)snprintf(score, sizeof score, "%.*s", dot ? (int)(dot - cursor) : 0,
                   cursor);
    return dot && text_to_i64(score, 0, INT64_MAX, &l->from) &&
           text_to_i64(dot + 1, 0, INT32_MAX, &l->seen);
}

static bool read_page(const struct call *c, struct listing *l)
{
    char limit[8], after[CURSOR_SIZE];

    l->is_paged = true;
    l->limit = STUDENT_LIST_MAX;
    if (call_query(c, "limit", limit, sizeof limit) &&
        !text_to_i64(limit, 1, STUDENT_LIST_MAX, &l->limit))
        return false;
    return !call_query(c, "after", after, sizeof after) ||
           read_cursor(l, after);
}

static struct bytes score_at(const struct redis_reply *reply, size_t i)
{
    return redis_reply_bytes(redis_reply_at(reply, 2 * i + 1));
}

/* The page after one of n students. */
static void set_next(struct listing *l, const struct redis_reply *reply,
                     size_t n)
{
    struct bytes score = score_at(reply, n);
    int64_t same = 0;
    size_t i = n;
    char text[CURSOR_SIZE];

    for (; i > 0 && bytes_equal(score_at(reply, i - 1), score); i--)
        same++;
    (void)snprintf(text, sizeof text, "%" PRId64, l->from);
    if (i == 0 && bytes_equal(score, bytes_of_text(text)))
        same += l->seen;
    (void)snprintf(l->next, sizeof l->next, "%.*s.%" PRId64, (int)score.len,
                   (const char *)score.at, same);
}

static void on_page(struct call *c, const struct redis_reply *reply)
{
    struct listing *l = c->own;
    size_t n = redis_reply_count(reply) / 2;
    bool is_last = n <= (size_t)l->limit;

    if (!is_last)
        n = (size_t)l->limit;
    for (size_t i = 0; i < n; i++)
        add_uid(l, redis_reply_bytes(redis_reply_at(reply, 2 * i)));
    if (!is_last)
        set_next(l, reply, n);
    next_student(c);
}

void student_page(struct call *c, const char *key, const char *name,
                  student_item_fn *fn)
{
    struct listing *l = listing_new(name, fn);
    char from[24], seen[24], count[24];
    const char *words[] = {"ZRANGEBYSCORE", key,     from, "+inf",
                           "WITHSCORES",    "LIMIT", seen, count};

    call_set_own(c, l, listing_free);
    if (!read_page(c, l)) {
        call_problem(c, "bad_request");
        return;
    }
    (void)snprintf(from, sizeof from, "%" PRId64, l->from);
    (void)snprintf(seen, sizeof seen, "%" PRId64, l->seen);
    (void)snprintf(count, sizeof count, "%" PRId64, l->limit + 1);
    store_ask(c, words, sizeof words / sizeof *words, on_page);
}
