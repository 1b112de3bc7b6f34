#include "ingest/routes.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "ingest/jpeg_size.h"
#include "ingest/photo.h"
#include "ingest/shot.h"
#include "model/annotate.h"
#include "proto/pipeline.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void blobs_freep(Tucai__V1__Blobs **blobs)
{
    if (*blobs)
        tucai__v1__blobs__free_unpacked(*blobs, NULL);
}

/* The newest blob of that name among a job's. */
static bool find_blob(struct bytes packed, const char *name,
                      struct photo_place *ret)
{
    _cleanup_(blobs_freep) Tucai__V1__Blobs *blobs =
        tucai__v1__blobs__unpack(NULL, packed.len, packed.at);
    bool is_there = false;

    for (size_t i = 0; blobs && i < blobs->n_blobs; i++) {
        const Tucai__V1__Blob *b = blobs->blobs[i];

        if (strcmp(b->name, name) != 0 ||
            strlen(b->location) >= sizeof ret->location ||
            b->wrapped_key.len != sizeof ret->wrapped_key)
            continue;
        (void)snprintf(ret->location, sizeof ret->location, "%s", b->location);
        memcpy(ret->wrapped_key, b->wrapped_key.data, b->wrapped_key.len);
        is_there = true;
    }
    return is_there;
}

/* What is drawn once the preview is there. */
struct drawing {
    struct finding_list findings;
    struct head_guide head;
};

static void draw(struct call *c, int r, struct bytes content)
{
    _cleanup_(buf_done) struct buf svg = BUF_INIT(ANNOTATE_BYTES_MAX);
    const struct drawing *drawing = c->own;
    struct annotate_picture picture = {.jpeg = content, .head = drawing->head};

    if (r != 0 || !jpeg_size(content, &picture.width, &picture.height)) {
        call_problem(c, "not_found");
        return;
    }
    if (annotate_svg(&picture, &drawing->findings, &svg) < 0)
        call_problem(c, "internal_error");
    else
        call_bytes(c, "image/svg+xml", buf_view(&svg), NULL);
}

static void on_found(struct call *c, const struct shot_found *found)
{
    struct photo_place place;
    struct drawing *drawing;

    if (!found || !verdict_is_final(&found->verdict) ||
        !find_blob(found->blobs, "preview", &place)) {
        call_problem(c, "not_found");
        return;
    }
    drawing = must_alloc(sizeof *drawing);
    drawing->findings = found->verdict.findings;
    drawing->head = found->verdict.head;
    call_set_own(c, drawing, free);
    photo_load(c, &place, draw);
}

void shot_annotated(struct call *c)
{
    shot_find(c, c->params[0], on_found);
}
