#ifndef SANDBOX_WEB_H
#define SANDBOX_WEB_H

/*
 * web - listeners and routes for the sandbox's services, over libmicrohttpd.
 *
 * One thread: web_poll() serves every listener.  A handler gets the whole
 * request and fills the reply; it must not block.
 */

#include "core/bytes.h"

#include <jansson.h>
#include <stdbool.h>

struct MHD_Connection;

#define WEB_ARGS_MAX 2

struct web_request {
    const char *method;
    const char *path;               /* decoded, without the query    */
    const char *target;             /* raw: path and query as sent   */
    const char *args[WEB_ARGS_MAX]; /* what the pattern's {} matched */
    struct bytes body;
    struct MHD_Connection *connection;
};

/* Valid during the handler; NULL if missing. */
const char *web_header(const struct web_request *request, const char *name);
const char *web_query(const struct web_request *request, const char *name);

/* The TLS client showed a certificate that the listener's client_ca signed. */
bool web_is_trusted(const struct web_request *request);

#define WEB_HEADERS_MAX 8

/* As a status: no answer, the connection is cut. */
#define WEB_CUT 0

struct web_reply {
    int status;       /* 200 unless set               */
    const char *type; /* Content-Type; NULL: none     */
    struct buf body;  /* up to WEB_REPLY_MAX          */
    int64_t delay_ms; /* sent so much later; others are served meanwhile */
    char *headers[WEB_HEADERS_MAX][2];
};

#define WEB_REPLY_MAX 33554432

void web_reply_header(struct web_reply *reply, const char *name,
                      const char *value);
void web_reply_text(struct web_reply *reply, int status, const char *type,
                    const char *text);
/* Takes object. */
void web_reply_json(struct web_reply *reply, int status, json_t *object);

typedef void web_handler(void *ctx, const struct web_request *request,
                         struct web_reply *reply);

struct web_route {
    const char *method;
    const char *pattern; /* "/orders/{}/close": {} is one segment */
    web_handler *handle;
    /* May refuse by the headers alone, before the body is sent: fills the
     * reply and returns false.  NULL: takes every body up to body_max. */
    bool (*admit)(void *ctx, const struct web_request *request,
                  struct web_reply *reply);
};

struct web_listener_config {
    const char *listen; /* "127.0.0.1:8091" or ":8091" (all addresses) */
    /* PEM texts, kept by the caller; all NULL: plain HTTP */
    const char *key, *cert, *client_ca;
    const struct web_route *routes; /* kept by the caller */
    size_t n_routes;
    void *ctx; /* given to every handler */
    size_t body_max;
};

struct web_listener;

/* 0 or -errno. */
int web_listen(const struct web_listener_config *cfg, struct web_listener **ret)
    __attribute__((warn_unused_result));
struct web_listener *web_close(struct web_listener *listener); /* NULL */

/* Serves what is there, waits at most max_ms for more. */
void web_poll(struct web_listener *const *listeners, size_t n, int max_ms);

#endif
