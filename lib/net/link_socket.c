#include "net/link_socket.h"

#include "core/check.h"
#include "net/link_keys.h"
#include "net/link_zap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum { HIGH_WATER = 100000, RECONNECT_MS = 50 };

struct link_socket {
    void *context;
    void *socket;
    bool is_router;
    struct link_zap *zap; /* NULL: anybody may connect */
    zmq_msg_t peer;
    zmq_msg_t frame;
};

static int set_int(struct link_socket *s, int option, int value)
{
    return zmq_setsockopt(s->socket, option, &value, sizeof value) == 0
               ? 0
               : -errno;
}

static int set_key(struct link_socket *s, int option, const char *key)
{
    return zmq_setsockopt(s->socket, option, key, LINK_KEY_SIZE) == 0 ? 0
                                                                      : -errno;
}

static int set_client_keys(struct link_socket *s, const char *secret,
                           const char *server_file)
{
    char public[LINK_KEY_SIZE];
    char server[LINK_KEY_SIZE];
    int r;

    if (zmq_curve_public(public, secret) != 0)
        return -errno;
    r = link_key_read(server_file, server);
    if (r == 0)
        r = set_key(s, ZMQ_CURVE_SERVERKEY, server);
    if (r == 0)
        r = set_key(s, ZMQ_CURVE_PUBLICKEY, public);
    return r;
}

static int set_server(struct link_socket *s, const char *peers_file)
{
    int r = set_int(s, ZMQ_CURVE_SERVER, 1);

    if (r < 0 || !peers_file || !*peers_file)
        return r;
    r = link_zap_new(s->context, peers_file, &s->zap);
    if (r == 0 && zmq_setsockopt(s->socket, ZMQ_ZAP_DOMAIN, "tucai", 5) != 0)
        r = -errno;
    return r;
}

static int set_curve(struct link_socket *s, const struct link_options *o)
{
    char secret[LINK_KEY_SIZE];
    int r;

    if (!o->curve_key_file || !*o->curve_key_file)
        return 0;
    r = link_key_read(o->curve_key_file, secret);
    if (r == 0)
        r = set_key(s, ZMQ_CURVE_SECRETKEY, secret);
    if (r == 0 && s->is_router)
        r = set_server(s, o->curve_peers_file);
    if (r == 0 && !s->is_router)
        r = set_client_keys(s, secret, o->curve_server_key_file);
    explicit_bzero(secret, sizeof secret);
    return r;
}

static int set_options(struct link_socket *s,
                       const struct link_socket_options *o)
{
    int64_t max = LINK_FRAME_MAX;
    int r = set_int(s, ZMQ_SNDHWM, HIGH_WATER);

    if (r == 0)
        r = set_int(s, ZMQ_RCVHWM, HIGH_WATER);
    if (r == 0 && s->is_router)
        r = set_int(s, ZMQ_ROUTER_HANDOVER, 1);
    if (r == 0 && !s->is_router)
        r = set_int(s, ZMQ_RECONNECT_IVL, RECONNECT_MS);
    if (r == 0 && zmq_setsockopt(s->socket, ZMQ_MAXMSGSIZE, &max, sizeof max))
        r = -errno;
    if (r == 0 && o->name &&
        zmq_setsockopt(s->socket, ZMQ_ROUTING_ID, o->name, LINK_NAME_BYTES))
        r = -errno;
    return r == 0 ? set_curve(s, o->link) : r;
}

int link_socket_new(const struct link_socket_options *options,
                    struct link_socket **ret)
{
    struct link_socket *s = must_alloc(sizeof *s);
    int r;

    s->is_router = options->is_router;
    zmq_msg_init(&s->peer);
    zmq_msg_init(&s->frame);
    s->context = zmq_ctx_new();
    CHECK(s->context);
    s->socket = zmq_socket(s->context, s->is_router ? ZMQ_ROUTER : ZMQ_DEALER);
    CHECK(s->socket);

    r = set_options(s, options);
    if (r < 0) {
        link_socket_free(s, 0);
        return r;
    }
    *ret = s;
    return 0;
}

void link_socket_free(struct link_socket *s, int linger_ms)
{
    if (!s)
        return;
    zmq_msg_close(&s->peer);
    zmq_msg_close(&s->frame);
    (void)set_int(s, ZMQ_LINGER, linger_ms);
    zmq_close(s->socket);
    link_zap_free(s->zap);
    zmq_ctx_term(s->context);
    free(s);
}

int link_socket_bind(struct link_socket *s, const char *endpoint)
{
    return zmq_bind(s->socket, endpoint) == 0 ? 0 : -errno;
}

int link_socket_connect(struct link_socket *s, const char *endpoint)
{
    return zmq_connect(s->socket, endpoint) == 0 ? 0 : -errno;
}

int link_socket_fd(const struct link_socket *s)
{
    int fd = -1;
    size_t len = sizeof fd;

    CHECK(zmq_getsockopt(s->socket, ZMQ_FD, &fd, &len) == 0);
    return fd;
}

int link_socket_zap_fd(const struct link_socket *s)
{
    return s->zap ? link_zap_fd(s->zap) : -1;
}

void link_socket_authenticate(struct link_socket *s)
{
    if (s->zap)
        link_zap_serve(s->zap);
}

const char *link_socket_role(struct link_socket *s)
{
    const char *role = s->zap ? zmq_msg_gets(&s->frame, "User-Id") : NULL;

    return role ? role : "";
}

bool link_socket_send(struct link_socket *s, struct bytes peer,
                      struct bytes frame)
{
    if (s->is_router &&
        zmq_send(s->socket, peer.at, peer.len, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
        return false;
    return zmq_send(s->socket, frame.at, frame.len, ZMQ_DONTWAIT) >= 0;
}

static struct bytes view(zmq_msg_t *msg)
{
    return (struct bytes){zmq_msg_data(msg), zmq_msg_size(msg)};
}

static bool receive_part(struct link_socket *s, zmq_msg_t *msg)
{
    return zmq_msg_recv(msg, s->socket, ZMQ_DONTWAIT) >= 0;
}

/* Reads away what is left of a message; true when there was any. */
static bool skip_rest(struct link_socket *s)
{
    bool any = false;

    while (zmq_msg_more(&s->frame)) {
        any = true;
        if (!receive_part(s, &s->frame))
            break;
    }
    return any;
}

bool link_socket_receive(struct link_socket *s, struct bytes *ret_peer,
                         struct bytes *ret_frame)
{
    for (;;) {
        if (s->is_router && !receive_part(s, &s->peer))
            return false;
        /* The parts of a message arrive together. */
        if (!receive_part(s, &s->frame))
            return false;
        if (skip_rest(s))
            continue;
        *ret_peer = s->is_router ? view(&s->peer) : (struct bytes){0};
        *ret_frame = view(&s->frame);
        return true;
    }
}
