#ifndef CORE_BASE64_H
#define CORE_BASE64_H

/*
 * base64 - RFC 4648, section 4: the standard alphabet, always padded.
 */

#include "core/bytes.h"

/* Characters of len bytes in base64, with the NUL. */
#define BASE64_SIZE(len) (((len) + 2) / 3 * 4 + 1)

/* ret has BASE64_SIZE(data.len) bytes; NUL at the end. */
void base64_encode(struct bytes data, char *ret);

/*
 * Adds the decoded bytes to *ret.  0; -EINVAL for anything but whole groups of
 * four of the alphabet with right padding (no spaces, no line ends, no bits
 * beyond the last byte); or as buf_add().  Nothing is added on failure.
 */
int base64_decode(struct bytes text, struct buf *ret)
    __attribute__((warn_unused_result));

#endif
