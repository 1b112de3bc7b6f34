#include "net/blob_walk.h"

#include "core/cleanup.h"
#include "net/blob_place.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
    int64_t before_s;
    blob_walk_fn *fn;
    void *ctx;
};

static void fts_closep(FTS **tree)
{
    if (*tree)
        (void)fts_close(*tree);
}

static bool is_unfinished(const FTSENT *e)
{
    return strcmp(e->fts_parent->fts_name, "tmp") == 0;
}

static int remove_unfinished(const FTSENT *e)
{
    return unlink(e->fts_accpath) == 0 || errno == ENOENT ? 0 : -errno;
}

static int look_at(const struct walk *w, const FTSENT *e)
{
    if (e->fts_info == FTS_DNR || e->fts_info == FTS_ERR)
        return e->fts_errno == ENOENT ? 0 : -e->fts_errno;
    if (e->fts_info != FTS_F || !blob_location_is_good(e->fts_name) ||
        e->fts_statp->st_mtim.tv_sec >= w->before_s)
        return 0;
    return is_unfinished(e) ? remove_unfinished(e) : w->fn(w->ctx, e->fts_name);
}

int blob_walk(const char *dir, int64_t before_s, blob_walk_fn *fn, void *ctx)
{
    const struct walk w = {before_s, fn, ctx};
    char *const roots[] = {(char *)(uintptr_t)dir, NULL}; /* not written to */
    _cleanup_(fts_closep) FTS *tree =
        fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    const FTSENT *e;
    int r = 0;

    if (!tree)
        return -errno;
    errno = 0;
    while (r == 0 && (e = fts_read(tree))) {
        r = look_at(&w, e);
        errno = 0;
    }
    return r == 0 && errno ? -errno : r;
}
