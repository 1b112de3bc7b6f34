#include "core/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Length of the sequence that starts with `lead`, and the range its second
 * byte must lie in; 0 if no sequence starts so. (RFC 3629, section 4) */
static size_t sequence_len(uint8_t lead, uint8_t *low, uint8_t *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (lead >= 0x01 && lead <= 0x7F)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF) {
        *low = lead == 0xE0 ? 0xA0 : 0x80;
        *high = lead == 0xED ? 0x9F : 0xBF;
        return 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        *low = lead == 0xF0 ? 0x90 : 0x80;
        *high = lead == 0xF4 ? 0x8F : 0xBF;
        return 4;
    }
    return 0;
}

static bool tail_is_sound(const uint8_t *at, size_t len, uint8_t low,
                          uint8_t high)
{
    for (size_t i = 1; i < len; i++) {
        uint8_t least = i == 1 ? low : 0x80;
        uint8_t most = i == 1 ? high : 0xBF;

        if (at[i] < least || at[i] > most)
            return false;
    }
    return true;
}

bool text_is_utf8(struct bytes text)
{
    size_t i = 0;

    while (i < text.len) {
        uint8_t low;
        uint8_t high;
        size_t len = sequence_len(text.at[i], &low, &high);

        if (len == 0 || len > text.len - i)
            return false;
        if (!tail_is_sound(text.at + i, len, low, high))
            return false;
        i += len;
    }
    return true;
}

bool text_is_digits(struct bytes text, size_t n)
{
    if (text.len != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    }
    return true;
}

bool text_to_i64(const char *text, int64_t min, int64_t max, int64_t *ret)
{
    char *end;
    long long value;

    if (!(*text == '-' || (*text >= '0' && *text <= '9')))
        return false;
    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < min || value > max)
        return false;
    *ret = value;
    return true;
}

void text_hex(struct bytes data, char *ret)
{
    static const char DIGITS[] = "0123456789abcdef";

    for (size_t i = 0; i < data.len; i++) {
        ret[2 * i] = DIGITS[data.at[i] >> 4];
        ret[2 * i + 1] = DIGITS[data.at[i] & 15];
    }
    ret[2 * data.len] = '\0';
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool text_unhex(const char *hex, uint8_t *ret, size_t len)
{
    if (strlen(hex) != 2 * len)
        return false;
    for (size_t i = 0; i < len; i++) {
        int high = nibble(hex[2 * i]);
        int low = nibble(hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        ret[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}
