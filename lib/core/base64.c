#include "core/base64.h"

#include <errno.h>
#include <string.h>

static const char ALPHABET[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char PAD = '=';

void base64_encode(struct bytes data, char *ret)
{
    for (size_t i = 0; i < data.len; i += 3) {
        size_t n = data.len - i;
        uint32_t group = (uint32_t)data.at[i] << 16;

        if (n > 1)
            group |= (uint32_t)data.at[i + 1] << 8;
        if (n > 2)
            group |= data.at[i + 2];
        for (int k = 3; k >= 0; k--, group >>= 6)
            ret[k] = ALPHABET[group & 63];
        if (n < 3)
            ret[3] = PAD;
        if (n < 2)
            ret[2] = PAD;
        ret += 4;
    }
    *ret = '\0';
}

/* -1 for what is no digit of the alphabet. */
static int digit(uint8_t c)
{
    const char *at = c ? strchr(ALPHABET, c) : NULL;

    return at ? (int)(at - ALPHABET) : -1;
}

/* Four characters to 1..3 bytes; the number of them, 0 if they are wrong. */
static size_t decode_group(const uint8_t *c, bool last, uint8_t *ret)
{
    size_t pads = !last || c[3] != PAD ? 0 : c[2] != PAD ? 1 : 2;
    uint32_t group = 0;

    for (size_t i = 0; i < 4; i++) {
        int d = i >= 4 - pads ? 0 : digit(c[i]);

        if (d < 0)
            return 0;
        group = group << 6 | (uint32_t)d;
    }
    if (group & ((1U << (8 * pads)) - 1))
        return 0;
    ret[0] = (uint8_t)(group >> 16);
    ret[1] = (uint8_t)(group >> 8);
    ret[2] = (uint8_t)group;
    return 3 - pads;
}

int base64_decode(struct bytes text, struct buf *ret)
{
    uint8_t *room;
    size_t len = 0;

    if (text.len % 4 != 0)
        return -EINVAL;
    if (text.len == 0)
        return 0;
    room = buf_room(ret, text.len / 4 * 3);
    if (!room)
        return -EMSGSIZE;
    for (size_t i = 0; i < text.len; i += 4) {
        size_t n = decode_group(text.at + i, i + 4 == text.len, room + len);

        if (n == 0)
            return -EINVAL;
        len += n;
    }
    buf_grew(ret, len);
    return 0;
}
