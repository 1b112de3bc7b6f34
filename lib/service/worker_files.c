#include "service/worker_inside.h"

#include "core/check.h"
#include "net/blob.h"
#include "service/effects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_BYTES_MAX = 64 * 1024 * 1024 };

/* The key that dispatch opened for us. */
static int key_of(const Tucai__V1__Blob *blob, struct blob_key *ret)
{
    if (blob->key.len != BLOB_KEY_BYTES)
        return -EACCES;
    memcpy(ret->bytes, blob->key.data, BLOB_KEY_BYTES);
    return 0;
}

/* ---- reading, in the pool -------------------------------------------------
 */

static int read_one(const char *folder, const Tucai__V1__Blob *blob,
                    struct buf *ret)
{
    struct blob_key key;
    int r;

    if (!*blob->location) /* a text: dispatch has opened it */
        return blob->key.len == blob->size
                   ? buf_add(ret, blob->key.data, blob->key.len)
                   : -EACCES;
    r = key_of(blob, &key);
    if (r == 0)
        r = blob_read(folder, blob->location, &key, ret);
    if (r == 0 && ret->len != blob->size)
        r = BLOB_DAMAGED;
    blob_key_forget(&key);
    return r;
}

static void open_work(void *ctx)
{
    struct task *t = ctx;
    const Tucai__V1__Assign *a = t->assign;

    t->files_result = 0;
    for (size_t i = 0; i < a->n_blobs && t->files_result == 0; i++)
        t->files_result =
            read_one(t->worker->config->blobs, a->blobs[i], &t->inputs[i]);
}

static void open_done(void *ctx)
{
    struct task *t = ctx;

    if (t->is_dropped) {
        t->state = TASK_READY; /* the pool is done with it */
        task_drop(t);
        return;
    }
    task_opened(t);
}

bool worker_reads(const struct worker_spec *spec, const char *kind)
{
    return spec->reads_blobs ||
           (spec->reads_kind && strcmp(spec->reads_kind, kind) == 0);
}

void files_open(struct task *t)
{
    const Tucai__V1__Assign *a = t->assign;

    t->state = TASK_OPENING;
    t->files_result = 0;
    if (!worker_reads(t->worker->spec, a->kind) || a->n_blobs == 0) {
        task_opened(t);
        return;
    }
    t->inputs = must_alloc(a->n_blobs * sizeof *t->inputs);
    for (size_t i = 0; i < a->n_blobs; i++)
        t->inputs[i] = BUF_INIT(INPUT_BYTES_MAX);
    loop_submit(t->worker->loop, &(struct loop_task){open_work, open_done, t});
}

/* ---- writing, in the pool -------------------------------------------------
 */

static int set_bytes(ProtobufCBinaryData *to, struct bytes from)
{
    uint8_t *copy = malloc(from.len ? from.len : 1);

    if (!copy)
        return -ENOMEM;
    memcpy(copy, from.at, from.len);
    free(to->data);
    *to = (ProtobufCBinaryData){from.len, copy};
    return 0;
}

/* Where it lies now, into the Done's own blob. */
static int describe(Tucai__V1__Blob *blob, const Tucai__V1__Blob *grant,
                    const struct blob_info *info)
{
    int r =
        set_bytes(&blob->wrapped_key, (struct bytes){grant->wrapped_key.data,
                                                     grant->wrapped_key.len});

    if (r == 0)
        r = set_bytes(&blob->sha256,
                      (struct bytes){info->sha256, sizeof info->sha256});
    if (r < 0)
        return r;
    if (blob->location != protobuf_c_empty_string)
        free(blob->location);
    blob->location = must_dup(grant->location);
    blob->size = info->size;
    return 0;
}

static int write_one(const char *folder, const Tucai__V1__Blob *grant,
                     struct bytes content, Tucai__V1__Blob *blob)
{
    struct blob_info info;
    struct blob_key key;
    int r = key_of(grant, &key);

    if (r == 0)
        r = blob_write(folder, grant->location, &key, content, &info);
    blob_key_forget(&key);
    return r == 0 ? describe(blob, grant, &info) : r;
}

/* Dispatch seals it; nothing of it lies in the store. */
static bool is_text(const Tucai__V1__Blob *blob)
{
    return !*blob->location && blob->size == 0 && blob->key.len > 0;
}

static void save_work(void *ctx)
{
    struct task *t = ctx;
    const Tucai__V1__Assign *a = t->assign;

    t->files_result = 0;
    for (size_t i = 0; i < t->done->n_blobs && t->files_result == 0; i++) {
        if (is_text(t->done->blobs[i]))
            continue;
        t->files_result =
            i < a->n_grants
                ? write_one(t->worker->config->blobs, a->grants[i],
                            buf_view(&t->outputs[i]), t->done->blobs[i])
                : -EDQUOT;
    }
}

static void save_done(void *ctx)
{
    struct task *t = ctx;

    if (t->is_dropped) {
        t->state = TASK_READY;
        task_drop(t);
        return;
    }
    task_saved(t);
}

void files_save(struct task *t)
{
    t->state = TASK_SAVING;
    t->files_result = 0;
    if (t->done->n_blobs == 0) {
        task_saved(t);
        return;
    }
    loop_submit(t->worker->loop, &(struct loop_task){save_work, save_done, t});
}
