#include "net/redis_async.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "net/redis_connect.h"
#include "net/redis_poll.h"

#include <errno.h>
#include <hiredis/async.h>
#include <string.h>

enum {
    AGAIN_MS = 100,
    WATCH_MS = 1000,
    SILENCE_MS = 10000, /* longer than any disk makes Redis wait */
    CHANNELS_MAX = 8,
    AUTH_WORDS = 3,
};

struct redis_async {
    struct loop *loop;
    struct redis_address address;
    struct redis_async_handlers handlers;
    redisAsyncContext *context; /* NULL: waiting to connect again */
    struct loop_timer *again;
    struct loop_timer *watch;
    bool is_up;
    unsigned n_open;  /* commands without an answer */
    int64_t heard_ms; /* since then one is waited for */
    char *channels[CHANNELS_MAX];
    size_t n_channels;
};

/* One open command. */
struct call {
    redis_reply_fn *fn;
    void *ctx;
};

static void set_up(struct redis_async *redis, bool up)
{
    if (redis->is_up == up)
        return;
    redis->is_up = up;
    if (redis->handlers.on_state)
        redis->handlers.on_state(redis->handlers.ctx, up);
}

/* false: it is being closed, and fn will not be called. */
static bool send_words(redisAsyncContext *c, redisCallbackFn *fn, void *ctx,
                       const struct bytes *words, size_t n)
{
    const char **argv = must_alloc(n * sizeof *argv);
    size_t *lens = must_alloc(n * sizeof *lens);
    int r;

    for (size_t i = 0; i < n; i++) {
        argv[i] = (const char *)words[i].at;
        lens[i] = words[i].len;
    }
    r = redisAsyncCommandArgv(c, fn, ctx, (int)n, argv, lens);
    free(argv);
    free(lens);
    return r == REDIS_OK;
}

static bool is_text(const redisReply *r, const char *text)
{
    return r->type == REDIS_REPLY_STRING && strcmp(r->str, text) == 0;
}

static void on_push(redisAsyncContext *c, void *reply, void *unused)
{
    struct redis_async *redis = c->data;
    const redisReply *r = reply;

    (void)unused;
    if (!redis || !r || r->type != REDIS_REPLY_ARRAY || r->elements != 3)
        return;
    if (is_text(r->element[0], "subscribe"))
        set_up(redis, true);
    if (!is_text(r->element[0], "message") || !redis->handlers.on_message)
        return;
    redis->handlers.on_message(
        redis->handlers.ctx,
        redis_reply_bytes((const struct redis_reply *)r->element[1]),
        redis_reply_bytes((const struct redis_reply *)r->element[2]));
}

static void subscribe(struct redis_async *redis, const char *channel)
{
    const struct bytes words[] = {bytes_of_text("SUBSCRIBE"),
                                  bytes_of_text(channel)};

    (void)send_words(redis->context, on_push, NULL, words, 2);
}

static void on_hello(redisAsyncContext *c, void *reply, void *unused)
{
    struct redis_async *redis = c->data;
    const redisReply *r = reply;

    (void)unused;
    if (!redis || !r)
        return;
    if (r->type == REDIS_REPLY_ERROR) {
        redisAsyncDisconnect(c);
        return;
    }
    for (size_t i = 0; i < redis->n_channels; i++)
        subscribe(redis, redis->channels[i]);
    if (redis->n_channels == 0)
        set_up(redis, true);
}

/* The first answer, to AUTH or PING, says that we are in. */
static void say_hello(struct redis_async *redis)
{
    struct bytes words[AUTH_WORDS] = {bytes_of_text("PING")};
    size_t n = redis_address_auth(&redis->address, words);

    (void)send_words(redis->context, on_hello, NULL, words, n ? n : 1);
}

static void lost(struct redis_async *redis)
{
    redis->context = NULL;
    set_up(redis, false);
    loop_timer_start(redis->again, AGAIN_MS, 0);
}

static void on_disconnect(const redisAsyncContext *c, int status)
{
    struct redis_async *redis = c->data;

    (void)status;
    if (redis)
        lost(redis);
}

static void on_connect(const redisAsyncContext *c, int status)
{
    struct redis_async *redis = c->data;

    /* hiredis frees a context that did not connect by itself. */
    if (redis && status != REDIS_OK)
        lost(redis);
    else if (redis && !redis->address.is_unix)
        (void)redisEnableKeepAlive((redisContext *)(uintptr_t)&c->c);
}

/* A host that went away without a word answers nothing, and TCP alone would
 * find out in a quarter of an hour. */
static void watch(void *ctx)
{
    struct redis_async *redis = ctx;
    bool waits = !redis->is_up || redis->n_open > 0;

    if (!redis->context || !waits ||
        loop_now_ms(redis->loop) - redis->heard_ms < SILENCE_MS)
        return;
    redisAsyncFree(redis->context);
    if (redis->context) /* it was not connected yet */
        lost(redis);
}

static void connect_now(void *ctx)
{
    struct redis_async *redis = ctx;
    const struct redis_address *a = &redis->address;
    redisAsyncContext *c = a->is_unix ? redisAsyncConnectUnix(a->host)
                                      : redisAsyncConnect(a->host, a->port);

    redis->heard_ms = loop_now_ms(redis->loop);

    if (!c || c->err) {
        if (c)
            redisAsyncFree(c);
        loop_timer_start(redis->again, AGAIN_MS, 0);
        return;
    }
    redis->context = c;
    c->data = redis;
    CHECK(redis_poll_attach(c, redis->loop) == 0);
    redisAsyncSetConnectCallback(c, on_connect);
    redisAsyncSetDisconnectCallback(c, on_disconnect);
    say_hello(redis);
}

int redis_async_new(struct loop *loop, const struct redis_options *options,
                    const struct redis_async_handlers *handlers,
                    struct redis_async **ret)
{
    struct redis_async *redis = must_alloc(sizeof *redis);
    int r = redis_address_init(&redis->address, options);

    if (r < 0) {
        free(redis);
        return r;
    }
    redis->loop = loop;
    redis->handlers = *handlers;
    redis->again = loop_timer_new(loop, connect_now, redis);
    redis->watch = loop_timer_new(loop, watch, redis);
    loop_timer_start(redis->again, 0, 0);
    loop_timer_start(redis->watch, WATCH_MS, WATCH_MS);
    *ret = redis;
    return 0;
}

void redis_async_free(struct redis_async *redis)
{
    if (!redis)
        return;
    if (redis->context) {
        redis->context->data = NULL;
        redisAsyncFree(redis->context);
    }
    loop_timer_free(redis->again);
    loop_timer_free(redis->watch);
    redis_address_done(&redis->address);
    for (size_t i = 0; i < redis->n_channels; i++)
        free(redis->channels[i]);
    free(redis);
}

bool redis_async_is_up(const struct redis_async *redis)
{
    return redis->is_up;
}

static void on_reply(redisAsyncContext *c, void *reply, void *ctx)
{
    struct redis_async *redis = c->data;
    struct call *call = ctx;

    if (redis) {
        redis->n_open--;
        redis->heard_ms = loop_now_ms(redis->loop);
        call->fn(call->ctx, reply);
    }
    free(call);
}

int redis_async_ask(struct redis_async *redis, const struct bytes *words,
                    size_t n, redis_reply_fn *fn, void *ctx)
{
    struct call *call;

    if (!redis->is_up)
        return -ENOTCONN;
    call = must_alloc(sizeof *call);
    *call = (struct call){fn, ctx};
    redis_poll_hold(redis->context);
    if (!send_words(redis->context, on_reply, call, words, n)) {
        free(call);
        return -ENOTCONN;
    }
    redis_poll_write(redis->context);
    if (redis->n_open++ == 0)
        redis->heard_ms = loop_now_ms(redis->loop);
    return 0;
}

void redis_async_subscribe(struct redis_async *redis, const char *channel)
{
    CHECK(redis->n_channels < CHANNELS_MAX);
    redis->channels[redis->n_channels++] = must_dup(channel);
    if (redis->is_up)
        subscribe(redis, channel);
}
