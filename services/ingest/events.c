#include "ingest/routes.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "ingest/store.h"
#include "ingest/waiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Server-sent events out of the stream ev:<uid>.  Its ids are ours, so a
 * client that comes back with Last-Event-ID, to whichever process, misses
 * nothing of the last 64. Who comes back later than that is told so: event
 * `reset`.
 */

enum {
    LOOK_EVERY_MS = 5000,
    ALIVE_EVERY_MS = 15000,
    SESSION_EVERY_MS = 1000, /* at most so often is asked whether it stands */
    EVENT_MAX = 256 * 1024,
    PENDING_MAX = 1 << 20,
    ID_BYTES = 44,
};

struct events {
    struct waiting *waiting;
    char last[ID_BYTES]; /* id of the last event that was sent */
    int64_t sent_ms;
    bool is_asking, again;
    bool is_foreign;    /* the client came with an id that is none of ours */
    int64_t checked_ms; /* when the session was last seen to stand */
};

static void events_free(void *own)
{
    struct events *e = own;

    waiting_free(e->waiting);
    free(e);
}

/* "123-4" of the stream; anything else would be part of a command. */
static bool is_stream_id(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits > 0 && digits < 21 && text[digits] == '-' &&
           strlen(text + digits + 1) < 21 && text[digits + 1] &&
           text[digits + 1 + strspn(text + digits + 1, "0123456789")] == '\0';
}

static struct bytes field(const struct redis_reply *pairs, const char *name)
{
    for (size_t i = 0; i + 1 < redis_reply_count(pairs); i += 2) {
        struct bytes b = redis_reply_bytes(redis_reply_at(pairs, i));

        if (bytes_equal(b, bytes_of_text(name)))
            return redis_reply_bytes(redis_reply_at(pairs, i + 1));
    }
    return (struct bytes){0};
}

/* One event; a line break inside the JSON would end it early, and there is
 * none in compact JSON. */
static void send_event(struct call *c, const struct redis_reply *entry)
{
    struct events *e = c->own;
    struct bytes id = redis_reply_bytes(redis_reply_at(entry, 0));
    const struct redis_reply *pairs = redis_reply_at(entry, 1);
    struct bytes kind = field(pairs, "kind");
    struct bytes json = field(pairs, "json");
    _cleanup_(buf_done) struct buf text = BUF_INIT(EVENT_MAX);

    (void)snprintf(e->last, sizeof e->last, "%.*s", (int)id.len,
                   (const char *)id.at);
    if (buf_add_text(&text, "id: ") < 0 || buf_add(&text, id.at, id.len) < 0 ||
        buf_add_text(&text, "\nevent: ") < 0 ||
        buf_add(&text, kind.at, kind.len) < 0 ||
        buf_add_text(&text, "\ndata: ") < 0 ||
        buf_add(&text, json.at, json.len) < 0 ||
        buf_add_text(&text, "\n\n") < 0)
        return;
    http_answer_add(c->x, buf_view(&text));
    e->sent_ms = time_mono_ms();
}

/* A stream lives no longer than the session that opened it. */
static bool is_over(const struct call *c)
{
    return c->app->is_stopping || c->session.expires_ms <= app_now_ms(c->app);
}

static void look(struct call *c);

/* XRANGE ev:<uid> (<last> + */
static void on_entries(struct call *c, const struct redis_reply *reply)
{
    struct events *e = c->own;

    e->is_asking = false;
    for (size_t i = 0; reply && i < redis_reply_count(reply); i++)
        send_event(c, redis_reply_at(reply, i));
    if (time_mono_ms() - e->sent_ms > ALIVE_EVERY_MS) {
        http_answer_add(c->x, bytes_of_text(": alive\n\n"));
        e->sent_ms = time_mono_ms();
    }
    if (e->again)
        look(c);
}

static void read_on(struct call *c)
{
    struct events *e = c->own;
    char key[KEY_SIZE];
    char from[ID_BYTES + 2];
    const char *words[] = {"XRANGE", key, from, "+"};

    (void)snprintf(from, sizeof from, "(%s", e->last);
    if (key_of("ev", c->session.uid, key))
        store_ask_quietly(c, words, 4, on_entries);
}

/* EXISTS sess:<hash>; no answer says nothing. */
static void on_session(struct call *c, const struct redis_reply *reply)
{
    struct events *e = c->own;

    e->checked_ms = time_mono_ms();
    if (reply && redis_reply_int(reply) == 0)
        call_stream_end(c);
    else
        read_on(c);
}

/* Whoever has signed out, or was erased, sees nothing more. */
static void check_session(struct call *c)
{
    char key[KEY_SIZE];
    const char *words[] = {"EXISTS", key};

    key_of_session(c->token_sha256, key);
    store_ask_quietly(c, words, 2, on_session);
}

static void look(struct call *c)
{
    struct events *e = c->own;

    e->again = e->is_asking;
    if (is_over(c) && !e->is_asking) {
        call_stream_end(c);
        return;
    }
    /* Who does not read is looked after by the server's write limit. */
    if (e->is_asking || !c->x || http_answer_pending(c->x) > PENDING_MAX)
        return;
    e->is_asking = true;
    if (time_mono_ms() - e->checked_ms >= SESSION_EVERY_MS)
        check_session(c);
    else
        read_on(c);
}

static void on_left(struct call *c)
{
    struct events *e = c->own;

    waiting_free(e->waiting);
    e->waiting = NULL;
}

/* What the stream of a student says of itself (XINFO STREAM). */
struct extent {
    char first[ID_BYTES], last[ID_BYTES]; /* ids that are kept; "": none */
    int64_t length, added;
};

static void copy_id(char ret[ID_BYTES], const struct redis_reply *id)
{
    struct bytes b = redis_reply_bytes(id);

    (void)snprintf(ret, ID_BYTES, "%.*s", (int)b.len, (const char *)b.at);
}

static struct extent extent_of(const struct redis_reply *info)
{
    struct extent e = {.last = "0-0"};

    for (size_t i = 0; i + 1 < redis_reply_count(info); i += 2) {
        struct bytes name = redis_reply_bytes(redis_reply_at(info, i));
        const struct redis_reply *value = redis_reply_at(info, i + 1);

        if (bytes_equal(name, bytes_of_text("length")))
            e.length = redis_reply_int(value);
        else if (bytes_equal(name, bytes_of_text("entries-added")))
            e.added = redis_reply_int(value);
        else if (bytes_equal(name, bytes_of_text("last-generated-id")))
            copy_id(e.last, value);
        else if (bytes_equal(name, bytes_of_text("first-entry")) &&
                 redis_reply_count(value) > 0)
            copy_id(e.first, redis_reply_at(value, 0));
    }
    return e;
}

/* a < b; both are stream ids. */
static bool is_before(const char *a, const char *b)
{
    uint64_t ms_a = strtoull(a, NULL, 10), ms_b = strtoull(b, NULL, 10);
    uint64_t n_a = strtoull(strchr(a, '-') + 1, NULL, 10);
    uint64_t n_b = strtoull(strchr(b, '-') + 1, NULL, 10);

    return ms_a < ms_b || (ms_a == ms_b && n_a < n_b);
}

/* Some of what came after `last` is not kept any more, or it was never ours:
 * only a look at /me tells what has become of all. */
static bool is_lost(const struct extent *e, const char *last)
{
    if (is_before(e->last, last))
        return true;
    return e->added > e->length && (!e->first[0] || is_before(last, e->first));
}

/* The id goes out before any event, so that who has seen none yet comes back
 * to the same place; what a proxy or a browser buffers until something comes
 * goes with it. */
static void start(struct call *c, const struct extent *extent)
{
    static const struct http_header HEADERS[] = {
        {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}, {0}};
    struct events *e = c->own;
    bool is_reset = e->is_foreign || (e->last[0] && is_lost(extent, e->last));
    char text[128];

    if (is_reset || !e->last[0])
        memcpy(e->last, extent->last, sizeof e->last);
    call_stream(c, "text/event-stream", HEADERS, NULL);
    (void)snprintf(text, sizeof text, "retry: 1000\nid: %s\n%s\n", e->last,
                   is_reset ? "event: reset\ndata: {}\n" : "");
    http_answer_add(c->x, bytes_of_text(text));
    e->sent_ms = e->checked_ms = time_mono_ms();
    c->left = on_left;
    e->waiting = waiting_new(c, c->session.uid, NULL, LOOK_EVERY_MS, look);
    look(c);
}

/* XINFO STREAM ev:<uid>, an error while nothing has happened. */
static void on_extent(struct call *c, const struct redis_reply *reply)
{
    const struct extent extent = extent_of(reply);

    start(c, &extent);
}

void events_get(struct call *c)
{
    const char *last = http_header(c->x, "last-event-id");
    struct events *e = must_alloc(sizeof *e);
    char key[KEY_SIZE];
    const char *words[] = {"XINFO", "STREAM", key};

    call_set_own(c, e, events_free);
    e->is_foreign = last && *last && !is_stream_id(last);
    if (last && is_stream_id(last))
        (void)snprintf(e->last, sizeof e->last, "%s", last);
    if (key_of("ev", c->session.uid, key))
        store_ask(c, words, 3, on_extent);
    else
        call_problem(c, "not_found");
}
