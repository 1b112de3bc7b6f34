#ifndef MODEL_ROSTER_STORE_H
#define MODEL_ROSTER_STORE_H

/*
 * roster_store - a roster as it lies in Redis.  Pure: bytes and keys only.
 *
 *   ro:<school>                 versioned RosterHead: the first uid of each
 * part ro:<school>:<version>:<n>   part n: ROSTER_PART_LINES lines, deflated
 *
 * The parts belong to the version of the head that they were written with, so
 * whoever has read a head finds its parts and no others.  A new roster gives
 * those of the one before ROSTER_OLD_S to live.
 */

#include "core/bytes.h"
#include "model/records.h"
#include "model/roster.h"

#include <stdint.h>

enum {
    ROSTER_PART_LINES = 256,
    ROSTER_PARTS_MAX = ROSTER_LINES_MAX / ROSTER_PART_LINES + 1,
    ROSTER_PART_BYTES_MAX = 256 * 1024, /* deflated, with room to spare */
    ROSTER_HEAD_BYTES_MAX = 128 * 1024,
    ROSTER_OLD_S = 600,
};

struct roster_head {
    uint64_t lines;
    int64_t imported_ms;
    size_t n_parts;
    char **first; /* uids, ascending */
};

/* False: no such key can be (a school's code is short and plain). */
bool roster_head_key(const char *school_code, char ret[KEY_SIZE]);
void roster_part_key(const char *school_code, uint64_t version, size_t part,
                     char ret[KEY_SIZE]);

/* 0, -EBADMSG; then roster_head_done(). */
int roster_head_decode(struct bytes data, struct roster_head *ret)
    __attribute__((warn_unused_result));
void roster_head_done(struct roster_head *head);

/* Which part a uid would stand in; false: none. */
bool roster_head_part(const struct roster_head *head, const char *uid,
                      size_t *ret_part);

size_t roster_parts(const struct roster *roster);

/* Appended to ret.  0 or -EMSGSIZE, -ENOMEM. */
int roster_head_encode(const struct roster *roster, int64_t imported_ms,
                       struct buf *ret) __attribute__((warn_unused_result));
int roster_part_encode(const struct roster *roster, size_t part,
                       struct buf *ret) __attribute__((warn_unused_result));

/* Adds a part's lines, which stand behind those that are there.  0, -EBADMSG,
 * -ENOMEM. */
int roster_part_decode(struct bytes data, struct roster *to)
    __attribute__((warn_unused_result));

#endif
