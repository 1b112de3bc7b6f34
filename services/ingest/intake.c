#include "ingest/intake.h"

#include "core/check.h"
#include "net/blob_upload.h"
#include "net/multipart.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct part {
    struct intake *in;
    char name[16];
    char location[BLOB_LOCATION_SIZE];
    uint8_t wrapped[BLOB_WRAPPED_BYTES];
    struct blob_upload *upload;
    struct blob_info info;
    struct buf head;
    size_t size, max;
    bool is_behind, is_done;
};

struct intake {
    struct call *c;
    intake_fn *fn;
    struct multipart *form;
    struct part parts[INTAKE_PARTS_MAX];
    unsigned n_parts;
    const struct form *wanted; /* of a form */
    struct part *current;      /* NULL: a field, or one we drop */
    struct buf *field;         /* which; NULL: one we drop */
    struct buf texts[FORM_FIELDS_MAX];
    enum intake_end verdict;
    bool is_told; /* the body's end */
    bool in_data;
    bool is_committing, is_committed, is_kept;
    struct admit_blob blobs[INTAKE_PARTS_MAX];
};

/* ---- removing what nobody wants ---- */

struct removal {
    const char *dir;
    char locations[INTAKE_PARTS_MAX][BLOB_LOCATION_SIZE];
    unsigned n;
};

static void remove_all(void *ctx)
{
    struct removal *r = ctx;

    for (unsigned i = 0; i < r->n; i++) {
        int fault = blob_remove(r->dir, r->locations[i]);

        (void)fault; /* what stays is garbage, and encrypted */
    }
}

static void removed(void *ctx)
{
    free(ctx);
}

static void intake_free(void *own)
{
    struct intake *in = own;
    struct removal *r = must_alloc(sizeof *r);
    struct loop_task task = {remove_all, removed, r};

    r->dir = in->c->app->cfg->blobs;
    for (unsigned i = 0; i < in->n_parts; i++) {
        struct part *p = &in->parts[i];

        blob_upload_free(p->upload);
        buf_done(&p->head);
        if (p->is_done && !in->is_kept)
            memcpy(r->locations[r->n++], p->location, sizeof p->location);
    }
    if (r->n > 0)
        loop_submit(in->c->app->loop, &task);
    else
        free(r);
    for (unsigned i = 0; i < FORM_FIELDS_MAX; i++)
        buf_done(&in->texts[i]);
    multipart_free(in->form);
    in->c->app->uploads--;
    free(in);
}

/* ---- telling ---- */

static void tell(struct intake *in, enum intake_end end)
{
    intake_fn *fn = in->fn;

    if (in->is_told)
        return;
    in->is_told = true;
    fn(in->c, in, end);
}

static bool all_done(const struct intake *in)
{
    for (unsigned i = 0; i < in->n_parts; i++) {
        if (!in->parts[i].is_done)
            return false;
    }
    return true;
}

/* While committing the intake holds its call, so it is still there. */
static void commit_ends(struct intake *in, enum intake_end end)
{
    intake_fn *fn = in->fn;
    struct call *c = in->c;

    if (!in->is_committing)
        return;
    in->is_committing = false;
    in->is_committed = end == INTAKE_WHOLE;
    if (call_resume(c))
        fn(c, in, end);
}

static void on_upload_done(void *ctx, int r, const struct blob_info *info)
{
    struct part *p = ctx;
    struct intake *in = p->in;

    if (r < 0) {
        (void)log_fault("blob_write", r);
        in->verdict = INTAKE_FAULT;
        if (in->is_committing)
            commit_ends(in, INTAKE_FAULT);
        else if (!in->in_data) /* else on_data() tells */
            tell(in, INTAKE_FAULT);
        return;
    }
    p->is_done = true;
    p->info = *info;
    if (all_done(in))
        commit_ends(in, INTAKE_WHOLE);
}

static void on_behind(void *ctx, bool is_behind)
{
    struct part *p = ctx;
    struct intake *in = p->in;
    bool any = false;

    p->is_behind = is_behind;
    for (unsigned i = 0; i < in->n_parts; i++)
        any = any || in->parts[i].is_behind;
    if (!in->c->x || in->is_told)
        return;
    if (any)
        http_pause_body(in->c->x);
    else
        http_resume_body(in->c->x);
}

/* ---- parts ---- */

static struct part *add_part(struct intake *in, const char *name, size_t max)
{
    const struct blob_upload_handlers handlers = {on_behind, on_upload_done,
                                                  &in->parts[in->n_parts]};
    struct app *app = in->c->app;
    struct part *p = &in->parts[in->n_parts];
    struct blob_key key;

    if (in->n_parts == INTAKE_PARTS_MAX)
        return NULL;
    in->n_parts++;
    p->in = in;
    p->max = max;
    p->head = BUF_INIT(INTAKE_HEAD_BYTES_MAX);
    (void)snprintf(p->name, sizeof p->name, "%s", name);
    blob_location_new(p->location);
    blob_key_new(&key);
    CHECK(blob_key_wrap(&app->master, &key, p->wrapped) == 0);
    p->upload = blob_upload_new(app->loop, app->cfg->blobs, p->location, &key,
                                &handlers);
    blob_key_forget(&key);
    return p;
}

static void add_data(struct part *p, struct bytes piece)
{
    size_t room = p->head.max - p->head.len;

    p->size += piece.len;
    if (p->size > p->max) {
        p->in->verdict = INTAKE_TOO_LARGE;
        return;
    }
    if (buf_add(&p->head, piece.at, piece.len < room ? piece.len : room) < 0)
        p->in->verdict = INTAKE_FAULT;
    blob_upload_add(p->upload, piece);
}

/* ---- a form ---- */

/* NULL: it is no field of the form. */
static struct buf *find_text(struct intake *in, const char *name)
{
    int i = in->wanted ? form_field_of(in->wanted, name) : -1;

    return i < 0 ? NULL : &in->texts[i];
}

static void on_part(void *ctx, const struct multipart_part *part)
{
    struct intake *in = ctx;
    const struct form_file *file = form_file_of(in->wanted, part->name);

    in->current = NULL;
    in->field = find_text(in, part->name);
    if (!file)
        return;
    if (!form_file_takes(file, part->type))
        in->verdict = INTAKE_UNSUPPORTED;
    else if (intake_count(in, part->name) < file->most)
        in->current = add_part(in, part->name, file->max);
    if (!in->current && in->verdict == INTAKE_WHOLE)
        in->verdict = INTAKE_MALFORMED;
}

static void on_part_data(void *ctx, struct bytes piece)
{
    struct intake *in = ctx;

    if (in->current)
        add_data(in->current, piece);
    else if (in->field && buf_add(in->field, piece.at, piece.len) < 0)
        in->verdict = INTAKE_MALFORMED;
}

static void on_part_end(void *ctx)
{
    struct intake *in = ctx;

    in->current = NULL;
    if (in->field && buf_add(in->field, "", 1) < 0)
        in->verdict = INTAKE_MALFORMED;
    in->field = NULL;
}

/* ---- the body ---- */

static void on_data(void *ctx, struct bytes piece)
{
    struct intake *in = ctx;

    if (in->is_told)
        return;
    in->in_data = true;
    if (!in->form)
        add_data(&in->parts[0], piece);
    else if (multipart_feed(in->form, piece) < 0)
        in->verdict = INTAKE_MALFORMED;
    in->in_data = false;
    if (in->verdict != INTAKE_WHOLE)
        tell(in, in->verdict);
}

static void on_end(void *ctx, int r)
{
    struct intake *in = ctx;

    if (r < 0)
        tell(in, INTAKE_TOO_LARGE);
    else if (in->form && !multipart_is_complete(in->form))
        tell(in, INTAKE_MALFORMED);
    else
        tell(in, INTAKE_WHOLE);
}

static struct intake *intake_new(struct call *c, intake_fn *fn)
{
    struct intake *in = must_alloc(sizeof *in);

    in->c = c;
    in->fn = fn;
    c->app->uploads++;
    call_set_own(c, in, intake_free);
    return in;
}

void intake_raw(struct call *c, const char *name, size_t max, intake_fn *fn)
{
    struct intake *in = intake_new(c, fn);
    struct http_sink sink = {on_data, on_end, in};

    (void)add_part(in, name, max);
    http_read_body(c->x, max, &sink);
}

void intake_form(struct call *c, const struct form *form, intake_fn *fn)
{
    struct intake *in = intake_new(c, fn);
    struct http_sink sink = {on_data, on_end, in};
    struct multipart_handlers handlers = {on_part, on_part_data, on_part_end,
                                          in};

    in->wanted = form;
    for (unsigned i = 0; i < FORM_FIELDS_MAX; i++)
        in->texts[i] = BUF_INIT(INTAKE_FIELD_BYTES_MAX);
    if (multipart_new(http_header(c->x, "content-type"), &handlers, &in->form) <
        0) {
        tell(in, INTAKE_UNSUPPORTED);
        return;
    }
    http_read_body(c->x, form->body_max, &sink);
}

/* ---- what came ---- */

struct bytes intake_head(const struct intake *in, const char *name, unsigned n)
{
    for (unsigned i = 0; i < in->n_parts; i++) {
        if (strcmp(in->parts[i].name, name) == 0 && n-- == 0)
            return buf_view(&in->parts[i].head);
    }
    return (struct bytes){0};
}

unsigned intake_count(const struct intake *in, const char *name)
{
    unsigned n = 0;

    for (unsigned i = 0; i < in->n_parts; i++)
        n += strcmp(in->parts[i].name, name) == 0;
    return n;
}

const char *intake_text(const struct intake *in, const char *name)
{
    const struct buf *text = find_text((struct intake *)in, name);

    return text && text->len ? (const char *)text->at : "";
}

void intake_commit(struct intake *in, intake_fn *fn)
{
    if (in->verdict == INTAKE_FAULT) {
        fn(in->c, in, INTAKE_FAULT);
        return;
    }
    in->fn = fn;
    in->is_committing = true;
    call_hold(in->c);
    for (unsigned i = 0; i < in->n_parts; i++)
        blob_upload_finish(in->parts[i].upload);
}

const struct admit_blob *intake_blobs(struct intake *in, size_t *ret_n)
{
    CHECK(in->is_committed);
    for (unsigned i = 0; i < in->n_parts; i++) {
        struct part *p = &in->parts[i];

        in->blobs[i] = (struct admit_blob){
            .name = p->name,
            .location = p->location,
            .wrapped_key = {p->wrapped, sizeof p->wrapped},
            .sha256 = {p->info.sha256, sizeof p->info.sha256},
            .size = p->info.size,
        };
    }
    *ret_n = in->n_parts;
    return in->blobs;
}

void intake_keep(struct intake *in)
{
    in->is_kept = true;
}

void intake_keep_no_more(struct intake *in)
{
    in->is_kept = false;
}
