#ifndef NET_LINK_H
#define NET_LINK_H

/*
 * link - ZeroMQ in the event loop: one ROUTER that many peers talk to, or one
 * DEALER that talks to one of several ROUTERs.
 *
 * Frames may be lost at any time (a full pipe, a peer that left, a move): who
 * must be sure sends again until answered.
 *
 * DEALER    a name is resolved every 2 s to all its addresses; one is chosen
 *           at random.  After 800 ms without a frame the link moves to another
 *           address (or tries the same again) and calls on_move: whatever was
 *           said before may not have been heard.
 * CURVE     with key files every frame is encrypted and the ROUTER proves who
 *           it is; without, file permissions (ipc) or the network must do.
 */

#include "core/bytes.h"
#include "net/loop.h"

#include <stdbool.h>

#define LINK_FRAME_MAX (16 * 1024 * 1024)
#define LINK_SILENCE_MS 800

struct link;

/* The texts are borrowed until link_free(). */
struct link_options {
    const char *endpoints;      /* comma list: ipc:///path, tcp://h:p */
    const char *curve_key_file; /* own secret key, Z85; "" or NULL: none */
    const char *curve_server_key_file; /* DEALER: the ROUTER's public key */
    const char *curve_peers_file;      /* ROUTER: who may connect, as what
                                          (link_zap.h); "" or NULL: any key */
};

struct link_handlers {
    /* Must not free the link.  peer: whom to answer (ROUTER), empty (DEALER).
     * Borrowed for the call. */
    void (*on_frame)(void *ctx, struct bytes peer, struct bytes frame);
    /* What had come in is handled: the time to answer.  May be NULL. */
    void (*on_drained)(void *ctx);
    void (*on_move)(void *ctx); /* DEALER only: connected anew; may be NULL */
    void *ctx;
};

/* A ROUTER bound to every endpoint.  0 or a fault (-EADDRINUSE, ...). */
int link_bind(struct loop *loop, const struct link_options *options,
              const struct link_handlers *handlers, struct link **ret)
    __attribute__((warn_unused_result));

/* A DEALER; connects when the first name is resolved, and never gives up.  0,
 * -EINVAL, or a fault of a key file. */
int link_connect(struct loop *loop, const struct link_options *options,
                 const struct link_handlers *handlers, struct link **ret)
    __attribute__((warn_unused_result));

void link_free(struct link *link);

/* ROUTER with a peers file, in on_frame: the role of who sent this frame; else
 * "". */
const char *link_role(const struct link *link);

/* Sends or, when there is no way now, drops. */
void link_send(struct link *link, struct bytes peer, struct bytes frame);

/* A frame has come in the last LINK_SILENCE_MS. */
bool link_is_alive(const struct link *link);

#endif
