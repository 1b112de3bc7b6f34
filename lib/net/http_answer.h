#ifndef NET_HTTP_ANSWER_H
#define NET_HTTP_ANSWER_H

/*
 * http_answer - the answer to an exchange of http_server.h.
 *
 * Whole:   http_answer() with all of the body; the server copies it.
 * Streamed: http_answer_start(), then pieces, then http_answer_end(); of a
 *          length known beforehand, or chunked (events, archives).  Ask
 *          http_answer_pending() and wait for `drained` before adding more.
 * A HEAD request gets the same head and no body; the caller need not know.
 * Date, Content-Length, Transfer-Encoding and Connection are the server's.
 */

#include "core/bytes.h"

#include <stdint.h>

struct http_exchange;

struct http_header {
    const char *name;
    const char *value; /* NULL: this one is left out */
};

/* Most headers one answer may have. */
#define HTTP_ANSWER_HEADERS 24

struct http_head {
    unsigned status;
    const struct http_header *headers; /* ended by a NULL name; or NULL */
};

/* The exchange ends with this call. */
void http_answer(struct http_exchange *x, const struct http_head *head,
                 struct bytes body);

#define HTTP_LENGTH_UNKNOWN (-1)

/* drained(owner) is called whenever all that was added has been written; the
 * owner is that of http_set_owner(), as is the `gone` that ends a stream
 * whose client has left. */
void http_answer_start(struct http_exchange *x, const struct http_head *head,
                       int64_t length, void (*drained)(void *owner));
void http_answer_add(struct http_exchange *x, struct bytes piece);
void http_answer_end(struct http_exchange *x);

/* Instead of the end: closes the connection, so that the client sees that the
 * answer is not whole.  `gone` of the owner is called. */
void http_answer_break(struct http_exchange *x);

/* Bytes added and not yet taken by the client's socket. */
size_t http_answer_pending(const struct http_exchange *x);

/* Where an answer's bytes come from.  next() gives the next piece, valid until
 * it is called again, and may wait: it runs in the thread pool, one call at a
 * time.  An empty piece before the end, or not 0: the answer is broken off. */
struct http_source {
    int (*next)(void *ctx, struct bytes *ret_piece);
    void (*free)(void *ctx);
    void *ctx;
};

/* Sends length bytes of a source, with back-pressure.  Takes source.ctx and
 * frees it when it is over.  The exchange ends by itself; `gone` of the owner
 * is called if the client leaves. */
void http_answer_source(struct http_exchange *x, const struct http_head *head,
                        const struct http_source *source, int64_t length);

/* Sends the file's content from where fd stands; length bytes, with
 * back-pressure, reading in the pool.  Takes fd and closes it.  The exchange
 * ends by itself; `gone` of the owner is called if the client leaves. */
void http_answer_file(struct http_exchange *x, const struct http_head *head,
                      int fd, int64_t length);

#endif
