#ifndef QC_CHECK_PREVIEW_H
#define QC_CHECK_PREVIEW_H

/*
 * preview - the student's photo, upright and small, to be looked at with its
 * findings drawn into it (model/annotate.h).
 */

#include "core/bytes.h"
#include "image/image.h"

enum { PREVIEW_SIDE_MAX = 1280 };

/* Keeps memory from use to use; all zero to begin with. */
struct preview {
    struct image half;
    struct buf jpeg;
};

void preview_done(struct preview *p);

/* A JPEG with no side over PREVIEW_SIDE_MAX, made of a picture of at most
 * twice that; *ret is borrowed until the next use.  0 or a negative errno. */
int preview_make(struct preview *p, const struct image *upright,
                 struct bytes *ret) __attribute__((warn_unused_result));

#endif
