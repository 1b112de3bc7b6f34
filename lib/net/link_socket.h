#ifndef NET_LINK_SOCKET_H
#define NET_LINK_SOCKET_H

/*
 * link_socket - one ZeroMQ socket with our options; for link.c only.
 */

#include "core/bytes.h"
#include "net/link.h"

struct link_socket;

/* What a DEALER is called, so that a ROUTER knows it again after a break. */
#define LINK_NAME_BYTES 16

struct link_socket_options {
    bool is_router;
    const char *name; /* DEALER: LINK_NAME_BYTES of text */
    const struct link_options *link;
};

int link_socket_new(const struct link_socket_options *options,
                    struct link_socket **ret)
    __attribute__((warn_unused_result));
/* Waits so long at most for what was sent to be on its way. */
void link_socket_free(struct link_socket *s, int linger_ms);

int link_socket_bind(struct link_socket *s, const char *endpoint)
    __attribute__((warn_unused_result));
int link_socket_connect(struct link_socket *s, const char *endpoint)
    __attribute__((warn_unused_result));

/* Becomes readable when something may have changed (edge-triggered). */
int link_socket_fd(const struct link_socket *s);

/* ROUTER with a peers file: to be called when its fd (-1: none) is readable,
 * and before the loop blocks. */
int link_socket_zap_fd(const struct link_socket *s);
void link_socket_authenticate(struct link_socket *s);

/* Role of who sent the frame last received, or "". */
const char *link_socket_role(struct link_socket *s);

/* false when there is no way for it now. */
bool link_socket_send(struct link_socket *s, struct bytes peer,
                      struct bytes frame);

/* Takes one frame, if there is one.  The views are valid until the next call;
 * what is not one frame with its peer's name is skipped. */
bool link_socket_receive(struct link_socket *s, struct bytes *ret_peer,
                         struct bytes *ret_frame);

#endif
