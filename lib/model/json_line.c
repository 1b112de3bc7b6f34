#include "model/json_line.h"

#include <jansson.h>
#include <string.h>

struct walk {
    struct bytes text;
    size_t pos;
};

static int here(const struct walk *w)
{
    return w->pos < w->text.len ? w->text.at[w->pos] : -1;
}

static void skip_blanks(struct walk *w)
{
    while (here(w) == ' ' || here(w) == '\t' || here(w) == '\r' ||
           here(w) == '\n')
        w->pos++;
}

static bool take(struct walk *w, int c)
{
    skip_blanks(w);
    if (here(w) != c)
        return false;
    w->pos++;
    return true;
}

/* A string with its quotes; an empty view where none stands. */
static struct bytes take_string(struct walk *w)
{
    size_t from;

    skip_blanks(w);
    from = w->pos;
    if (here(w) != '"')
        return (struct bytes){0};
    do {
        w->pos += here(w) == '\\' ? 2 : 1;
    } while (w->pos < w->text.len && here(w) != '"');
    if (w->pos >= w->text.len) {
        w->pos = w->text.len;
        return (struct bytes){0};
    }
    w->pos++;
    return (struct bytes){w->text.at + from, w->pos - from};
}

/* Past a value: to the comma or bracket that follows it. */
static void skip_value(struct walk *w)
{
    int depth = 0;

    for (;;) {
        int c;

        skip_blanks(w);
        c = here(w);
        if (c < 0 || (depth == 0 && (c == ',' || c == '}' || c == ']')))
            return;
        if (c == '"') {
            (void)take_string(w);
            continue;
        }
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= c == '}' || c == ']' ? 1 : 0;
        w->pos++;
    }
}

/* A key may be written with escapes. */
static bool is_key(struct bytes quoted, const char *name)
{
    json_t *key =
        json_loadb((const char *)quoted.at, quoted.len, JSON_DECODE_ANY, NULL);
    const char *text = json_string_value(key);
    bool is = text && strcmp(text, name) == 0;

    json_decref(key);
    return is;
}

/* From an object's beginning to the value of its member; *ret_key is where
 * its key stands. */
static bool enter(struct walk *w, const char *name, size_t *ret_key)
{
    if (!take(w, '{'))
        return false;
    do {
        struct bytes key = take_string(w);
        size_t at = w->pos - key.len;

        if (key.len == 0 || !take(w, ':'))
            return false;
        if (is_key(key, name)) {
            *ret_key = at;
            return true;
        }
        skip_value(w);
    } while (take(w, ','));
    return false;
}

int json_line_at(struct bytes text, size_t pos)
{
    int line = 1;

    for (size_t i = 0; i < pos && i < text.len; i++)
        line += text.at[i] == '\n';
    return line;
}

int json_line(struct bytes text, const char *const *path)
{
    struct walk w = {.text = text};
    size_t pos = 0;

    while (*path && enter(&w, *path, &pos))
        path++;
    return json_line_at(text, pos);
}
