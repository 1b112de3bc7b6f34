#include "ingest/request.h"

#include "ingest/auth.h"
#include "ingest/media.h"
#include "ingest/route.h"

static void on_body(void *ctx, struct bytes piece)
{
    struct call *c = ctx;

    /* The server counts against the same limit, so it fits. */
    if (buf_add(&c->body, piece.at, piece.len) < 0)
        c->body.len = 0;
}

static bool is_json(const struct call *c)
{
    return c->body.len == 0 || media_is(c->x, "application/json");
}

static void on_body_end(void *ctx, int r)
{
    struct call *c = ctx;

    if (r < 0) {
        call_problem(c, "too_large");
        return;
    }
    if (!is_json(c)) {
        call_problem(c, "unsupported_media_type");
        return;
    }
    if (c->route->body == BODY_TEXT) {
        c->route->handle(c);
        return;
    }
    if (c->body.len > 0)
        c->json = json_loadb((const char *)c->body.at, c->body.len,
                             JSON_REJECT_DUPLICATES, NULL);
    else
        c->json = json_object();
    if (json_is_object(c->json))
        c->route->handle(c);
    else
        call_problem(c, "json_malformed");
}

static void read_body(struct call *c)
{
    struct http_sink sink = {on_body, on_body_end, c};

    if (c->route->body == BODY_JSON || c->route->body == BODY_TEXT)
        http_read_body(c->x, CALL_JSON_BYTES_MAX, &sink);
    else
        c->route->handle(c);
}

void request_handle(void *ctx, struct http_exchange *x)
{
    struct call *c = call_new(ctx, x);
    bool is_known;
    const struct route *route = route_find(c, &is_known);

    if (!route) {
        call_problem(c, is_known ? "method_not_allowed" : "not_found");
        return;
    }
    c->route = route;
    c->label = route->pattern;
    if (app_is_busy(c->app, route->demand)) {
        call_problem(c, "busy");
        return;
    }
    if (route->who == WHO_ANYBODY)
        read_body(c);
    else
        auth_check(c, read_body);
}

void request_refuse(void *ctx, struct http_exchange *x, unsigned status)
{
    /* clang-format off */
    static const struct { unsigned status; const char *code; } CODES[] = {
        {408, "request_timeout"}, {414, "uri_too_long"},
        {431, "header_too_large"}, {501, "not_implemented"},
        {505, "version_not_supported"},
    };
    /* clang-format on */
    struct call *c = call_new(ctx, x);

    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++) {
        if (CODES[i].status == status) {
            call_problem(c, CODES[i].code);
            return;
        }
    }
    call_problem(c, "bad_request");
}
