#include "ingest/download.h"

#include "core/check.h"
#include "net/blob_stream.h"
#include "net/loop.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct opening {
    struct call *c;
    struct download download;
    struct blob_stream *stream;
    int r;
};

static int next_piece(void *ctx, struct bytes *ret_piece)
{
    int r = blob_stream_next(ctx, ret_piece);

    if (r != 0)
        log_error("blob_read", F_INT("fault", r));
    return r;
}

static void free_stream(void *ctx)
{
    blob_stream_free(ctx);
}

/* In the pool. */
static void open_blob(void *ctx)
{
    struct opening *o = ctx;
    const struct app *app = o->c->app;
    const struct photo_place *place = &o->download.place;
    struct bytes wrapped = {place->wrapped_key, sizeof place->wrapped_key};
    struct blob_key key;

    o->r = blob_key_unwrap(&app->master, wrapped, &key);
    if (o->r == 0)
        o->r = blob_stream_open(app->cfg->blobs, place->location, &key,
                                &o->stream);
    blob_key_forget(&key);
}

static void send(struct call *c, struct opening *o)
{
    char disposition[DOWNLOAD_NAME_SIZE + 32];
    const struct http_header headers[] = {{"Content-Type", o->download.type},
                                          {"Content-Disposition", disposition},
                                          {0}};
    const struct http_source source = {next_piece, free_stream, o->stream};

    (void)snprintf(disposition, sizeof disposition,
                   "attachment; filename=\"%s\"", o->download.name);
    call_source(c, headers, &source, (int64_t)blob_stream_size(o->stream));
}

static void was_opened(void *ctx)
{
    struct opening *o = ctx;
    bool is_wanted;

    if (o->r != 0 && o->r != -ENOENT)
        log_error("blob_read", F_INT("fault", o->r),
                  F_STR("location", o->download.place.location));
    is_wanted = call_resume(o->c);
    if (o->r == 0 && !is_wanted)
        blob_stream_free(o->stream);
    else if (is_wanted && o->r == 0)
        send(o->c, o);
    else if (is_wanted)
        call_problem(o->c, o->r == -ENOENT ? "not_found" : "internal_error");
    free(o);
}

void download_send(struct call *c, const struct download *download)
{
    struct opening *o = must_alloc(sizeof *o);
    struct loop_task task = {open_blob, was_opened, o};

    o->c = c;
    o->download = *download;
    call_hold(c);
    loop_submit(c->app->loop, &task);
}
