#ifndef IMAGE_TURN_H
#define IMAGE_TURN_H

/*
 * turn - a window of a picture at another scale and a little turned, by the
 * same cubic filter as resize.h, in one pass along the rows and one along the
 * columns.
 */

#include "image/pyramid.h"
#include "image/resize.h"

/* Keeps memory from use to use; all zero to begin with. */
struct turner {
    struct plane rows;    /* filtered along the rows, pixels of four floats */
    struct plane stretch; /* of one row */
    float *weights;       /* of the rows' filter, then the columns' */
    size_t cap;
};

/*
 * Fills ret, which has its size; `to_picture` leads from its positions into the
 * picture and turns by less than a quarter.  Beyond its edge the picture is
 * mirrored a few pixels far.  -ENOMEM also for a scale under 1/64.
 */
int turn_window(struct turner *t, const struct image *from,
                const struct affine *to_picture, struct planes *ret)
    __attribute__((warn_unused_result));

void turner_done(struct turner *t);

#endif
