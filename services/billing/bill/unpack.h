#ifndef BILLING_BILL_UNPACK_H
#define BILLING_BILL_UNPACK_H

/*
 * unpack - gzip and SHA-1, as the provider hands out its files.  Pure.
 */

#include "core/bytes.h"

#include <stdbool.h>

/* Appends the unpacked bytes to ret, up to its max.  0; -EBADMSG: no whole
 * gzip file; -EMSGSIZE: more than that. */
int unpack_gzip(struct bytes packed, struct buf *ret)
    __attribute__((warn_unused_result));

/* Is this the SHA-1 (hex, any case) of data? */
bool unpack_is_sha1(struct bytes data, const char *hex);

#endif
