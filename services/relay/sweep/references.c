#include "relay/sweep/references.h"

#include "core/cleanup.h"
#include "core/time.h"

#include <errno.h>
#include <stdio.h>

/* The types that hold values; lists, sets and streams hold names of keys and
 * what a student was told. */
static const struct type {
    const char *name, *read;
} TYPES[] = {{"hash", "HGETALL"}, {"string", "GET"}};

enum { TYPES_N = sizeof TYPES / sizeof *TYPES, CURSOR_SIZE = 24 };

struct scan {
    struct redis *redis;
    int64_t until_mono_ms;
    struct seen *seen;
    const struct type *type;
    char cursor[CURSOR_SIZE];
};

static void add(struct seen *seen, const struct redis_reply *value)
{
    struct bytes text = redis_reply_bytes(value);

    seen_add_text(seen, text.at, text.len);
    for (size_t i = 0; i < redis_reply_count(value); i++) {
        text = redis_reply_bytes(redis_reply_at(value, i));
        seen_add_text(seen, text.at, text.len);
    }
}

static int read_key(const struct scan *s, struct bytes key)
{
    const struct bytes words[] = {bytes_of_text(s->type->read), key};
    _cleanup_(redis_reply_freep) struct redis_reply *value = NULL;
    int r = redis_ask_bytes(s->redis, words, 2, &value);

    if (r == 0)
        add(s->seen, value);
    return r;
}

/* Some keys more; the cursor is "0" again at the end. */
static int step(struct scan *s)
{
    const char *const words[] = {"SCAN", s->cursor, "COUNT",
                                 "1000", "TYPE",    s->type->name};
    _cleanup_(redis_reply_freep) struct redis_reply *page = NULL;
    const struct redis_reply *keys;
    int r = redis_ask(s->redis, words, 6, &page);

    if (r == 0 && redis_reply_count(page) != 2)
        r = -EPROTO;
    if (r < 0)
        return r;
    keys = redis_reply_at(page, 1);
    for (size_t i = 0; i < redis_reply_count(keys) && r == 0; i++)
        r = read_key(s, redis_reply_bytes(redis_reply_at(keys, i)));
    (void)snprintf(s->cursor, sizeof s->cursor, "%.*s",
                   (int)redis_reply_bytes(redis_reply_at(page, 0)).len,
                   (const char *)redis_reply_bytes(redis_reply_at(page, 0)).at);
    return r;
}

static int read_type(struct scan *s)
{
    int r;

    (void)snprintf(s->cursor, sizeof s->cursor, "0");
    do {
        r = time_mono_ms() > s->until_mono_ms ? -ETIME : step(s);
    } while (r == 0 && (s->cursor[0] != '0' || s->cursor[1]));
    return r;
}

int references_read(struct redis *redis, int64_t until_mono_ms,
                    struct seen *ret)
{
    struct scan s = {
        .redis = redis, .until_mono_ms = until_mono_ms, .seen = ret};
    int r = 0;

    for (size_t i = 0; i < TYPES_N && r == 0; i++) {
        s.type = &TYPES[i];
        r = read_type(&s);
    }
    return r;
}
