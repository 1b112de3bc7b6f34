#include "net/blob.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "net/blob_source.h"

#include <errno.h>
#include <string.h>

/* One segment of sealed_len bytes, the last of the file or not. */
static int open_segment(const struct blob_key *key, const uint8_t *nonce,
                        struct bytes sealed, struct buf *out)
{
    size_t len = sealed.len - BLOB_TAG_BYTES;
    uint8_t none = 0;
    uint8_t *room = len ? buf_room(out, len) : &none;
    int r;

    if (!room)
        return BLOB_TOO_LARGE;
    r = blob_gcm_open(key, nonce, sealed, room);
    if (r == 0)
        buf_grew(out, len);
    return r;
}

static int read_segments(int fd, uint64_t left, const struct blob_key *key,
                         struct buf *out)
{
    _cleanup_(freep) uint8_t *sealed = must_alloc(BLOB_SEALED_BYTES);
    uint8_t head[BLOB_HEAD_BYTES];
    uint8_t nonce[BLOB_NONCE_BYTES];
    size_t n = 0;
    int r = blob_source_read(fd, head, sizeof head, &n);

    if (r == 0 && (n < sizeof head || memcmp(head, BLOB_MAGIC, 4) != 0))
        r = BLOB_DAMAGED;
    left -= r == 0 ? sizeof head : 0;
    for (uint32_t i = 0; r == 0; i++) {
        bool last = left <= BLOB_SEALED_BYTES;

        r = blob_source_read(fd, sealed, BLOB_SEALED_BYTES, &n);
        if (r == 0 && (n < BLOB_TAG_BYTES || (!last && n < BLOB_SEALED_BYTES)))
            r = BLOB_DAMAGED;
        if (r != 0)
            break;
        blob_nonce(head, i, last, nonce);
        r = open_segment(key, nonce, (struct bytes){sealed, n}, out);
        left -= n;
        if (last)
            break;
    }
    return r;
}

int blob_read(const char *dir, const char *location, const struct blob_key *key,
              struct buf *ret)
{
    _cleanup_(closep) int fd = -1;
    size_t before = ret->len;
    uint64_t len = 0;
    int r = blob_source_open(dir, location, &fd, &len);

    if (r == 0)
        r = read_segments(fd, len, key, ret);
    if (r != 0)
        ret->len = before;
    return r;
}

int blob_remove(const char *dir, const char *location)
{
    char path[BLOB_PATH_MAX];
    int r = blob_place(dir, location, BLOB_PATH_OBJECT, path);

    if (r == 0 && unlink(path) < 0 && errno != ENOENT)
        r = -errno;
    return r;
}
