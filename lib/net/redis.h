#ifndef NET_REDIS_H
#define NET_REDIS_H

/*
 * redis - blocking reads of Redis.  Nobody but dispatch writes it (its ledger
 * script); everyone else reads with these.
 *
 * A broken connection is opened again by the next call, which is then tried
 * once more, so a restart of Redis costs the caller nothing but time.
 *
 * Errors  0, or a negative errno: -ENOTCONN, -ETIMEDOUT, -EPROTO (Redis said
 *         no), -EINVAL (bad address).  Absent keys are no error.
 */

#include "core/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct redis_options {
    const char *address;       /* "unix:/path" or "host:port" */
    const char *user;          /* "" or NULL: none */
    const char *password_file; /* "" or NULL: none */
    int64_t timeout_ms;        /* of each call; 0: 2000 */
};

struct redis;

/* Keeps a copy of the options; connects at the first call. */
int redis_new(const struct redis_options *options, struct redis **ret)
    __attribute__((warn_unused_result));
void redis_free(struct redis *redis);
void redis_freep(struct redis **redis);

/*
 * A versioned value: hash with `v` (version) and `d` (bytes).  Absent: version
 * 0 and nothing added.  The bytes are appended to ret_value.
 */
int redis_get_versioned(struct redis *redis, const char *key,
                        struct buf *ret_value, uint64_t *ret_version)
    __attribute__((warn_unused_result));

/* A plain string, or one field of a hash, appended to ret_value. */
int redis_get(struct redis *redis, const char *key, struct buf *ret_value,
              bool *ret_found) __attribute__((warn_unused_result));
int redis_hget(struct redis *redis, const char *key, const char *field,
               struct buf *ret_value, bool *ret_found)
    __attribute__((warn_unused_result));

/* What an answer looks like; valid until redis_reply_free() of its root. */
struct redis_reply;
void redis_reply_free(struct redis_reply *reply);
void redis_reply_freep(struct redis_reply **reply);
bool redis_reply_is_nil(const struct redis_reply *reply);
bool redis_reply_is_error(const struct redis_reply *reply); /* async only */
struct bytes
redis_reply_bytes(const struct redis_reply *reply); /* of a text; else empty */
int64_t redis_reply_int(
    const struct redis_reply *reply); /* of a number or numeric text; else 0 */
size_t
redis_reply_count(const struct redis_reply *reply); /* of an array; else 0 */
const struct redis_reply *redis_reply_at(const struct redis_reply *reply,
                                         size_t i); /* i < count */

/*
 * Any reading command, its words as texts or as bytes:
 *     const char *words[] = {"ZRANGE", key, "0", "-1"};
 *     r = redis_ask(redis, words, 4, &reply);
 * The caller frees *ret.
 */
int redis_ask(struct redis *redis, const char *const *words, size_t n,
              struct redis_reply **ret) __attribute__((warn_unused_result));
int redis_ask_bytes(struct redis *redis, const struct bytes *words, size_t n,
                    struct redis_reply **ret)
    __attribute__((warn_unused_result));

#endif
