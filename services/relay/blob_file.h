#ifndef RELAY_BLOB_FILE_H
#define RELAY_BLOB_FILE_H

/*
 * blob_file - a file that the relay makes, streamed into the blob store:
 * encrypted as it comes, durable when it is kept (domain.md R44).
 *
 * What is not kept is gone; what is kept and then referred to by nobody goes
 * with the daily sweep.
 */

#include "relay/relay.h"

struct blob_file {
    struct blob_writer *writer;
    struct photo_ref ref; /* where it lies, under which wrapped key */
};

int blob_file_open(const struct relay *relay, struct blob_file *ret)
    __attribute__((warn_unused_result));

/* Takes a piece; `to` is a struct blob_file.  0 or a negative errno. */
int blob_file_write(void *to, struct bytes piece)
    __attribute__((warn_unused_result));

/* Afterwards file->ref is whole. */
int blob_file_keep(struct blob_file *file) __attribute__((warn_unused_result));

void blob_file_done(struct blob_file *file);

#endif
