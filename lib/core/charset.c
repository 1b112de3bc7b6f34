#include "core/charset.h"

#include "core/text.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

enum { PIECE_BYTES = 65536 };

static const uint8_t UTF8_MARK[] = {0xEF, 0xBB, 0xBF};

static bool begins_with(struct bytes text, const uint8_t *with, size_t len)
{
    return text.len >= len && memcmp(text.at, with, len) == 0;
}

static bool is_utf16(struct bytes text)
{
    static const uint8_t BIG[] = {0xFE, 0xFF}, LITTLE[] = {0xFF, 0xFE};

    return begins_with(text, BIG, 2) || begins_with(text, LITTLE, 2);
}

/* Some more of it; 1 while there is a rest. */
static int convert_piece(iconv_t cd, char **in, size_t *in_left,
                         struct buf *ret)
{
    char piece[PIECE_BYTES];
    char *out = piece;
    size_t out_left = sizeof piece;
    size_t n = iconv(cd, in, in_left, &out, &out_left);
    int fault = n == (size_t)-1 ? errno : 0;
    int r = buf_add(ret, piece, sizeof piece - out_left);

    if (r < 0)
        return r;
    if (fault == E2BIG)
        return 1;
    return fault ? -EILSEQ : 0; /* EINVAL: it ends within a character */
}

static int from_gb18030(struct bytes text, struct buf *ret, size_t *ret_at)
{
    iconv_t cd = iconv_open("UTF-8", "GB18030");
    char *in = (char *)text.at; /* iconv() does not write there */
    size_t left = text.len;
    int r = 1;

    if (cd == (iconv_t)-1)
        return -ENOSYS;
    while (r == 1)
        r = convert_piece(cd, &in, &left, ret);
    (void)iconv_close(cd);
    if (r == 0 && memchr(text.at, 0, text.len)) /* sound, but no text */
        return -EILSEQ;
    if (r == -EILSEQ)
        *ret_at = text.len - left;
    return r;
}

/* Well-formed UTF-8, and Chinese, if it is not plain ASCII: that takes three
 * bytes a character, while many of GBK's pairs are a letter of UTF-8 too. */
static bool looks_like_utf8(struct bytes text)
{
    bool is_ascii = true;

    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] >= 0xE0)
            return text_is_utf8(text);
        is_ascii = is_ascii && text.at[i] < 0x80;
    }
    return is_ascii && text_is_utf8(text);
}

int charset_to_utf8(struct bytes text, struct buf *ret, size_t *ret_at)
{
    bool is_marked = begins_with(text, UTF8_MARK, sizeof UTF8_MARK);

    if (is_marked) {
        text.at += sizeof UTF8_MARK;
        text.len -= sizeof UTF8_MARK;
    }
    if (is_marked ? text_is_utf8(text) : looks_like_utf8(text))
        return buf_add(ret, text.at, text.len);
    *ret_at = 0;
    return is_marked || is_utf16(text) ? -EILSEQ
                                       : from_gb18030(text, ret, ret_at);
}
