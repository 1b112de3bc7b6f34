#ifndef QC_PRODUCE_MATTE_H
#define QC_PRODUCE_MATTE_H

/*
 * matte - how much of each pixel is person: the network's soft mask, made to
 * follow hair and edges where it is unsure or near its own border.
 */

#include "qc/produce/foreground.h"
#include "qc/produce/guided.h"

struct matte {
    struct plane alpha; /* 0..1, full size: the result */
    struct foreground colours;
    /* work */
    struct planes half;
    struct plane net_half;
    struct plane sure;
    struct plane near_edge;
    struct plane unknown;
    struct guided guided;
    struct plane scratch;
};

/* image: the frame, of even size; net: the network's mask on it, 0..1. */
int matte_make(struct matte *m, const struct planes *image,
               const struct plane *net) __attribute__((warn_unused_result));

void matte_done(struct matte *m);

#endif
