#include "relay/blob_file.h"

#include <string.h>

int blob_file_open(const struct relay *relay, struct blob_file *ret)
{
    struct blob_key key;
    int r;

    *ret = (struct blob_file){.writer = NULL};
    blob_key_new(&key);
    blob_location_new(ret->ref.location);
    r = blob_key_wrap(&relay->master, &key, ret->ref.wrapped_key);
    if (r == 0)
        r = blob_writer_open(relay->settings->worker.blobs, ret->ref.location,
                             &key, &ret->writer);
    blob_key_forget(&key);
    return r;
}

int blob_file_write(void *to, struct bytes piece)
{
    struct blob_file *file = to;

    return blob_writer_add(file->writer, piece);
}

int blob_file_keep(struct blob_file *file)
{
    struct blob_info info;
    int r = blob_writer_commit(file->writer, &info);

    if (r < 0)
        return r;
    file->ref.size = info.size;
    memcpy(file->ref.sha256, info.sha256, sizeof file->ref.sha256);
    return 0;
}

void blob_file_done(struct blob_file *file)
{
    blob_writer_freep(&file->writer);
}
