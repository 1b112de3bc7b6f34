#ifndef NET_BLOB_STREAM_H
#define NET_BLOB_STREAM_H

/*
 * blob_stream - an object of the blob store, opened and handed on segment by
 * segment: memory stays the same whatever its size.
 *
 * Every function may wait for the disk (blob.h).  Errors as of blob_read(): a
 * blob_refusal, or a fault; what was read before is sound all the same.
 */

#include "net/blob.h"

#include <stdbool.h>

struct blob_stream;

/* key is copied. */
int blob_stream_open(const char *dir, const char *location,
                     const struct blob_key *key, struct blob_stream **ret)
    __attribute__((warn_unused_result));

/* Bytes of the plain content, as the file's length says. */
uint64_t blob_stream_size(const struct blob_stream *s);

/* The next piece, valid until the next call; empty: that was all. */
int blob_stream_next(struct blob_stream *s, struct bytes *ret)
    __attribute__((warn_unused_result));

void blob_stream_free(struct blob_stream *s); /* NULL is fine */
void blob_stream_freep(struct blob_stream **s);

#endif
