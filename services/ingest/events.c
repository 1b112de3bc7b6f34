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
 * client that comes back with Last-Event-ID misses nothing of the last 64.
 */

enum {
    LOOK_EVERY_MS = 5000,
    ALIVE_EVERY_MS = 15000,
    EVENT_MAX = 256 * 1024,
    PENDING_MAX = 1 << 20,
    ID_BYTES = 44,
};

struct events {
    struct waiting *waiting;
    char last[ID_BYTES]; /* id of the last event that was sent */
    int64_t sent_ms;
    bool is_asking, again;
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

static void look(struct call *c)
{
    struct events *e = c->own;
    char key[KEY_SIZE];
    char from[ID_BYTES + 2];
    const char *words[] = {"XRANGE", key, from, "+"};

    e->again = e->is_asking;
    if (is_over(c) && !e->is_asking) {
        call_stream_end(c);
        return;
    }
    /* Who does not read is looked after by the server's write limit. */
    if (e->is_asking || !c->x || http_answer_pending(c->x) > PENDING_MAX)
        return;
    e->is_asking = true;
    (void)snprintf(from, sizeof from, "(%s", e->last);
    if (key_of("ev", c->session.uid, key))
        store_ask_quietly(c, words, 4, on_entries);
}

static void on_left(struct call *c)
{
    struct events *e = c->own;

    waiting_free(e->waiting);
    e->waiting = NULL;
}

static void start(struct call *c)
{
    static const struct http_header HEADERS[] = {
        {"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}, {0}};
    struct events *e = c->own;

    call_stream(c, "text/event-stream", HEADERS);
    /* What a proxy or a browser buffers until something comes. */
    http_answer_add(c->x, bytes_of_text("retry: 1000\n\n"));
    e->sent_ms = time_mono_ms();
    c->left = on_left;
    e->waiting = waiting_new(c, c->session.uid, NULL, LOOK_EVERY_MS, look);
    look(c);
}

/* XREVRANGE ev:<uid> + - COUNT 1: from now on. */
static void on_newest(struct call *c, const struct redis_reply *reply)
{
    struct events *e = c->own;
    struct bytes id =
        redis_reply_bytes(redis_reply_at(redis_reply_at(reply, 0), 0));

    (void)snprintf(e->last, sizeof e->last, "%.*s", (int)id.len,
                   (const char *)id.at);
    start(c);
}

static void on_newest_or_none(struct call *c, const struct redis_reply *reply)
{
    if (redis_reply_count(reply) > 0)
        on_newest(c, reply);
    else
        start(c);
}

void events_get(struct call *c)
{
    const char *last = http_header(c->x, "last-event-id");
    struct events *e = must_alloc(sizeof *e);
    char key[KEY_SIZE];
    const char *words[] = {"XREVRANGE", key, "+", "-", "COUNT", "1"};

    call_set_own(c, e, events_free);
    (void)snprintf(e->last, sizeof e->last, "0-0");
    if (last && is_stream_id(last)) {
        (void)snprintf(e->last, sizeof e->last, "%s", last);
        start(c);
    } else if (key_of("ev", c->session.uid, key)) {
        store_ask(c, words, 6, on_newest_or_none);
    } else {
        call_problem(c, "not_found");
    }
}
