#include "ingest/student_list.h"

#include "core/check.h"
#include "core/text.h"
#include "ingest/listing.h"
#include "ingest/place.h"
#include "ingest/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CURSOR_SIZE = 48 };

struct students {
    struct listing list;
    const char *name;
    student_item_fn *fn;

    /* of a page */
    bool is_paged;
    int64_t limit;
    int64_t from, seen;     /* the first score, and how many of it were shown */
    char next[CURSOR_SIZE]; /* "": this is the last one */
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
    else if (!l->is_paged)
        call_json(c, 200, json_pack("{s:O}", l->name, l->list.items));
    else
        call_json(c, 200,
                  json_pack("{s:O, s:s?}", l->name, l->list.items, "next",
                            l->next[0] ? l->next : NULL));
}

static struct students *students_begin(struct call *c, const char *name,
                                       student_item_fn *fn)
{
    struct students *l = must_alloc(sizeof *l);

    l->name = name;
    l->fn = fn;
    listing_begin(c, &l->list);
    return l;
}

static void on_list(struct call *c, const struct redis_reply *reply)
{
    listing_take(c->own, reply);
    next_student(c);
}

void student_list(struct call *c, const char *const words[4], const char *name,
                  student_item_fn *fn)
{
    (void)students_begin(c, name, fn);
    store_ask(c, words, 4, on_list);
}

/* ---- pages ---- */

/* A cursor is a score and how many students of that score came before, so that
 * a page goes on where the last one ended though some have left the set. */
static bool read_cursor(struct students *l, const char *cursor)
{
    const char *dot = strchr(cursor, '.');
    char score[CURSOR_SIZE];

    (void)snprintf(score, sizeof score, "%.*s", dot ? (int)(dot - cursor) : 0,
                   cursor);
    return dot && text_to_i64(score, 0, INT64_MAX, &l->from) &&
           text_to_i64(dot + 1, 0, INT32_MAX, &l->seen);
}

static bool read_page(const struct call *c, struct students *l)
{
    char limit[8], after[CURSOR_SIZE];

    l->is_paged = true;
    l->limit = LISTING_MAX;
    if (call_query(c, "limit", limit, sizeof limit) &&
        !text_to_i64(limit, 1, LISTING_MAX, &l->limit))
        return false;
    return !call_query(c, "after", after, sizeof after) ||
           read_cursor(l, after);
}

static struct bytes score_at(const struct redis_reply *reply, size_t i)
{
    return redis_reply_bytes(redis_reply_at(reply, 2 * i + 1));
}

/* The page after one of n students. */
static void set_next(struct students *l, const struct redis_reply *reply,
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
    struct students *l = c->own;
    size_t n = redis_reply_count(reply) / 2;
    bool is_last = n <= (size_t)l->limit;

    if (!is_last)
        n = (size_t)l->limit;
    for (size_t i = 0; i < n; i++)
        listing_add(&l->list, redis_reply_bytes(redis_reply_at(reply, 2 * i)));
    if (!is_last)
        set_next(l, reply, n);
    next_student(c);
}

void student_page(struct call *c, const char *key, const char *name,
                  student_item_fn *fn)
{
    struct students *l = students_begin(c, name, fn);
    char from[24], seen[24], count[24];
    const char *words[] = {"ZRANGEBYSCORE", key,     from, "+inf",
                           "WITHSCORES",    "LIMIT", seen, count};

    if (!read_page(c, l)) {
        call_problem(c, "bad_request");
        return;
    }
    (void)snprintf(from, sizeof from, "%" PRId64, l->from);
    (void)snprintf(seen, sizeof seen, "%" PRId64, l->seen);
    (void)snprintf(count, sizeof count, "%" PRId64, l->limit + 1);
    store_ask(c, words, sizeof words / sizeof *words, on_page);
}
