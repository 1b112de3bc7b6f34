#ifndef QC_PRODUCE_GUIDED_H
#define QC_PRODUCE_GUIDED_H

/*
 * guided - the colour guided filter (He, Sun, Tang 2010): makes a soft mask
 * follow the edges of a picture, by a linear model alpha = a . colour + b in
 * every small square.
 *
 * The models are made at half size, as they vary slowly, and applied at full.
 */

#include "image/resize.h"

struct guided {
    struct plane a[3];
    struct plane b;
    /* work */
    struct plane mean[3];
    struct plane product[6];
    struct plane mixed[3];
    struct plane mask;
    struct plane tmp;
    struct plane scratch;
    struct plane full;
};

/*
 * image and mask at half size; radius in their pixels.  eps is the variance of
 * colour (0..1 squared) under which a square counts as flat.
 */
int guided_model(struct guided *g, const struct planes *image,
                 const struct plane *mask, int radius, float eps)
    __attribute__((warn_unused_result));

/* The mask that the models make of the picture at full size, not clamped. */
int guided_apply(struct guided *g, const struct planes *image,
                 struct plane *ret) __attribute__((warn_unused_result));

void guided_done(struct guided *g);

#endif
