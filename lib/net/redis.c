#include "net/redis.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "net/redis_connect.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <string.h>

enum { WORDS_MAX = 64 };

struct redis {
    struct redis_address address;
    redisContext *context; /* NULL: not connected */
};

int redis_new(const struct redis_options *options, struct redis **ret)
{
    _cleanup_(redis_freep) struct redis *redis = must_alloc(sizeof *redis);
    int r = redis_address_init(&redis->address, options);

    if (r < 0)
        return r;
    *ret = steal(&redis);
    return 0;
}

static void disconnect(struct redis *redis)
{
    if (redis->context)
        redisFree(steal(&redis->context));
}

void redis_free(struct redis *redis)
{
    if (!redis)
        return;
    disconnect(redis);
    redis_address_done(&redis->address);
    free(redis);
}

void redis_freep(struct redis **redis)
{
    redis_free(steal(redis));
}

/* One command on an open connection.  -ENOTCONN: the connection is of no more
 * use; -EPROTO: Redis refused. */
static int exchange(redisContext *c, const struct bytes *words, size_t n,
                    redisReply **ret)
{
    const char *argv[WORDS_MAX];
    size_t lens[WORDS_MAX];
    redisReply *reply;

    for (size_t i = 0; i < n; i++) {
        argv[i] = (const char *)words[i].at;
        lens[i] = words[i].len;
    }
    reply = redisCommandArgv(c, (int)n, argv, lens);
    if (!reply)
        return -ENOTCONN;
    if (reply->type == REDIS_REPLY_ERROR) {
        freeReplyObject(reply);
        return -EPROTO;
    }
    *ret = reply;
    return 0;
}

static int authenticate(struct redis *redis)
{
    struct bytes words[3];
    size_t n = redis_address_auth(&redis->address, words);
    redisReply *reply = NULL;
    int r = n ? exchange(redis->context, words, n, &reply) : 0;

    if (reply)
        freeReplyObject(reply);
    return r;
}

static int ensure_connected(struct redis *redis)
{
    const struct redis_address *a = &redis->address;
    const struct timeval limit = {a->timeout_ms / 1000,
                                  a->timeout_ms % 1000 * 1000};
    int r;

    if (redis->context)
        return 0;
    redis->context = a->is_unix
                         ? redisConnectUnixWithTimeout(a->host, limit)
                         : redisConnectWithTimeout(a->host, a->port, limit);
    if (!redis->context || redis->context->err) {
        disconnect(redis);
        return -ENOTCONN;
    }
    (void)redisSetTimeout(redis->context, limit);
    r = authenticate(redis);
    if (r < 0)
        disconnect(redis);
    return r;
}

static int ask_once(struct redis *redis, const struct bytes *words, size_t n,
                    redisReply **ret)
{
    int r = ensure_connected(redis);

    if (r < 0)
        return r;
    r = exchange(redis->context, words, n, ret);
    if (r == -ENOTCONN) {
        /* A time-out is not tried again: it was long enough. */
        if (redis->context->err == REDIS_ERR_IO && errno == EAGAIN)
            r = -ETIMEDOUT;
        disconnect(redis);
    }
    return r;
}

int redis_ask_bytes(struct redis *redis, const struct bytes *words, size_t n,
                    struct redis_reply **ret)
{
    bool was_connected = redis->context != NULL;
    redisReply *reply;
    int r;

    CHECK(n > 0 && n <= WORDS_MAX);
    r = ask_once(redis, words, n, &reply);
    if (r == -ENOTCONN && was_connected)
        r = ask_once(redis, words, n, &reply);
    if (r == 0)
        *ret = (struct redis_reply *)reply;
    return r;
}

int redis_ask(struct redis *redis, const char *const *words, size_t n,
              struct redis_reply **ret)
{
    struct bytes views[WORDS_MAX];

    CHECK(n > 0 && n <= WORDS_MAX);
    for (size_t i = 0; i < n; i++)
        views[i] = bytes_of_text(words[i]);
    return redis_ask_bytes(redis, views, n, ret);
}

/* Appends a text reply; false when it was nil. */
static int add_text(struct buf *b, const struct redis_reply *reply,
                    bool *ret_found)
{
    struct bytes text = redis_reply_bytes(reply);
    int r = buf_add(b, text.at, text.len);

    if (r == 0)
        *ret_found = !redis_reply_is_nil(reply);
    return r;
}

int redis_get_versioned(struct redis *redis, const char *key,
                        struct buf *ret_value, uint64_t *ret_version)
{
    const char *words[] = {"HMGET", key, "v", "d"};
    _cleanup_(redis_reply_freep) struct redis_reply *reply = NULL;
    bool found;
    int r = redis_ask(redis, words, 4, &reply);

    if (r < 0)
        return r;
    if (redis_reply_count(reply) != 2)
        return -EPROTO;
    r = add_text(ret_value, redis_reply_at(reply, 1), &found);
    if (r == 0)
        *ret_version = (uint64_t)redis_reply_int(redis_reply_at(reply, 0));
    return r;
}

static int get_text(struct redis *redis, const char *const *words, size_t n,
                    struct buf *ret_value, bool *ret_found)
{
    _cleanup_(redis_reply_freep) struct redis_reply *reply = NULL;
    int r = redis_ask(redis, words, n, &reply);

    return r < 0 ? r : add_text(ret_value, reply, ret_found);
}

int redis_get(struct redis *redis, const char *key, struct buf *ret_value,
              bool *ret_found)
{
    const char *words[] = {"GET", key};

    return get_text(redis, words, 2, ret_value, ret_found);
}

int redis_hget(struct redis *redis, const char *key, const char *field,
               struct buf *ret_value, bool *ret_found)
{
    const char *words[] = {"HGET", key, field};

    return get_text(redis, words, 3, ret_value, ret_found);
}
