#include "service/roster_reader.h"

#include "core/cleanup.h"
#include "model/roster_store.h"
#include <errno.h>

int roster_reader_head(struct redis *redis, const char *school_code,
                       struct roster_head *ret, uint64_t *ret_version)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(ROSTER_HEAD_BYTES_MAX);
    char key[KEY_SIZE];
    int r = 0;

    *ret = (struct roster_head){0};
    *ret_version = 0;
    if (roster_head_key(school_code, key))
        r = redis_get_versioned(redis, key, &data, ret_version);
    return r < 0 || *ret_version == 0
               ? r
               : roster_head_decode(buf_view(&data), ret);
}

static int read_part(struct redis *redis, const char *key, struct roster *to)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(ROSTER_PART_BYTES_MAX);
    bool found;
    int r = redis_get(redis, key, &data, &found);

    if (r < 0)
        return r;
    return found ? roster_part_decode(buf_view(&data), to) : -EBADMSG;
}

int roster_reader_all(struct redis *redis, const char *school_code,
                      struct roster *to, struct roster_stored *ret)
{
    _cleanup_(roster_head_done) struct roster_head head;
    char key[KEY_SIZE];
    uint64_t version;
    int r = roster_reader_head(redis, school_code, &head, &version);

    *ret = (struct roster_stored){version, head.n_parts, head.imported_ms};
    for (size_t i = 0; i < head.n_parts && r == 0; i++) {
        roster_part_key(school_code, version, i, key);
        r = read_part(redis, key, to);
    }
    return r;
}

int roster_reader_find(struct redis *redis, const char *school_code,
                       const char *uid, struct roster *to,
                       const struct roster_line **ret)
{
    _cleanup_(roster_head_done) struct roster_head head;
    char key[KEY_SIZE];
    uint64_t version;
    size_t part;
    int r = roster_reader_head(redis, school_code, &head, &version);

    *ret = NULL;
    if (r < 0 || !roster_head_part(&head, uid, &part))
        return r;
    roster_part_key(school_code, version, part, key);
    r = read_part(redis, key, to);
    if (r == 0)
        *ret = roster_find(to, uid);
    return r;
}
