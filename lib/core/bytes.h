#ifndef CORE_BYTES_H
#define CORE_BYTES_H

/*
 * bytes - a borrowed view of bytes, and a buffer that grows up to a maximum.
 *
 * A view owns nothing and is valid as long as what it looks at.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    const uint8_t *at;
    size_t len;
};

/* A view of a NUL-terminated text, without the NUL.  NULL gives an empty one.
 */
struct bytes bytes_of_text(const char *text);

/* Equal length and content, in a time that depends on the length only: safe
 * for tokens and signatures. */
bool bytes_equal(struct bytes a, struct bytes b);

/*
 * buf - owns `at`; never holds more than `max` bytes.  `at` may move with
 * every call that adds.  A zeroed struct with a max is a legal empty buffer.
 */
struct buf {
    uint8_t *at;
    size_t len;
    size_t cap;
    size_t max;
};

#define BUF_INIT(max_bytes) ((struct buf){.max = (max_bytes)})

/* 0, or -EMSGSIZE when it would pass max, -ENOMEM; then nothing is added. */
int buf_add(struct buf *b, const void *data, size_t len)
    __attribute__((warn_unused_result));

/* As buf_add for a text, without its NUL. */
int buf_add_text(struct buf *b, const char *text)
    __attribute__((warn_unused_result));

/* Makes room for len more bytes and returns where to write them, NULL when
 * that passes max or memory.  buf_grew() then counts what was written. */
uint8_t *buf_room(struct buf *b, size_t len);
void buf_grew(struct buf *b, size_t len);

/* The buffer's content as a view, valid until the next change. */
struct bytes buf_view(const struct buf *b);

/* Frees; the buffer is then empty with the same max.  Also for _cleanup_. */
void buf_done(struct buf *b);

#endif
