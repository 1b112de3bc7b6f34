#include "net/link.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "net/link_keys.h"
#include "net/link_socket.h"
#include "net/resolver.h"

#include <errno.h>
#include <string.h>

/* Frames of one turn of the loop; then others have a turn. */
enum { FRAMES_A_TURN = 512, WATCH_SILENCE_MS = 100, LAST_WORDS_MS = 200 };

struct link {
    struct loop *loop;
    struct link_handlers handlers;
    struct link_socket *socket; /* DEALER: NULL before the first address */
    struct loop_watch *watch;
    struct loop_watch *zap_watch;
    struct loop_prepare *prepare;
    struct loop_timer
        *more; /* fires at once, so that the loop does not block */

    /* DEALER */
    struct link_options options;
    struct resolver *resolver;
    struct loop_timer *silence;
    char *address;
    char name[LINK_NAME_BYTES + 1];
    int64_t heard_ms; /* last frame; 0: none from this address */
    int64_t connected_ms;
};

static void nothing(void *ctx)
{
    (void)ctx;
}

/*
 * ZeroMQ's descriptor only says that something changed, and sending swallows
 * that news too.  So the socket is asked before every time the loop blocks.
 */
static int receive_some(struct link *link)
{
    struct bytes peer, frame;
    int n = 0;

    while (n < FRAMES_A_TURN && link->socket &&
           link_socket_receive(link->socket, &peer, &frame)) {
        n++;
        link->heard_ms = loop_now_ms(link->loop);
        link->handlers.on_frame(link->handlers.ctx, peer, frame);
    }
    return n;
}

static void receive(void *ctx)
{
    struct link *link = ctx;
    int n;

    if (link->socket)
        link_socket_authenticate(link->socket);
    n = receive_some(link);

    if (n > 0 && link->handlers.on_drained)
        link->handlers.on_drained(link->handlers.ctx);
    if (n == FRAMES_A_TURN)
        loop_timer_start(link->more, 0, 0);
}

static void watch_socket(struct link *link)
{
    int zap = link_socket_zap_fd(link->socket);

    link->watch =
        loop_watch_new(link->loop, link_socket_fd(link->socket), nothing, link);
    if (zap >= 0)
        link->zap_watch = loop_watch_new(link->loop, zap, nothing, link);
}

static void drop_socket(struct link *link, int linger_ms)
{
    loop_watch_free(steal(&link->watch));
    loop_watch_free(steal(&link->zap_watch));
    link_socket_free(steal(&link->socket), linger_ms);
}

static struct link *link_new(struct loop *loop,
                             const struct link_handlers *handlers)
{
    struct link *link = must_alloc(sizeof *link);

    link->loop = loop;
    link->handlers = *handlers;
    link->prepare = loop_prepare_new(loop, receive, link);
    link->more = loop_timer_new(loop, nothing, link);
    return link;
}

void link_free(struct link *link)
{
    if (!link)
        return;
    drop_socket(link, LAST_WORDS_MS);
    resolver_free(link->resolver);
    loop_timer_free(link->silence);
    loop_timer_free(link->more);
    loop_prepare_free(link->prepare);
    free(link->address);
    free(link);
}

/* ---- ROUTER ---------------------------------------------------------------
 */

static int bind_all(struct link_socket *s, const char *endpoints)
{
    _cleanup_(freep) char *copy = must_dup(endpoints);
    char *rest = copy;
    int n = 0;

    for (char *e; (e = strsep(&rest, ","));) {
        int r = *e ? link_socket_bind(s, e) : 0;

        if (r < 0)
            return r;
        n += *e ? 1 : 0;
    }
    return n > 0 ? 0 : -EINVAL;
}

int link_bind(struct loop *loop, const struct link_options *options,
              const struct link_handlers *handlers, struct link **ret)
{
    struct link_socket *s;
    int r = link_socket_new(
        &(struct link_socket_options){.is_router = true, .link = options}, &s);

    if (r < 0)
        return r;
    r = bind_all(s, options->endpoints);
    if (r < 0) {
        link_socket_free(s, 0);
        return r;
    }
    *ret = link_new(loop, handlers);
    (*ret)->socket = s;
    watch_socket(*ret);
    return 0;
}

/* ---- DEALER ---------------------------------------------------------------
 */

static void move(struct link *link)
{
    const struct link_socket_options options = {.name = link->name,
                                                .link = &link->options};
    const char *to = resolver_pick(link->resolver, link->address);

    if (!to)
        return;
    drop_socket(link, 0);
    free(link->address);
    link->address = must_dup(to);
    link->heard_ms = 0;
    link->connected_ms = loop_now_ms(link->loop);
    if (link_socket_new(&options, &link->socket) < 0)
        return;
    if (link_socket_connect(link->socket, link->address) < 0) {
        link_socket_free(steal(&link->socket), 0);
        return;
    }
    watch_socket(link);
    if (link->handlers.on_move)
        link->handlers.on_move(link->handlers.ctx);
}

static void on_addresses(void *ctx)
{
    struct link *link = ctx;

    if (!link->socket)
        move(link);
}

static void on_silence(void *ctx)
{
    struct link *link = ctx;
    int64_t since = link->heard_ms ? link->heard_ms : link->connected_ms;

    if (loop_now_ms(link->loop) - since > LINK_SILENCE_MS)
        move(link);
}

/* What is wrong with a key file is told at once and not at every move. */
static int check_keys(const struct link_options *o)
{
    char key[LINK_KEY_SIZE];
    int r;

    if (!o->curve_key_file || !*o->curve_key_file)
        return 0;
    r = link_key_public(o->curve_key_file, key);
    if (r < 0)
        return r;
    return o->curve_server_key_file
               ? link_key_read(o->curve_server_key_file, key)
               : -EINVAL;
}

int link_connect(struct loop *loop, const struct link_options *options,
                 const struct link_handlers *handlers, struct link **ret)
{
    struct link *link;
    int r = check_keys(options);

    if (r < 0)
        return r;
    if (!options->endpoints || !*options->endpoints)
        return -EINVAL;
    link = link_new(loop, handlers);
    link->options = *options;
    random_id(link->name, LINK_NAME_BYTES / 2);
    link->resolver = resolver_new(loop, options->endpoints, on_addresses, link);
    link->silence = loop_timer_new(loop, on_silence, link);
    loop_timer_start(link->silence, WATCH_SILENCE_MS, WATCH_SILENCE_MS);
    *ret = link;
    return 0;
}

/* ---- both -----------------------------------------------------------------
 */

void link_send(struct link *link, struct bytes peer, struct bytes frame)
{
    if (link->socket)
        (void)link_socket_send(link->socket, peer, frame);
}

const char *link_role(const struct link *link)
{
    return link_socket_role(link->socket);
}

bool link_is_alive(const struct link *link)
{
    return link->heard_ms &&
           loop_now_ms(link->loop) - link->heard_ms <= LINK_SILENCE_MS;
}
