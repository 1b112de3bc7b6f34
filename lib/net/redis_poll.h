#ifndef NET_REDIS_POLL_H
#define NET_REDIS_POLL_H

/*
 * redis_poll - ties a hiredis connection to the event loop; for lib/net.
 *
 * hiredis has an adapter for libuv of its own, but that of 0.14 (Debian 12)
 * drops a poll that ends with an error.  libuv reports one, and polls no more,
 * when the other end dies with unread bytes: the connection then stays open for
 * ever, and the command on it is never answered.
 */

#include "net/loop.h"

struct redisAsyncContext;

/* Until hiredis frees the context.  0 or -errno; the context is then the
 * caller's to free. */
int redis_poll_attach(struct redisAsyncContext *c, struct loop *loop)
    __attribute__((warn_unused_result));

/*
 * Around a command on a connection that is up: what it says is written at once
 * and not after another turn of the loop.  An error shows in the loop, as ever.
 */
void redis_poll_hold(struct redisAsyncContext *c);
void redis_poll_write(struct redisAsyncContext *c);

#endif
