#include "net/blob_upload.h"

#include "core/check.h"

#include <errno.h>
#include <stdlib.h>

enum { BEHIND_BYTES = 256 * 1024, WAITING_MAX = 1 << 20 };

struct blob_upload {
    struct loop *loop;
    const char *dir;
    char location[BLOB_LOCATION_SIZE];
    struct blob_key key;
    struct blob_upload_handlers handlers;
    struct blob_writer *writer; /* the pool's while `busy` */
    struct buf waiting;         /* the loop's */
    struct buf writing;         /* the pool's while `busy` */
    bool busy, is_behind, finish, commit, done, freed;
    int r;
    struct blob_info info;
};

struct blob_upload *blob_upload_new(struct loop *l, const char *dir,
                                    const char *location,
                                    const struct blob_key *key,
                                    const struct blob_upload_handlers *handlers)
{
    struct blob_upload *u = must_alloc(sizeof *u);

    u->loop = l;
    u->dir = dir;
    for (size_t i = 0; i < sizeof u->location && location[i]; i++)
        u->location[i] = location[i];
    u->key = *key;
    u->handlers = *handlers;
    u->waiting = u->writing = BUF_INIT(WAITING_MAX);
    return u;
}

static void destroy(struct blob_upload *u)
{
    blob_writer_free(u->writer);
    buf_done(&u->waiting);
    buf_done(&u->writing);
    blob_key_forget(&u->key);
    free(u);
}

/* In the pool. */
static void work(void *ctx)
{
    struct blob_upload *u = ctx;

    if (!u->writer)
        u->r = blob_writer_open(u->dir, u->location, &u->key, &u->writer);
    if (u->r == 0)
        u->r = blob_writer_add(u->writer, buf_view(&u->writing));
    if (u->r == 0 && u->commit)
        u->r = blob_writer_commit(u->writer, &u->info);
    u->writing.len = 0;
}

static void tell_done(struct blob_upload *u)
{
    if (u->done)
        return;
    u->done = true;
    u->handlers.done(u->handlers.ctx, u->r, &u->info);
}

static void tell_behind(struct blob_upload *u)
{
    bool is_behind = u->waiting.len > BEHIND_BYTES;

    if (is_behind == u->is_behind || u->done)
        return;
    u->is_behind = is_behind;
    u->handlers.behind(u->handlers.ctx, is_behind);
}

static void on_worked(void *ctx);

static void start_work(struct blob_upload *u)
{
    const struct loop_task task = {work, on_worked, u};
    struct buf full = u->waiting;

    u->waiting = u->writing;
    u->writing = full;
    u->commit = u->finish;
    u->busy = true;
    loop_submit(u->loop, &task);
}

static void on_worked(void *ctx)
{
    struct blob_upload *u = ctx;

    u->busy = false;
    if (u->freed) {
        destroy(u);
        return;
    }
    if (u->r < 0 || u->commit) {
        tell_done(u);
        return;
    }
    if (u->waiting.len > 0 || u->finish)
        start_work(u);
    tell_behind(u);
}

void blob_upload_add(struct blob_upload *u, struct bytes piece)
{
    if (u->done)
        return;
    /* Who does not hear `behind` would fill the memory. */
    if (buf_add(&u->waiting, piece.at, piece.len) < 0) {
        u->r = -ENOBUFS;
        tell_done(u);
        return;
    }
    if (!u->busy)
        start_work(u);
    tell_behind(u);
}

void blob_upload_finish(struct blob_upload *u)
{
    u->finish = true;
    if (!u->busy && !u->done)
        start_work(u);
}

void blob_upload_free(struct blob_upload *u)
{
    if (!u)
        return;
    if (u->busy)
        u->freed = u->done = true;
    else
        destroy(u);
}
