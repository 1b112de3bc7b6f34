#ifndef NET_BLOB_WALK_H
#define NET_BLOB_WALK_H

/*
 * blob_walk - what lies in a blob store for a long time already.
 *
 * Ages are the files' own, by the machine's clock: an object is written once
 * and never changed.
 */

#include "net/blob.h"

/* 0, or a negative errno that ends the walk. */
typedef int blob_walk_fn(void *ctx, const char *location);

/* Every object written before that second, in no order; fn may remove it.
 * Unfinished ones of that age have no writer any more: they are removed. */
int blob_walk(const char *dir, int64_t before_s, blob_walk_fn *fn, void *ctx)
    __attribute__((warn_unused_result));

#endif
