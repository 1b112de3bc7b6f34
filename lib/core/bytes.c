#include "core/bytes.h"

#include "core/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct bytes bytes_of_text(const char *text)
{
    if (!text)
        return (struct bytes){0};
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

bool bytes_equal(struct bytes a, struct bytes b)
{
    volatile uint8_t differing = 0;

    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        differing = (uint8_t)(differing | (a.at[i] ^ b.at[i]));
    return differing == 0;
}

static size_t grown_cap(const struct buf *b, size_t needed)
{
    size_t cap = b->cap ? b->cap : 256;

    while (cap < needed)
        cap *= 2;
    return cap < b->max ? cap : b->max;
}

uint8_t *buf_room(struct buf *b, size_t len)
{
    size_t cap;
    uint8_t *at;

    if (len > b->max || b->len > b->max - len)
        return NULL;
    if (b->at && b->len + len <= b->cap)
        return b->at + b->len;

    cap = grown_cap(b, b->len + len);
    at = realloc(b->at, cap ? cap : 1);
    if (!at)
        return NULL;
    b->at = at;
    b->cap = cap;
    return b->at + b->len;
}

void buf_grew(struct buf *b, size_t len)
{
    CHECK(len <= b->cap - b->len);
    b->len += len;
}

int buf_add(struct buf *b, const void *data, size_t len)
{
    uint8_t *to;

    if (len > b->max || b->len > b->max - len)
        return -EMSGSIZE;
    if (len == 0)
        return 0;
    to = buf_room(b, len);
    if (!to)
        return -ENOMEM;
    memcpy(to, data, len);
    buf_grew(b, len);
    return 0;
}

int buf_add_text(struct buf *b, const char *text)
{
    return buf_add(b, text, strlen(text));
}

struct bytes buf_view(const struct buf *b)
{
    return (struct bytes){b->at, b->len};
}

void buf_done(struct buf *b)
{
    free(b->at);
    *b = BUF_INIT(b->max);
}
