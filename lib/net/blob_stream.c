#include "net/blob_stream.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "net/blob_place.h"
#include "net/blob_source.h"

#include <stdlib.h>
#include <string.h>

struct blob_stream {
    int fd;
    struct blob_key key;
    uint64_t left; /* of the file, its tags included */
    uint64_t size;
    uint32_t segment; /* of the next one */
    bool is_over;
    uint8_t head[BLOB_HEAD_BYTES];
    uint8_t sealed[BLOB_SEALED_BYTES];
    uint8_t plain[BLOB_SEGMENT_BYTES];
};

/* Of a file of that length behind its head: every segment has a tag, and there
 * is one at least. */
static bool plain_size(uint64_t len, uint64_t *ret)
{
    uint64_t segments = (len + BLOB_SEALED_BYTES - 1) / BLOB_SEALED_BYTES;

    if (len < BLOB_TAG_BYTES || len - segments * BLOB_TAG_BYTES > len)
        return false;
    *ret = len - segments * BLOB_TAG_BYTES;
    return true;
}

int blob_stream_open(const char *dir, const char *location,
                     const struct blob_key *key, struct blob_stream **ret)
{
    _cleanup_(blob_stream_freep) struct blob_stream *s = must_alloc(sizeof *s);
    size_t n = 0;
    int r;

    s->fd = -1;
    s->key = *key;
    r = blob_source_open(dir, location, &s->fd, &s->left);
    if (r == 0)
        r = blob_source_read(s->fd, s->head, sizeof s->head, &n);
    if (r < 0)
        return r;
    if (n < sizeof s->head || memcmp(s->head, BLOB_MAGIC, 4) != 0)
        return BLOB_DAMAGED;
    s->left -= sizeof s->head;
    if (!plain_size(s->left, &s->size))
        return BLOB_DAMAGED;
    *ret = steal(&s);
    return 0;
}

uint64_t blob_stream_size(const struct blob_stream *s)
{
    return s->size;
}

int blob_stream_next(struct blob_stream *s, struct bytes *ret)
{
    uint8_t nonce[BLOB_NONCE_BYTES];
    bool last = s->left <= BLOB_SEALED_BYTES;
    size_t wanted = last ? (size_t)s->left : BLOB_SEALED_BYTES;
    size_t n = 0;
    int r = 0;

    *ret = (struct bytes){NULL, 0};
    if (s->is_over)
        return 0;
    r = blob_source_read(s->fd, s->sealed, wanted, &n);
    if (r == 0 && n < wanted)
        r = BLOB_DAMAGED;
    if (r != 0)
        return r;
    blob_nonce(s->head, s->segment++, last, nonce);
    r = blob_gcm_open(&s->key, nonce, (struct bytes){s->sealed, n}, s->plain);
    if (r != 0)
        return r;
    s->left -= n;
    s->is_over = last;
    *ret = (struct bytes){s->plain, n - BLOB_TAG_BYTES};
    return 0;
}

void blob_stream_free(struct blob_stream *s)
{
    if (!s)
        return;
    closep(&s->fd);
    blob_key_forget(&s->key);
    free(s);
}

void blob_stream_freep(struct blob_stream **s)
{
    blob_stream_free(*s);
    *s = NULL;
}
