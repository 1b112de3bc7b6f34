#ifndef NET_BLOB_UPLOAD_H
#define NET_BLOB_UPLOAD_H

/*
 * blob_upload - one blob written from an event loop: what comes is copied,
 * and ciphering and the disk happen in the thread pool, one step at a time.
 */

#include "net/blob.h"
#include "net/loop.h"

struct blob_upload;

struct blob_upload_handlers {
    /* Too much is waiting (true): hold the sender back until false. */
    void (*behind)(void *ctx, bool is_behind);
    /* After blob_upload_finish(): 0 and durable, or a fault.  Also called
     * before that when writing fails. Exactly once. */
    void (*done)(void *ctx, int r, const struct blob_info *info);
    void *ctx;
};

/* dir is borrowed for good. */
struct blob_upload *
blob_upload_new(struct loop *l, const char *dir, const char *location,
                const struct blob_key *key,
                const struct blob_upload_handlers *handlers);

void blob_upload_add(struct blob_upload *u, struct bytes piece);
void blob_upload_finish(struct blob_upload *u);

/* Nothing is called any more; what was not committed is removed.  Also after
 * `done`.  NULL is fine. */
void blob_upload_free(struct blob_upload *u);

#endif
