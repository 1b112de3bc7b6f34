#ifndef CORE_BASE45_H
#define CORE_BASE45_H

/*
 * base45 - bytes as the 45 characters of a QR code's alphanumeric mode
 * (RFC 9285): two bytes are three characters, a last single byte two.
 */

#include "core/bytes.h"

enum base45_refusal {
    BASE45_INVALID = 1, /* a character outside the alphabet (lower case too),
                           a value over 65535 or 255, a single last character */
};

/* Room that encoding or decoding `len` units needs at most. */
#define BASE45_ENCODED_SIZE(len) (((len) / 2) * 3 + ((len) % 2) * 2)
#define BASE45_DECODED_SIZE(len) (((len) / 3) * 2 + ((len) % 3) / 2)

/*
 * Adds the bytes of text to ret, all or nothing.  An empty text is no bytes.
 * 0, BASE45_INVALID, or -ENOBUFS when ret cannot take them.
 */
int base45_decode(struct bytes text, struct buf *ret)
    __attribute__((warn_unused_result));

/* Adds data as text, without a NUL.  0 or -ENOBUFS. */
int base45_encode(struct bytes data, struct buf *ret)
    __attribute__((warn_unused_result));

#endif
