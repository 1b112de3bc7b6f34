#ifndef NET_HTTP_EXCHANGE_H
#define NET_HTTP_EXCHANGE_H

/*
 * http_exchange - one connection and the exchange that runs on it; shared by
 * the files of the HTTP server only.
 *
 *   HEAD ---head---> ASKED ---http_read_body---> BODY ---end---> WAIT
 *     ^                |                          |                |
 *     |                +--------- answered -------+----------------+
 *     |                v
 *     +--written--- SKIP (a small rest of the body is read and dropped)
 *
 * A rest that is too long, a refusal, or "Connection: close" end it instead:
 * the answer is written, our side is shut, and what the client still sends is
 * dropped for LINGER_MS, so that it can read the answer.
 */

#include "net/http_answer.h"
#include "net/http_message.h"
#include "net/http_server.h"

#include <uv.h>

enum {
    HTTP_INPUT_BYTES = 65536,
    HTTP_SKIP_BYTES = 65536,
    HTTP_LINGER_MS = 2000,
    HTTP_TICK_MS = 250,
};

enum http_state {
    HTTP_STATE_HEAD,
    HTTP_STATE_ASKED,
    HTTP_STATE_BODY,
    HTTP_STATE_WAIT,
    HTTP_STATE_SKIP,
    HTTP_STATE_FLUSH, /* answered and read; waits for the last write */
    HTTP_STATE_LINGER,
    HTTP_STATE_CLOSED,
};

struct http_exchange {
    uv_tcp_t tcp;
    uv_shutdown_t shutdown;
    struct http_server *server;
    struct http_exchange *next, **at; /* the server's list */
    struct http_message *message;
    char peer[46];
    enum http_state state;
    int64_t since_ms; /* of the state, or of the first byte of a head */

    uint8_t *input; /* read and not yet parsed; NULL when there is none */
    size_t input_at, input_len;
    bool reading, running, paused;

    struct http_sink sink;
    size_t body_max, body_seen;
    size_t skipped;
    bool body_ended;

    void *owner;
    void (*gone)(void *owner);

    bool head_known;     /* the questions about the request have answers */
    bool started, ended; /* of the answer */
    bool closes;         /* after this answer */
    bool bodiless;       /* HEAD, 204, 304: only the head is sent */
    bool chunked;
    void (*drained)(void *owner);
    struct http_file *file;
    unsigned writes; /* not finished */
    size_t last_pending;
    int64_t progress_ms; /* when the pending bytes last became fewer */
};

struct http_server {
    uv_tcp_t tcp;
    uv_timer_t tick;
    struct http_server_config cfg;
    struct http_exchange *exchanges;
    unsigned n_exchanges; /* in the list */
    unsigned n_open;      /* of them, not closed */
    unsigned open_handles;
    bool stopping, freed;
    void (*stopped)(void *ctx);
    void *stopped_ctx;
};

/* http_exchange.c */
void http_exchange_accept(struct http_server *s);
void http_exchange_close(struct http_exchange *x);
void http_exchange_refuse(struct http_exchange *x, unsigned status);
/* Looks at the input, and at what a complete answer leads to. */
void http_exchange_run(struct http_exchange *x);
int64_t http_exchange_now(const struct http_exchange *x);
bool http_exchange_is_idle(const struct http_exchange *x);
/* May another request follow this one?  Not behind a long unread body, nor
 * when the client still waits for "100 Continue": it may send the body or not,
 * and nobody can tell where its next request would begin. */
bool http_exchange_goes_on(const struct http_exchange *x);

/* http_watch.c: what has taken too long is closed. */
void http_exchange_tick(struct http_exchange *x);

/* http_server.c: the exchange's handle is closed. */
void http_server_left(struct http_exchange *x);

/* http_file.c: all added has been written; the client has gone. */
void http_file_drained(struct http_file *f);
void http_file_gone(struct http_file *f);

#endif
