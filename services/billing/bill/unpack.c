#include "billing/bill/unpack.h"

#include "core/check.h"
#include "core/text.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

enum {
    CHUNK = 65536,
    GZIP_ONLY = 16 + MAX_WBITS, /* as inflateInit2 wants it said */
    SHA1_HEX = 40,
};

/* One chunk more.  1: there may be more, 0: that was all, or a fault. */
static int inflate_some(z_stream *z, struct buf *ret)
{
    uint8_t *room = buf_room(ret, CHUNK);
    int r;

    if (!room)
        return -EMSGSIZE;
    z->next_out = room;
    z->avail_out = CHUNK;
    r = inflate(z, Z_NO_FLUSH);
    buf_grew(ret, CHUNK - z->avail_out);
    if (r == Z_STREAM_END)
        return z->avail_in == 0 ? 0 : -EBADMSG;
    return r == Z_OK ? 1 : -EBADMSG;
}

int unpack_gzip(struct bytes packed, struct buf *ret)
{
    z_stream z = {.next_in = (uint8_t *)packed.at,
                  .avail_in = (unsigned)packed.len};
    int r = 1;

    if (inflateInit2(&z, GZIP_ONLY) != Z_OK)
        return -ENOMEM;
    while (r > 0)
        r = inflate_some(&z, ret);
    (void)inflateEnd(&z);
    return r;
}

bool unpack_is_sha1(struct bytes data, const char *hex)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    char text[2 * EVP_MAX_MD_SIZE + 1];
    unsigned len = 0;

    CHECK(EVP_Digest(data.at, data.len, digest, &len, EVP_sha1(), NULL) == 1);
    text_hex((struct bytes){digest, len}, text);
    return strlen(hex) == SHA1_HEX && strcasecmp(text, hex) == 0;
}
