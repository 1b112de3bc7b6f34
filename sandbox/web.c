#include "sandbox/web.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/time.h"
#include "sandbox/web_path.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>

enum { LISTENERS_MAX = 8, CONNECTIONS_MAX = 512, IDLE_S = 60 };

struct incoming;

struct web_listener {
    struct web_listener_config cfg;
    struct MHD_Daemon *daemon;
    struct incoming *late; /* whose answers wait */
};

/* One request while it comes in, and its answer if that is to wait. */
struct incoming {
    char *target;
    struct buf body;
    bool too_big;
    bool begun;
    struct MHD_Connection *connection;
    struct web_reply *reply;
    int64_t due_ms; /* by the monotonic clock */
    struct incoming *next;
};

/* ---- what a handler asks and says ---- */

const char *web_header(const struct web_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
                                       name);
}

const char *web_query(const struct web_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection,
                                       MHD_GET_ARGUMENT_KIND, name);
}

bool web_is_trusted(const struct web_request *request)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        request->connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    unsigned status = 1;

    return info && info->tls_session &&
           gnutls_certificate_verify_peers2(info->tls_session, &status) ==
               GNUTLS_E_SUCCESS &&
           status == 0;
}

void web_reply_header(struct web_reply *reply, const char *name,
                      const char *value)
{
    for (size_t i = 0; i < WEB_HEADERS_MAX; i++) {
        if (reply->headers[i][0])
            continue;
        reply->headers[i][0] = must_dup(name);
        reply->headers[i][1] = must_dup(value);
        return;
    }
    CHECK(false);
}

void web_reply_text(struct web_reply *reply, int status, const char *type,
                    const char *text)
{
    reply->status = status;
    reply->type = type;
    reply->body.len = 0;
    if (buf_add_text(&reply->body, text) < 0)
        reply->status = 500;
}

void web_reply_json(struct web_reply *reply, int status, json_t *object)
{
    _cleanup_(freep) char *text =
        object ? json_dumps(object, JSON_COMPACT) : NULL;

    json_decref(object);
    web_reply_text(reply, text ? status : 500, "application/json",
                   text ? text : "{}");
}

static void reply_done(struct web_reply *reply)
{
    buf_done(&reply->body);
    for (size_t i = 0; i < WEB_HEADERS_MAX; i++) {
        free(reply->headers[i][0]);
        free(reply->headers[i][1]);
        reply->headers[i][0] = NULL;
    }
}

/* ---- libmicrohttpd's callbacks ---- */

static void *on_uri(void *arg, const char *uri, struct MHD_Connection *c)
{
    struct incoming *in = must_alloc(sizeof *in);

    (void)c;
    in->target = must_dup(uri);
    in->body = BUF_INIT(((struct web_listener *)arg)->cfg.body_max);
    return in;
}

static void on_completed(void *arg, struct MHD_Connection *c, void **state,
                         enum MHD_RequestTerminationCode why)
{
    struct incoming *in = *state;

    (void)arg, (void)c, (void)why;
    if (!in)
        return;
    if (in->reply)
        reply_done(in->reply);
    free(in->reply);
    free(in->target);
    buf_done(&in->body);
    free(in);
    *state = NULL;
}

static enum MHD_Result send_reply(struct MHD_Connection *c,
                                  const struct web_reply *reply)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->body.len, reply->body.at, MHD_RESPMEM_MUST_COPY);
    enum MHD_Result r;

    if (!response || reply->status == WEB_CUT) {
        MHD_destroy_response(response);
        return MHD_NO;
    }
    if (reply->type)
        (void)MHD_add_response_header(response, "Content-Type", reply->type);
    for (size_t i = 0; i < WEB_HEADERS_MAX && reply->headers[i][0]; i++)
        (void)MHD_add_response_header(response, reply->headers[i][0],
                                      reply->headers[i][1]);
    r = MHD_queue_response(c, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return r;
}

/* The route of a request, its args filled in; NULL after a 404 or 405. */
static const struct web_route *route(const struct web_listener *l,
                                     struct web_request *request,
                                     struct web_path *path,
                                     struct web_reply *reply)
{
    bool has_path = false;

    for (size_t i = 0; i < l->cfg.n_routes; i++) {
        const struct web_route *candidate = &l->cfg.routes[i];

        if (!web_path_match(candidate->pattern, request->path, path))
            continue;
        has_path = true;
        if (strcmp(candidate->method, request->method) != 0)
            continue;
        for (size_t k = 0; k < WEB_ARGS_MAX; k++)
            request->args[k] = path->args[k];
        return candidate;
    }
    web_reply_text(reply, has_path ? 405 : 404, "text/plain", "no such page\n");
    return NULL;
}

/* With the headers: is there a reason not to take the body? */
static enum MHD_Result begin(const struct web_listener *l,
                             struct web_request *request)
{
    _cleanup_(reply_done) struct web_reply reply = {
        .status = 200, .body = BUF_INIT(WEB_REPLY_MAX)};
    struct web_path path;
    const struct web_route *found = route(l, request, &path, &reply);

    if (found && (!found->admit || found->admit(l->cfg.ctx, request, &reply)))
        return MHD_YES;
    return send_reply(request->connection, &reply);
}

/* Takes the reply's parts.  A suspended connection costs nothing; the library
 * comes back to on_request once web_poll resumes it. */
static enum MHD_Result send_late(struct web_listener *l, struct incoming *in,
                                 struct web_reply *reply)
{
    in->reply = must_alloc(sizeof *in->reply);
    *in->reply = *reply;
    *reply = (struct web_reply){0};
    in->due_ms = time_mono_us() / 1000 + in->reply->delay_ms;
    in->next = l->late;
    l->late = in;
    MHD_suspend_connection(in->connection);
    return MHD_YES;
}

/* Resumes whose time has come, or all. */
static void resume_late(struct web_listener *l, bool all)
{
    struct incoming **at = &l->late;

    while (*at) {
        struct incoming *in = *at;

        if (!all && in->due_ms > time_mono_us() / 1000) {
            at = &in->next;
            continue;
        }
        *at = in->next;
        MHD_resume_connection(in->connection);
    }
}

/* With the whole body. */
static enum MHD_Result finish(struct web_listener *l, struct incoming *in,
                              struct web_request *request)
{
    _cleanup_(reply_done) struct web_reply reply = {
        .status = 200, .body = BUF_INIT(WEB_REPLY_MAX)};
    struct web_path path;
    const struct web_route *found = route(l, request, &path, &reply);

    if (in->too_big)
        web_reply_text(&reply, 413, "text/plain", "too big\n");
    else if (found)
        found->handle(l->cfg.ctx, request, &reply);
    if (reply.delay_ms > 0)
        return send_late(l, in, &reply);
    return send_reply(request->connection, &reply);
}

/* Called once with the headers, then for each piece of the body (len > 0),
 * then once with len 0 when all of it is there.  Its form is the library's. */
/* NOLINTNEXTLINE(readability-function-size) */
static enum MHD_Result on_request(void *arg, struct MHD_Connection *c,
                                  const char *path, const char *method,
                                  const char *version, const char *data,
                                  size_t *len, void **state)
{
    struct incoming *in = *state;
    struct web_request request = {method, path, in->target, {0}, {0}, c};

    (void)version;
    if (!in->begun) {
        in->begun = true;
        return begin(arg, &request);
    }
    if (*len > 0) {
        in->too_big = in->too_big || buf_add(&in->body, data, *len) < 0;
        *len = 0;
        return MHD_YES;
    }
    if (in->reply)
        return send_reply(c, in->reply);
    in->connection = c;
    request.body = buf_view(&in->body);
    return finish(arg, in, &request);
}

/* ---- listeners ---- */

static int resolve(const char *listen, struct addrinfo **ret)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_PASSIVE};
    _cleanup_(freep) char *host = must_dup(listen);
    char *port = strrchr(host, ':');

    if (!port)
        return -EINVAL;
    *port++ = '\0';
    return getaddrinfo(*host ? host : NULL, port, &hints, ret) == 0 ? 0
                                                                    : -EINVAL;
}

static struct MHD_Daemon *start(struct web_listener *l, struct addrinfo *to)
{
    /* clang-format off */
    struct MHD_OptionItem tls[] = {
        {l->cfg.key ? MHD_OPTION_HTTPS_MEM_KEY : MHD_OPTION_END, 0, (void *)l->cfg.key},
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)l->cfg.cert},
        {l->cfg.client_ca ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0, (void *)l->cfg.client_ca},
        {MHD_OPTION_END, 0, NULL},
    };
    /* clang-format on */
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
                     (l->cfg.key ? MHD_USE_TLS : 0) |
                     (to->ai_family == AF_INET6 ? MHD_USE_IPv6 : 0);

    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, l, MHD_OPTION_SOCK_ADDR, to->ai_addr,
        MHD_OPTION_URI_LOG_CALLBACK, on_uri, l, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, NULL, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_S, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
        MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
}

int web_listen(const struct web_listener_config *cfg, struct web_listener **ret)
{
    struct web_listener *l;
    struct addrinfo *to = NULL;
    int r = resolve(cfg->listen, &to);

    if (r < 0)
        return r;
    l = must_alloc(sizeof *l);
    l->cfg = *cfg;
    errno = 0;
    l->daemon = start(l, to);
    r = errno ? -errno : -EADDRINUSE;
    freeaddrinfo(to);
    if (!l->daemon) {
        free(l);
        return r;
    }
    *ret = l;
    return 0;
}

struct web_listener *web_close(struct web_listener *listener)
{
    if (!listener)
        return NULL;
    resume_late(listener, true);
    MHD_stop_daemon(listener->daemon);
    free(listener);
    return NULL;
}

void web_poll(struct web_listener *const *listeners, size_t n, int max_ms)
{
    struct pollfd fds[LISTENERS_MAX];
    MHD_UNSIGNED_LONG_LONG due;

    CHECK(n <= LISTENERS_MAX);
    for (size_t i = 0; i < n; i++) {
        const union MHD_DaemonInfo *info =
            MHD_get_daemon_info(listeners[i]->daemon, MHD_DAEMON_INFO_EPOLL_FD);

        fds[i] = (struct pollfd){.fd = info->epoll_fd, .events = POLLIN};
        if (MHD_get_timeout(listeners[i]->daemon, &due) == MHD_YES &&
            due < (unsigned)max_ms)
            max_ms = (int)due;
    }
    (void)poll(fds, n, max_ms);
    for (size_t i = 0; i < n; i++) {
        resume_late(listeners[i], false);
        (void)MHD_run(listeners[i]->daemon);
    }
}
