#ifndef NET_REDIS_ASYNC_H
#define NET_REDIS_ASYNC_H

/*
 * redis_async - Redis inside an event loop: commands with a callback, and a
 * subscription.  Connects by itself, and again every 100 ms after a failure.
 */

#include "core/bytes.h"
#include "net/loop.h"
#include "net/redis.h"

struct redis_async;

/* up = true: connected (and authenticated, and subscribed again); false: the
 * connection is gone and every open command has been answered with NULL. */
typedef void redis_state_fn(void *ctx, bool up);

struct redis_async_handlers {
    redis_state_fn *on_state; /* may be NULL */
    void (*on_message)(void *ctx, struct bytes channel, struct bytes message);
    void *ctx;
};

/* The options are copied.  Handlers are called from the loop only. */
int redis_async_new(struct loop *loop, const struct redis_options *options,
                    const struct redis_async_handlers *handlers,
                    struct redis_async **ret)
    __attribute__((warn_unused_result));
void redis_async_free(struct redis_async *redis);

bool redis_async_is_up(const struct redis_async *redis);

/* reply NULL: not known whether it was done.  Borrowed for the call only. */
typedef void redis_reply_fn(void *ctx, const struct redis_reply *reply);

/* Sends one command; -ENOTCONN when not connected (fn is then not called). */
int redis_async_ask(struct redis_async *redis, const struct bytes *words,
                    size_t n, redis_reply_fn *fn, void *ctx)
    __attribute__((warn_unused_result));

/* Subscribes to a channel now and after every reconnection.  A connection that
 * subscribes takes no commands.  At most 8 channels. */
void redis_async_subscribe(struct redis_async *redis, const char *channel);

#endif
