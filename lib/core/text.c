#include "core/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Which lead bytes start a sequence of which length, and the range of its
 * second byte, which keeps out overlong forms, surrogates and what lies above
 * U+10FFFF. (RFC 3629, section 4) */
/* clang-format off */
static const struct lead {
    uint8_t first, last, len, low, high;
} LEADS[] = {
    {0x01, 0x7F, 1, 0x80, 0xBF},
    {0xC2, 0xDF, 2, 0x80, 0xBF},
    {0xE0, 0xE0, 3, 0xA0, 0xBF},
    {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F},
    {0xEE, 0xEF, 3, 0x80, 0xBF},
    {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF},
    {0xF4, 0xF4, 4, 0x80, 0x8F},
};
/* clang-format on */

static const struct lead *lead_of(uint8_t byte)
{
    for (size_t i = 0; i < sizeof LEADS / sizeof *LEADS; i++) {
        if (byte >= LEADS[i].first && byte <= LEADS[i].last)
            return &LEADS[i];
    }
    return NULL;
}

static bool tail_is_sound(const uint8_t *at, const struct lead *lead)
{
    for (size_t i = 1; i < lead->len; i++) {
        uint8_t low = i == 1 ? lead->low : 0x80;
        uint8_t high = i == 1 ? lead->high : 0xBF;

        if (at[i] < low || at[i] > high)
            return false;
    }
    return true;
}

bool text_is_utf8(struct bytes text)
{
    size_t i = 0;

    while (i < text.len) {
        const struct lead *lead = lead_of(text.at[i]);

        if (!lead || lead->len > text.len - i)
            return false;
        if (!tail_is_sound(text.at + i, lead))
            return false;
        i += lead->len;
    }
    return true;
}

size_t text_chars(const char *text)
{
    static const char BLANKS[] = " \t\r\n";
    size_t from = strspn(text, BLANKS);
    size_t to = strlen(text);
    size_t n = 0;

    while (to > from && strchr(BLANKS, text[to - 1]))
        to--;
    for (size_t i = from; i < to; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

bool text_has_controls(const char *text)
{
    for (const char *p = text; *p; p++) {
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            return true;
    }
    return false;
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

void text_copy(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);

    if (len >= size) {
        len = size - 1;
        while (len > 0 && (from[len] & 0xC0) == 0x80)
            len--; /* the rest of a character that begins before */
    }
    for (size_t i = 0; i < len; i++)
        to[i] = from[i];
    memset(to + len, 0, size - len);
}

/* One row of the table of distances between the beginnings of both texts. */
static void next_row(char c, const char *b, size_t *row)
{
    size_t upper_left = row[0];

    row[0]++;
    for (size_t j = 1; j <= strlen(b); j++) {
        size_t changed = upper_left + (b[j - 1] != c);
        size_t added = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

        upper_left = row[j];
        row[j] = changed < added ? changed : added;
    }
}

size_t text_distance(const char *a, const char *b)
{
    size_t row[TEXT_DISTANCE_MAX];

    if (strlen(a) >= TEXT_DISTANCE_MAX || strlen(b) >= TEXT_DISTANCE_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= strlen(b); j++)
        row[j] = j;
    for (; *a; a++)
        next_row(*a, b, row);
    return row[strlen(b)];
}
