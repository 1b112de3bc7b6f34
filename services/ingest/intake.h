#ifndef INGEST_INTAKE_H
#define INGEST_INTAKE_H

/*
 * intake - pictures on their way from a request into the blob store: streamed,
 * encrypted, and durable before anything is promised.
 *
 * The beginning of each is kept aside, so that its header can be judged before
 * anything is committed.  What is committed and not kept (intake_keep) is
 * removed again.
 */

#include "ingest/call.h"
#include "ingest/form.h"
#include "net/blob.h"
#include "service/admit_client.h"

enum {
    INTAKE_ROSTER_BYTES_MAX = 32 << 20,
    INTAKE_PARTS_MAX = 6, /* a photo and five frames */
    INTAKE_PHOTO_BYTES_MAX = 8 << 20,
    INTAKE_CODE_BYTES_MAX = 4 << 20,
    INTAKE_FRAME_BYTES_MAX = 512 << 10,
    INTAKE_SCREENSHOT_BYTES_MAX = 4 << 20,
    INTAKE_HEAD_BYTES_MAX = 1 << 20,
    INTAKE_FIELD_BYTES_MAX = 8192,
};

struct intake;

enum intake_end {
    INTAKE_WHOLE,
    INTAKE_TOO_LARGE,
    INTAKE_MALFORMED,   /* a form that is none, or has too many parts */
    INTAKE_UNSUPPORTED, /* a picture of another type */
    INTAKE_FAULT,       /* the disk, as a rule */
};

/* Called when the body has been read, or cannot be; not after the client has
 * gone.  The intake is the call's own. */
typedef void intake_fn(struct call *c, struct intake *in, enum intake_end end);

/* The body is one picture, called `name` in the job. */
void intake_raw(struct call *c, const char *name, size_t max, intake_fn *fn);

/* The body is a form. */
void intake_form(struct call *c, const struct form *form, intake_fn *fn);

/* The first bytes of the n-th part (from 0) of a name, INTAKE_HEAD_BYTES_MAX at
 * most; empty when there are not so many. */
struct bytes intake_head(const struct intake *in, const char *name, unsigned n);
unsigned intake_count(const struct intake *in, const char *name);
/* A text of a form, "" if there is none. */
const char *intake_text(const struct intake *in, const char *name);

/* Makes everything durable, then calls fn: WHOLE or FAULT. */
void intake_commit(struct intake *in, intake_fn *fn);

/* After it was committed: as the job's blobs, valid as long as the intake. */
const struct admit_blob *intake_blobs(struct intake *in, size_t *ret_n);

/* A job has the blobs now. */
void intake_keep(struct intake *in);
/* It is over, and they are of no more use. */
void intake_keep_no_more(struct intake *in);

#endif
