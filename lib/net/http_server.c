#include "net/http_exchange.h"

#include "core/check.h"
#include "core/text.h"
#include "net/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BACKLOG = 1024 };

/* Frees when no handle is left; tells when no exchange is left. */
static void settle(struct http_server *s)
{
    void (*stopped)(void *ctx) = s->stopped;

    if (s->stopping && s->n_exchanges == 0 && stopped) {
        s->stopped = NULL;
        stopped(s->stopped_ctx);
    }
    if (s->freed && s->n_exchanges == 0 && s->open_handles == 0)
        free(s);
}

void http_server_left(struct http_exchange *x)
{
    struct http_server *s = x->server;

    *x->at = x->next;
    if (x->next)
        x->next->at = x->at;
    s->n_exchanges--;
    settle(s);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct http_server *s = handle->data;

    s->open_handles--;
    settle(s);
}

static void close_longest_idle(struct http_server *s)
{
    struct http_exchange *oldest = NULL;

    for (struct http_exchange *x = s->exchanges; x; x = x->next) {
        if (http_exchange_is_idle(x) &&
            (!oldest || x->since_ms < oldest->since_ms))
            oldest = x;
    }
    if (oldest)
        http_exchange_close(oldest);
}

static void on_connection(uv_stream_t *stream, int status)
{
    struct http_server *s = stream->data;

    if (status < 0)
        return;
    if (s->n_open >= s->cfg.limits.connections)
        close_longest_idle(s);
    http_exchange_accept(s);
    if (s->n_open > s->cfg.limits.connections) /* none was idle */
        http_exchange_close(s->exchanges);
}

static void on_tick(uv_timer_t *timer)
{
    struct http_server *s = timer->data;
    struct http_exchange *next;

    for (struct http_exchange *x = s->exchanges; x; x = next) {
        next = x->next;
        http_exchange_tick(x);
    }
}

/* "host:port" or "[v6]:port"; only addresses, no names. */
static int parse_listen(const char *listen, struct sockaddr_storage *ret)
{
    char host[64];
    const char *colon = strrchr(listen, ':');
    size_t len = colon ? (size_t)(colon - listen) : 0;
    int64_t port;

    if (!colon || len >= sizeof host ||
        !text_to_i64(colon + 1, 0, 65535, &port))
        return -EINVAL;
    memcpy(host, listen, len);
    host[len] = '\0';
    if (host[0] == '[' && len > 2 && host[len - 1] == ']') {
        host[len - 1] = '\0';
        return uv_ip6_addr(host + 1, (int)port, (struct sockaddr_in6 *)ret);
    }
    return uv_ip4_addr(host, (int)port, (struct sockaddr_in *)ret);
}

static int start_listening(struct http_server *s)
{
    struct sockaddr_storage address;
    int r = parse_listen(s->cfg.listen, &address);

    if (r == 0)
        r = uv_tcp_bind(&s->tcp, (struct sockaddr *)&address, 0);
    if (r == 0)
        r = uv_listen((uv_stream_t *)&s->tcp, BACKLOG, on_connection);
    if (r == 0)
        r = uv_timer_start(&s->tick, on_tick, HTTP_TICK_MS, HTTP_TICK_MS);
    return r;
}

int http_server_new(struct loop *l, const struct http_server_config *cfg,
                    struct http_server **ret)
{
    struct http_server *s = must_alloc(sizeof *s);
    int r;

    s->cfg = *cfg;
    CHECK(uv_tcp_init(loop_uv(l), &s->tcp) == 0);
    CHECK(uv_timer_init(loop_uv(l), &s->tick) == 0);
    s->tcp.data = s->tick.data = s;
    s->open_handles = 2;
    r = start_listening(s);
    if (r == 0)
        *ret = s;
    else
        http_server_free(s);
    return r;
}

unsigned http_server_port(const struct http_server *s)
{
    struct sockaddr_storage address;
    int len = sizeof address;

    if (uv_tcp_getsockname(&s->tcp, (struct sockaddr *)&address, &len) < 0)
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static void close_if_open(uv_handle_t *handle)
{
    if (!uv_is_closing(handle))
        uv_close(handle, on_handle_closed);
}

void http_server_stop(struct http_server *s, void (*stopped)(void *ctx),
                      void *ctx)
{
    struct http_exchange *next;

    s->stopping = true;
    s->stopped = stopped;
    s->stopped_ctx = ctx;
    close_if_open((uv_handle_t *)&s->tcp);
    for (struct http_exchange *x = s->exchanges; x; x = next) {
        next = x->next;
        if (http_exchange_is_idle(x))
            http_exchange_close(x);
    }
    settle(s);
}

void http_server_free(struct http_server *s)
{
    struct http_exchange *next;

    if (!s)
        return;
    s->freed = true;
    s->stopped = NULL;
    close_if_open((uv_handle_t *)&s->tcp);
    close_if_open((uv_handle_t *)&s->tick);
    for (struct http_exchange *x = s->exchanges; x; x = next) {
        next = x->next;
        http_exchange_close(x);
    }
}
