#include "net/http_exchange.h"

static void watch_head(struct http_exchange *x, int64_t took_ms)
{
    const struct http_server_limits *limits = &x->server->cfg.limits;

    if (http_exchange_is_idle(x)) {
        if (took_ms > limits->idle_ms)
            http_exchange_close(x);
    } else if (took_ms > limits->head_ms) {
        http_exchange_refuse(x, 408);
    }
}

/* A body has some time to begin with, and earns more by every byte: one byte
 * a second does not hold a connection open. */
static void watch_body(struct http_exchange *x, int64_t took_ms)
{
    const struct http_server_limits *limits = &x->server->cfg.limits;
    int64_t earned_ms = (int64_t)x->body_seen * 1000 / limits->body_bytes_per_s;

    if (x->paused)
        x->since_ms += HTTP_TICK_MS;
    else if (took_ms > limits->body_grace_ms + earned_ms)
        http_exchange_refuse(x, 408);
}

static void watch_writing(struct http_exchange *x)
{
    size_t pending = http_answer_pending(x);
    int64_t now = http_exchange_now(x);

    if (pending == 0 || pending < x->last_pending)
        x->progress_ms = now;
    else if (now - x->progress_ms > x->server->cfg.limits.write_ms)
        http_exchange_close(x);
    x->last_pending = pending;
}

void http_exchange_tick(struct http_exchange *x)
{
    int64_t took_ms = http_exchange_now(x) - x->since_ms;

    watch_writing(x);
    switch (x->state) {
    case HTTP_STATE_HEAD:
        watch_head(x, took_ms);
        break;
    case HTTP_STATE_BODY:
        watch_body(x, took_ms);
        break;
    case HTTP_STATE_SKIP:
        if (took_ms > x->server->cfg.limits.head_ms)
            http_exchange_close(x);
        break;
    case HTTP_STATE_LINGER:
        if (took_ms > HTTP_LINGER_MS)
            http_exchange_close(x);
        break;
    case HTTP_STATE_ASKED:
    case HTTP_STATE_WAIT:
    case HTTP_STATE_FLUSH:
    case HTTP_STATE_CLOSED:
        break;
    }
}
