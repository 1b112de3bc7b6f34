#include "service/log.h"

#include "core/bytes.h"
#include "core/check.h"
#include "core/random.h"
#include "core/text.h"
#include "core/time.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

/* FIELD_BYTES: enough for a field but a long text's content, and the end. */
enum { LINE_MAX_BYTES = 4096, FIELD_BYTES = 64 };

/* Set once by log_open() before anything is logged, constant afterwards. */
static struct {
    const char *service;
    enum log_level least;
    uint8_t hash_key[crypto_shorthash_KEYBYTES];
} opened = {.service = "?", .least = LOG_LEVEL_INFO};

static const char *const LEVELS[] = {"debug", "info", "warn", "error"};

struct line {
    char text[LINE_MAX_BYTES];
    size_t len;
};

static bool has_room(const struct line *line, size_t len)
{
    return line->len + len <= sizeof line->text;
}

static void put(struct line *line, const char *text)
{
    size_t len = strlen(text);

    CHECK(has_room(line, len));
    memcpy(line->text + line->len, text, len);
    line->len += len;
}

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* What is too long is cut between two characters. */
static void put_quoted(struct line *line, const char *text)
{
    put(line, "\"");
    for (; text && *text; text++) {
        unsigned char c = (unsigned char)*text;
        char one[8] = {*text, 0};

        if (!has_room(line, is_tail(c) ? FIELD_BYTES / 2 : FIELD_BYTES))
            break;
        if (c == '"' || c == '\\')
            (void)snprintf(one, sizeof one, "\\%c", c);
        else if (c < 0x20)
            (void)snprintf(one, sizeof one, "\\u%04x", c);
        put(line, one);
    }
    put(line, "\"");
}

static void put_uid(struct line *line, const char *uid)
{
    uint8_t hash[crypto_shorthash_BYTES];
    char hex[2 * sizeof hash + 1];
    struct bytes text = bytes_of_text(uid);

    (void)crypto_shorthash(hash, text.at, text.len, opened.hash_key);
    text_hex((struct bytes){hash, sizeof hash}, hex);
    put_quoted(line, hex);
}

static void put_value(struct line *line, const struct log_field *f)
{
    char number[40];

    switch (f->kind) {
    case LOG_TEXT:
        put_quoted(line, f->text);
        return;
    case LOG_UID:
        put_uid(line, f->text);
        return;
    case LOG_INT:
        (void)snprintf(number, sizeof number, "%lld", (long long)f->number);
        put(line, number);
        return;
    case LOG_REAL:
        (void)snprintf(number, sizeof number, "%.6g", f->real);
        put(line, isfinite(f->real) ? number : "null");
        return;
    case LOG_END:
        return;
    }
}

/* One that finds no place is left out. */
static void put_field(struct line *line, const struct log_field *f)
{
    if (!has_room(line, strlen(f->key) + FIELD_BYTES))
        return;
    put(line, ",\"");
    put(line, f->key);
    put(line, "\":");
    put_value(line, f);
}

void log_open(const char *service, enum log_level least,
              const uint8_t *hash_key)
{
    opened.service = service;
    opened.least = least;
    if (hash_key)
        memcpy(opened.hash_key, hash_key, sizeof opened.hash_key);
    else
        random_fill(opened.hash_key, sizeof opened.hash_key);
}

int log_level_of(const char *name)
{
    for (int i = LOG_LEVEL_DEBUG; i <= LOG_LEVEL_ERROR; i++) {
        if (strcmp(name, LEVELS[i]) == 0)
            return i;
    }
    return -1;
}

void log_write(enum log_level level, const char *event,
               const struct log_field *fields)
{
    struct line line = {.len = 0};
    char at[TIME_TEXT_SIZE];

    if (level < opened.least)
        return;
    put(&line, "{\"event\":\"");
    put(&line, event);
    put(&line, "\",\"level\":\"");
    put(&line, LEVELS[level]);
    put(&line, "\"");
    time_format(time_wall_ms(), at);
    put_field(&line, &F_STR("at", at));
    put_field(&line, &F_STR("service", opened.service));
    put_field(&line, &F_INT("pid", getpid()));
    for (; fields->kind != LOG_END; fields++)
        put_field(&line, fields);
    memcpy(line.text + line.len, "}\n", 2);
    /* One write per line, so that lines of several processes do not mix. */
    if (write(STDOUT_FILENO, line.text, line.len + 2) < 0)
        return; /* nobody reads our log: there is nobody to tell */
}

int log_fault(const char *event, int fault)
{
    log_error(event, F_STR("fault", strerror(-fault)));
    return fault;
}
