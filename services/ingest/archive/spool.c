#include "ingest/archive/spool.h"

#include "core/check.h"

#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

enum { RAW_WINDOW_BITS = -15, MEMORY_LEVEL = 8, STEP_BYTES = 4096 };

struct spool {
    z_stream in, out;
    bool is_closed;
    struct buf deflated;
    uint64_t length;
    uint32_t crc;
};

struct spool *spool_new(size_t limit)
{
    struct spool *s = must_alloc(sizeof *s);

    s->deflated = BUF_INIT(limit);
    CHECK(deflateInit2(&s->in, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
                       RAW_WINDOW_BITS, MEMORY_LEVEL,
                       Z_DEFAULT_STRATEGY) == Z_OK);
    CHECK(inflateInit2(&s->out, RAW_WINDOW_BITS) == Z_OK);
    return s;
}

void spool_free(struct spool *s)
{
    if (!s)
        return;
    (void)deflateEnd(&s->in);
    (void)inflateEnd(&s->out);
    buf_done(&s->deflated);
    free(s);
}

/* Until it wants no more room. */
static int press(struct spool *s, int flush)
{
    do {
        uint8_t *room = buf_room(&s->deflated, STEP_BYTES);

        if (!room)
            return -EMSGSIZE;
        s->in.next_out = room;
        s->in.avail_out = STEP_BYTES;
        CHECK(deflate(&s->in, flush) != Z_STREAM_ERROR);
        buf_grew(&s->deflated, STEP_BYTES - s->in.avail_out);
    } while (s->in.avail_out == 0);
    return 0;
}

int spool_add(struct spool *s, struct bytes piece)
{
    CHECK(!s->is_closed);
    s->in.next_in = (uint8_t *)piece.at; /* zlib does not write there */
    s->in.avail_in = (unsigned)piece.len;
    s->length += piece.len;
    s->crc = (uint32_t)crc32(s->crc, piece.at, (unsigned)piece.len);
    return press(s, Z_NO_FLUSH);
}

int spool_close(struct spool *s)
{
    int r;

    CHECK(!s->is_closed);
    s->is_closed = true;
    s->in.avail_in = 0;
    r = press(s, Z_FINISH);
    s->out.next_in = s->deflated.at;
    s->out.avail_in = (unsigned)s->deflated.len;
    return r;
}

uint64_t spool_length(const struct spool *s)
{
    return s->length;
}

uint32_t spool_crc(const struct spool *s)
{
    return s->crc;
}

struct bytes spool_deflated(const struct spool *s)
{
    CHECK(s->is_closed);
    return buf_view(&s->deflated);
}

int spool_read(struct spool *s, size_t max, struct buf *out, bool *ret_end)
{
    uint8_t *room = buf_room(out, max);
    int r;

    CHECK(s->is_closed);
    if (!room)
        return -EMSGSIZE;
    s->out.next_out = room;
    s->out.avail_out = (unsigned)max;
    r = inflate(&s->out, Z_NO_FLUSH);
    CHECK(r == Z_OK || r == Z_STREAM_END || r == Z_BUF_ERROR);
    buf_grew(out, max - s->out.avail_out);
    *ret_end = r == Z_STREAM_END;
    return 0;
}
