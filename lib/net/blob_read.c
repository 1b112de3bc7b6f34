#include "net/blob.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "net/blob_place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define SEALED_BYTES (BLOB_SEGMENT_BYTES + BLOB_TAG_BYTES)

static int read_full(int fd, uint8_t *at, size_t len, size_t *ret)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = read(fd, at + done, len - done);

        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            return -errno;
        if (n > 0)
            done += (size_t)n;
    }
    *ret = done;
    return 0;
}

static int open_object(const char *dir, const char *location, int *ret_fd,
                       uint64_t *ret_len)
{
    char path[BLOB_PATH_MAX];
    struct stat st;
    int r = blob_place(dir, location, BLOB_PATH_OBJECT, path);
    int fd;

    if (r < 0)
        return r;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    if (fstat(fd, &st) < 0) {
        r = -errno;
        closep(&fd);
        return r;
    }
    *ret_fd = fd;
    *ret_len = (uint64_t)st.st_size;
    return 0;
}

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
    _cleanup_(freep) uint8_t *sealed = must_alloc(SEALED_BYTES);
    uint8_t head[BLOB_HEAD_BYTES];
    uint8_t nonce[BLOB_NONCE_BYTES];
    size_t n = 0;
    int r = read_full(fd, head, sizeof head, &n);

    if (r == 0 && (n < sizeof head || memcmp(head, BLOB_MAGIC, 4) != 0))
        r = BLOB_DAMAGED;
    left -= r == 0 ? sizeof head : 0;
    for (uint32_t i = 0; r == 0; i++) {
        bool last = left <= SEALED_BYTES;

        r = read_full(fd, sealed, SEALED_BYTES, &n);
        if (r == 0 && (n < BLOB_TAG_BYTES || (!last && n < SEALED_BYTES)))
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
    int r = open_object(dir, location, &fd, &len);

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
