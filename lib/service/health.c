#include "service/health.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "net/http_answer.h"
#include "net/http_server.h"
#include "service/metrics.h"

#include <string.h>

enum { METRICS_BYTES_MAX = 1 << 20 };

struct health {
    struct health_config cfg;
    struct http_server *server;
};

static void answer(struct http_exchange *x, unsigned status, struct bytes text)
{
    /* The version parameter is what Prometheus' text format asks for. */
    static const struct http_header TYPE[] = {
        {"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {0}};
    const struct http_head head = {status, TYPE};

    http_answer(x, &head, text);
}

static void answer_metrics(struct health *h, struct http_exchange *x)
{
    _cleanup_(buf_done) struct buf text = BUF_INIT(METRICS_BYTES_MAX);

    if (h->cfg.before)
        h->cfg.before(h->cfg.ctx);
    if (metrics_render(&text) < 0)
        answer(x, 500, bytes_of_text("too many metrics\n"));
    else
        answer(x, 200, buf_view(&text));
}

static void handle(void *ctx, struct http_exchange *x)
{
    struct health *h = ctx;
    const char *path = http_path(x);
    bool ready = h->cfg.ready(h->cfg.ctx);

    if (strcmp(path, "/metrics") == 0)
        answer_metrics(h, x);
    else if (strcmp(path, "/healthz") == 0)
        answer(x, 200, bytes_of_text("ok\n"));
    else if (strcmp(path, "/readyz") == 0)
        answer(x, ready ? 200 : 503,
               bytes_of_text(ready ? "ready\n" : "not ready\n"));
    else
        answer(x, 404, bytes_of_text("not found\n"));
}

int health_new(struct loop *l, const struct health_config *cfg,
               struct health **ret)
{
    struct http_server_config server = {
        .listen = cfg->listen, .handle = handle, .limits = HTTP_SERVER_LIMITS};
    struct health *h;
    int r;

    if (!cfg->listen[0]) {
        *ret = NULL;
        return 0;
    }
    server.limits.connections = 64;
    h = must_alloc(sizeof *h);
    h->cfg = *cfg;
    server.ctx = h;
    r = http_server_new(l, &server, &h->server);
    if (r < 0)
        free(h);
    else
        *ret = h;
    return r;
}

void health_free(struct health *h)
{
    if (!h)
        return;
    http_server_free(h->server);
    free(h);
}
