#ifndef NET_HTTP_SERVER_H
#define NET_HTTP_SERVER_H

/*
 * http_server - HTTP/1.1 for the edge and for every service's health page.
 *
 * The handler is called when a request's head is complete and before any of
 * its body is read, so a busy or unwilling service refuses cheaply.  It then
 * answers (http_answer.h), or asks for the body and answers later, in any
 * turn of the loop.  Answering without the body closes the connection unless
 * what is left is small.
 *
 * Refused before the handler sees it: both Content-Length and
 * Transfer-Encoding, any encoding but "chunked", no or two Hosts, heads over
 * the limit, a head or body slower than the limits.  Pipelined requests wait
 * their turn.  Expect: 100-continue is answered when the body is asked for.
 *
 * Lifetime  an exchange is the server's; it ends when its answer has been
 *           written or its `gone` was called.  Nothing may use it after.
 */

#include "core/bytes.h"

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct http_server;
struct http_exchange;

struct http_server_limits {
    size_t head_bytes;         /* request line and headers together       */
    unsigned connections;      /* more: the longest idle one is closed    */
    int64_t head_ms;           /* first byte to end of the head           */
    int64_t idle_ms;           /* between two requests of a connection    */
    int64_t body_grace_ms;     /* a body may be slow for this long        */
    unsigned body_bytes_per_s; /* then this is the least                  */
    int64_t write_ms;          /* an answer without progress for so long  */
};

#define HTTP_SERVER_LIMITS                                                     \
    ((struct http_server_limits){.head_bytes = 16384,                          \
                                 .connections = 4096,                          \
                                 .head_ms = 10000,                             \
                                 .idle_ms = 60000,                             \
                                 .body_grace_ms = 20000,                       \
                                 .body_bytes_per_s = 4096,                     \
                                 .write_ms = 30000})

struct http_server_config {
    const char *listen; /* "127.0.0.1:8080", "[::]:8080"; port 0: any */
    void (*handle)(void *ctx, struct http_exchange *x);
    /* Answers what the server itself refuses; NULL: a plain text line.  Of
     * the request only http_peer() is then certain to be there. */
    void (*refuse)(void *ctx, struct http_exchange *x, unsigned status);
    void *ctx;
    struct http_server_limits limits;
};

/* Listens at once.  cfg is copied, what it points to is borrowed for good. */
int http_server_new(struct loop *l, const struct http_server_config *cfg,
                    struct http_server **ret)
    __attribute__((warn_unused_result));

/* The port it listens on (of use when port 0 was asked for). */
unsigned http_server_port(const struct http_server *s);

/* No new connection or request; running exchanges finish; stopped(ctx) when
 * the last has.  http_server_free() after or without it drops what runs. */
void http_server_stop(struct http_server *s, void (*stopped)(void *ctx),
                      void *ctx);
void http_server_free(struct http_server *s);

/* ---- the request: all views and texts live as long as the exchange ---- */

const char *http_method(const struct http_exchange *x);
const char *http_path(const struct http_exchange *x);  /* as sent, no query */
const char *http_query(const struct http_exchange *x); /* after '?', or "" */
const char *http_header(const struct http_exchange *x, const char *name);
const char *http_peer(const struct http_exchange *x); /* "10.0.0.7" */

/* -1 when it is not known beforehand (chunked). */
int64_t http_body_length(const struct http_exchange *x);

/* The caller's own state of this exchange, and what to call when the client
 * has gone or was too slow before the answer was complete. */
void http_set_owner(struct http_exchange *x, void *owner,
                    void (*gone)(void *owner));

struct http_sink {
    /* A piece of the body; copy what is to be kept. */
    void (*data)(void *ctx, struct bytes piece);
    /* 0: the whole body has come; -EMSGSIZE: it is over the limit, the rest
     * will not be read.  Not called when the client goes: see `gone`. */
    void (*end)(void *ctx, int r);
    void *ctx;
};

/* Reads the body into the sink; may call it before it returns. */
void http_read_body(struct http_exchange *x, size_t max,
                    const struct http_sink *sink);

/* Stops and goes on reading the socket while a sink is behind.  What was
 * already read (64 KiB at most) may still arrive. */
void http_pause_body(struct http_exchange *x);
void http_resume_body(struct http_exchange *x);

#endif
