#include "ingest/photo.h"

#include "core/check.h"
#include "net/blob.h"
#include "net/loop.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PHOTO_BYTES_MAX = 16 << 20 };

struct load {
    struct call *c;
    photo_fn *fn;
    const char *dir;
    const struct blob_key *master;
    struct photo_place place;
    struct buf content;
    int r;
};

/* In the pool. */
static void read_blob(void *ctx)
{
    struct load *l = ctx;
    struct bytes wrapped = {l->place.wrapped_key, sizeof l->place.wrapped_key};
    struct blob_key key;

    l->r = blob_key_unwrap(l->master, wrapped, &key);
    if (l->r == 0)
        l->r = blob_read(l->dir, l->place.location, &key, &l->content);
    blob_key_forget(&key);
}

static void was_read(void *ctx)
{
    struct load *l = ctx;

    if (l->r != 0 && l->r != -ENOENT)
        log_error("blob_read", F_INT("fault", l->r),
                  F_STR("location", l->place.location));
    if (call_resume(l->c))
        l->fn(l->c, l->r, buf_view(&l->content));
    buf_done(&l->content);
    free(l);
}

void photo_load(struct call *c, const struct photo_place *place, photo_fn *fn)
{
    struct load *l = must_alloc(sizeof *l);
    struct loop_task task = {read_blob, was_read, l};

    l->c = c;
    l->fn = fn;
    l->dir = c->app->cfg->blobs;
    l->master = &c->app->master;
    l->place = *place;
    l->content = BUF_INIT(PHOTO_BYTES_MAX);
    call_hold(c);
    loop_submit(c->app->loop, &task);
}

static void send(struct call *c, int r, struct bytes content)
{
    static const struct http_header HEADERS[] = {
        {"Cache-Control", "private, no-store"}, {0}};

    if (r == 0)
        call_bytes(c, "image/jpeg", content, HEADERS);
    else if (r == -ENOENT)
        call_problem(c, "not_found");
    else
        call_problem(c, "internal_error");
}

bool photo_place_of(const struct photo_ref *photo, struct photo_place *ret)
{
    if (!photo->location[0] || strlen(photo->location) >= sizeof ret->location)
        return false;
    (void)snprintf(ret->location, sizeof ret->location, "%.32s",
                   photo->location);
    memcpy(ret->wrapped_key, photo->wrapped_key, sizeof ret->wrapped_key);
    return true;
}

void photo_send(struct call *c, const struct photo_ref *photo)
{
    struct photo_place place;

    if (photo_place_of(photo, &place))
        photo_load(c, &place, send);
    else
        call_problem(c, "not_found");
}
