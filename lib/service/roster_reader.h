#ifndef SERVICE_ROSTER_READER_H
#define SERVICE_ROSTER_READER_H

/*
 * roster_reader - blocking reads of a school's roster (model/roster_store.h),
 * for the workers.
 *
 * Each 0, a fault of Redis, or -EBADMSG: what is stored cannot be read.  No
 * roster is an empty one.
 */

#include "model/roster.h"
#include "net/redis.h"

struct roster_head;

/* Its head; then roster_head_done().  *ret_version 0: there is none. */
int roster_reader_head(struct redis *redis, const char *school_code,
                       struct roster_head *ret, uint64_t *ret_version)
    __attribute__((warn_unused_result));

struct roster_stored { /* how it is kept */
    uint64_t version;  /* 0: there is none */
    size_t parts;
    int64_t imported_ms;
};

/* All of it into `to`, which is empty. */
int roster_reader_all(struct redis *redis, const char *school_code,
                      struct roster *to, struct roster_stored *ret)
    __attribute__((warn_unused_result));

/* *ret: the line of a uid, which lives in `to`; NULL: it has none. */
int roster_reader_find(struct redis *redis, const char *school_code,
                       const char *uid, struct roster *to,
                       const struct roster_line **ret)
    __attribute__((warn_unused_result));

#endif
