#ifndef NET_BLOB_SOURCE_H
#define NET_BLOB_SOURCE_H

/*
 * blob_source - an object's file, for its two readers (blob_read.c,
 * blob_stream.c).  Negative errno for faults.
 */

#include "net/blob_place.h"

#include <stddef.h>

#define BLOB_SEALED_BYTES (BLOB_SEGMENT_BYTES + BLOB_TAG_BYTES)

/* *ret_len: of the whole file. */
int blob_source_open(const char *dir, const char *location, int *ret_fd,
                     uint64_t *ret_len) __attribute__((warn_unused_result));

/* Up to len bytes; *ret: how many, fewer only at the file's end. */
int blob_source_read(int fd, uint8_t *at, size_t len, size_t *ret)
    __attribute__((warn_unused_result));

#endif
