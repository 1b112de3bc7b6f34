/* What hiredis answers, seen through our own words. */
#include "net/redis.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <hiredis/hiredis.h>

static const redisReply *of(const struct redis_reply *reply)
{
    return (const redisReply *)reply;
}

void redis_reply_free(struct redis_reply *reply)
{
    if (reply)
        freeReplyObject(reply);
}

void redis_reply_freep(struct redis_reply **reply)
{
    redis_reply_free(steal(reply));
}

bool redis_reply_is_nil(const struct redis_reply *reply)
{
    return of(reply)->type == REDIS_REPLY_NIL;
}

struct bytes redis_reply_bytes(const struct redis_reply *reply)
{
    if (of(reply)->type != REDIS_REPLY_STRING &&
        of(reply)->type != REDIS_REPLY_STATUS &&
        of(reply)->type != REDIS_REPLY_ERROR)
        return (struct bytes){0};
    return (struct bytes){(const uint8_t *)of(reply)->str, of(reply)->len};
}

int64_t redis_reply_int(const struct redis_reply *reply)
{
    if (of(reply)->type == REDIS_REPLY_INTEGER)
        return of(reply)->integer;
    if (of(reply)->type == REDIS_REPLY_STRING)
        return strtoll(of(reply)->str, NULL, 10);
    return 0;
}

size_t redis_reply_count(const struct redis_reply *reply)
{
    return of(reply)->type == REDIS_REPLY_ARRAY ? of(reply)->elements : 0;
}

const struct redis_reply *redis_reply_at(const struct redis_reply *reply,
                                         size_t i)
{
    CHECK(i < redis_reply_count(reply));
    return (const struct redis_reply *)of(reply)->element[i];
}

bool redis_reply_is_error(const struct redis_reply *reply)
{
    return of(reply)->type == REDIS_REPLY_ERROR;
}
