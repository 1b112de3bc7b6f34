#include "net/http_exchange.h"

#include "core/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int64_t http_exchange_now(const struct http_exchange *x)
{
    return (int64_t)uv_now(x->tcp.loop);
}

bool http_exchange_is_idle(const struct http_exchange *x)
{
    return x->state == HTTP_STATE_HEAD && !http_message_begun(x->message) &&
           x->input_len == x->input_at;
}

static void enter(struct http_exchange *x, enum http_state state)
{
    x->state = state;
    x->since_ms = http_exchange_now(x);
}

/* ---- the end of a connection ---- */

static void on_closed(uv_handle_t *handle)
{
    struct http_exchange *x = handle->data;

    http_server_left(x);
    http_message_free(x->message);
    free(x->input);
    free(x);
}

/* Tells the owner of an unfinished answer, once. */
static void tell_gone(struct http_exchange *x)
{
    void (*gone)(void *owner) = x->gone;

    x->gone = NULL;
    if (x->file)
        http_file_gone(x->file);
    if (gone && !x->ended)
        gone(x->owner);
}

void http_exchange_close(struct http_exchange *x)
{
    if (x->state == HTTP_STATE_CLOSED)
        return;
    enter(x, HTTP_STATE_CLOSED);
    x->server->n_open--;
    tell_gone(x);
    uv_close((uv_handle_t *)&x->tcp, on_closed);
}

static void on_shutdown(uv_shutdown_t *req, int status)
{
    struct http_exchange *x = req->data;

    if (status < 0)
        http_exchange_close(x);
}

static void linger(struct http_exchange *x)
{
    enter(x, HTTP_STATE_LINGER);
    x->input_at = x->input_len = 0;
    x->shutdown.data = x;
    if (uv_shutdown(&x->shutdown, (uv_stream_t *)&x->tcp, on_shutdown) < 0)
        http_exchange_close(x);
}

/* ---- reading ---- */

static void give_room(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    struct http_exchange *x = handle->data;

    (void)suggested;
    if (!x->input)
        x->input = must_alloc(HTTP_INPUT_BYTES);
    if (x->input_at > 0) {
        memmove(x->input, x->input + x->input_at, x->input_len - x->input_at);
        x->input_len -= x->input_at;
        x->input_at = 0;
    }
    ret->base = (char *)x->input + x->input_len;
    ret->len = HTTP_INPUT_BYTES - x->input_len;
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct http_exchange *x = stream->data;

    (void)buf;
    if (n < 0) {
        http_exchange_close(x);
        return;
    }
    if (x->state == HTTP_STATE_LINGER)
        return;
    if (n > 0 && http_exchange_is_idle(x))
        x->since_ms = http_exchange_now(x);
    x->input_len += (size_t)n;
    http_exchange_run(x);
}

/* While an answer is being made we read only to see the client go, and not
 * past what one buffer holds. */
static bool wants_input(const struct http_exchange *x)
{
    if (x->input_len - x->input_at == HTTP_INPUT_BYTES)
        return false;
    switch (x->state) {
    case HTTP_STATE_HEAD:
    case HTTP_STATE_SKIP:
    case HTTP_STATE_LINGER:
        return true;
    case HTTP_STATE_BODY:
        return !x->paused;
    case HTTP_STATE_ASKED:
        return http_message_length(x->message) == 0;
    case HTTP_STATE_WAIT:
    case HTTP_STATE_FLUSH:
        return x->body_ended;
    case HTTP_STATE_CLOSED:
        return false;
    }
    abort();
}

static void adjust_reading(struct http_exchange *x)
{
    bool wanted = wants_input(x);

    if (x->input && x->input_at == x->input_len && http_exchange_is_idle(x)) {
        free(x->input);
        x->input = NULL;
        x->input_at = x->input_len = 0;
    }
    if (wanted == x->reading || x->state == HTTP_STATE_CLOSED)
        return;
    x->reading = wanted;
    if (!wanted)
        (void)uv_read_stop((uv_stream_t *)&x->tcp);
    else if (uv_read_start((uv_stream_t *)&x->tcp, give_room, on_read) < 0)
        http_exchange_close(x);
}

/* ---- what was read ---- */

void http_exchange_refuse(struct http_exchange *x, unsigned status)
{
    char line[64];
    struct http_header type[] = {{"Content-Type", "text/plain"}, {0}};
    struct http_head head = {status, type};

    if (x->started) { /* too late to say so */
        x->closes = true;
        enter(x, HTTP_STATE_FLUSH);
        return;
    }
    tell_gone(x);
    x->closes = true;
    x->owner = NULL;
    enter(x, HTTP_STATE_WAIT);
    if (x->server->cfg.refuse) {
        x->server->cfg.refuse(x->server->cfg.ctx, x, status);
        return;
    }
    (void)snprintf(line, sizeof line, "refused: %u\n", status);
    http_answer(x, &head, bytes_of_text(line));
}

static void on_head(struct http_exchange *x)
{
    x->head_known = true;
    x->closes = !http_message_keeps_alive(x->message) || x->server->stopping;
    enter(x, HTTP_STATE_ASKED);
    x->server->cfg.handle(x->server->cfg.ctx, x);
}

static void body_too_large(struct http_exchange *x)
{
    struct http_sink sink = x->sink;

    x->closes = true;
    enter(x, HTTP_STATE_WAIT);
    sink.end(sink.ctx, -EMSGSIZE);
}

static void on_body(struct http_exchange *x, struct bytes piece)
{
    if (x->state == HTTP_STATE_SKIP) {
        x->skipped += piece.len;
        if (x->skipped > HTTP_SKIP_BYTES)
            x->closes = true;
        return;
    }
    x->body_seen += piece.len;
    if (x->body_seen > x->body_max)
        body_too_large(x);
    else
        x->sink.data(x->sink.ctx, piece);
}

static void on_end(struct http_exchange *x)
{
    struct http_sink sink = x->sink;

    x->body_ended = true;
    if (x->state == HTTP_STATE_SKIP) {
        enter(x, HTTP_STATE_FLUSH);
        return;
    }
    enter(x, HTTP_STATE_WAIT);
    sink.end(sink.ctx, 0);
}

/* One event of the input; false when there is nothing to do now. */
static bool step(struct http_exchange *x)
{
    struct bytes in = {x->input + x->input_at, x->input_len - x->input_at};
    struct bytes piece = {0};
    enum http_event event;

    if (x->state != HTTP_STATE_HEAD && x->state != HTTP_STATE_BODY &&
        x->state != HTTP_STATE_SKIP)
        return false;
    if (x->ended && x->state == HTTP_STATE_BODY)
        return false; /* answered in the middle: its sink is gone */
    event = http_message_next(x->message, &in, &piece);
    x->input_at = x->input_len - in.len;
    switch (event) {
    case HTTP_EVENT_MORE:
        return false;
    case HTTP_EVENT_HEAD:
        on_head(x);
        return true;
    case HTTP_EVENT_BODY:
        on_body(x, piece);
        return true;
    case HTTP_EVENT_END:
        on_end(x);
        return true;
    case HTTP_EVENT_REFUSED:
        http_exchange_refuse(x, http_message_refusal(x->message));
        return true;
    }
    abort();
}

static void next_request(struct http_exchange *x)
{
    http_message_reset(x->message);
    x->head_known = x->body_ended = x->started = x->ended = false;
    x->chunked = x->bodiless = x->paused = false;
    x->owner = NULL;
    x->gone = NULL;
    x->drained = NULL;
    x->body_seen = x->skipped = 0;
    enter(x, HTTP_STATE_HEAD);
}

bool http_exchange_goes_on(const struct http_exchange *x)
{
    int64_t length = http_message_length(x->message);

    if (x->closes || x->server->stopping)
        return false;
    if (x->body_ended || length == 0)
        return true;
    if (x->state == HTTP_STATE_ASKED &&
        http_message_expects_continue(x->message))
        return false;
    return length <= (int64_t)x->body_seen + HTTP_SKIP_BYTES;
}

/* An answer that is complete decides what becomes of the connection; true if
 * there may be more input to look at. */
static bool move_on(struct http_exchange *x)
{
    if (!x->ended || x->state >= HTTP_STATE_LINGER)
        return false;
    if (!x->closes && !x->body_ended && x->state != HTTP_STATE_SKIP) {
        enter(x, HTTP_STATE_SKIP);
        return true;
    }
    if (x->writes > 0 || (!x->closes && x->state == HTTP_STATE_SKIP))
        return false;
    if (x->closes || x->server->stopping) {
        linger(x);
        return false;
    }
    next_request(x);
    return true;
}

void http_exchange_run(struct http_exchange *x)
{
    if (x->running || x->state == HTTP_STATE_CLOSED)
        return;
    x->running = true;
    while (step(x) || move_on(x))
        ;
    x->running = false;
    if (x->state != HTTP_STATE_CLOSED)
        adjust_reading(x);
}

/* ---- the beginning of a connection ---- */

static void name_peer(struct http_exchange *x)
{
    struct sockaddr_storage address;
    int len = sizeof address;

    if (uv_tcp_getpeername(&x->tcp, (struct sockaddr *)&address, &len) < 0)
        return;
    if (address.ss_family == AF_INET6)
        (void)uv_ip6_name((struct sockaddr_in6 *)&address, x->peer,
                          sizeof x->peer);
    else
        (void)uv_ip4_name((struct sockaddr_in *)&address, x->peer,
                          sizeof x->peer);
}

void http_exchange_accept(struct http_server *s)
{
    struct http_exchange *x = must_alloc(sizeof *x);

    CHECK(uv_tcp_init(s->tcp.loop, &x->tcp) == 0);
    x->tcp.data = x;
    x->server = s;
    x->message = http_message_new(s->cfg.limits.head_bytes);
    x->next = s->exchanges;
    x->at = &s->exchanges;
    if (x->next)
        x->next->at = &x->next;
    s->exchanges = x;
    s->n_exchanges++;
    s->n_open++;
    if (uv_accept((uv_stream_t *)&s->tcp, (uv_stream_t *)&x->tcp) < 0) {
        http_exchange_close(x);
        return;
    }
    (void)uv_tcp_nodelay(&x->tcp, 1);
    name_peer(x);
    next_request(x);
    adjust_reading(x);
}
