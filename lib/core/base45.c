#include "core/base45.h"

#include <errno.h>
#include <string.h>

static const char ALPHABET[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

enum { BASE = sizeof ALPHABET - 1, NOT_A_DIGIT = 255 };

/* What a character is worth. */
static uint8_t digit_of(uint8_t c)
{
    const char *at = c ? memchr(ALPHABET, c, BASE) : NULL;

    return at ? (uint8_t)(at - ALPHABET) : NOT_A_DIGIT;
}

/* Value of n characters, least significant first; over 16 bits when it is
 * none. */
static uint32_t value_of(const uint8_t *at, size_t n)
{
    uint32_t value = 0;

    for (size_t i = n; i-- > 0;) {
        uint8_t digit = digit_of(at[i]);

        if (digit == NOT_A_DIGIT)
            return UINT32_MAX;
        value = value * BASE + digit;
    }
    return value;
}

/* Writes the bytes of text; false if it is no Base45. */
static bool decode_to(struct bytes text, uint8_t *ret)
{
    size_t i = 0;
    uint32_t value;

    for (; text.len - i >= 3; i += 3) {
        value = value_of(text.at + i, 3);
        if (value > UINT16_MAX)
            return false;
        *ret++ = (uint8_t)(value >> 8);
        *ret++ = (uint8_t)value;
    }
    if (i == text.len)
        return true;
    if (text.len - i == 1)
        return false;
    value = value_of(text.at + i, 2);
    if (value > UINT8_MAX)
        return false;
    *ret = (uint8_t)value;
    return true;
}

int base45_decode(struct bytes text, struct buf *ret)
{
    size_t len = BASE45_DECODED_SIZE(text.len);
    uint8_t *room = buf_room(ret, len);

    if (!room)
        return -ENOBUFS;
    if (!decode_to(text, room))
        return BASE45_INVALID;
    buf_grew(ret, len);
    return 0;
}

static uint8_t *put(uint8_t *at, uint32_t value, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        *at++ = (uint8_t)ALPHABET[value % BASE];
        value /= BASE;
    }
    return at;
}

int base45_encode(struct bytes data, struct buf *ret)
{
    size_t len = BASE45_ENCODED_SIZE(data.len);
    uint8_t *room = buf_room(ret, len);
    size_t i = 0;

    if (!room)
        return -ENOBUFS;
    for (; data.len - i >= 2; i += 2)
        room = put(room, (uint32_t)data.at[i] << 8 | data.at[i + 1], 3);
    if (i < data.len)
        (void)put(room, data.at[i], 2);
    buf_grew(ret, len);
    return 0;
}
