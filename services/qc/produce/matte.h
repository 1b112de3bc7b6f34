#ifndef QC_PRODUCE_MATTE_H
#define QC_PRODUCE_MATTE_H

/*
 * matte - how much of each pixel is person: the network's soft mask, made to
 * follow hair and edges where it is unsure or near its own border.
 */

#include "qc/produce/foreground.h"
#include "qc/produce/guided.h"
#include "qc/produce/tidy.h"
#include "qc/produce/trust.h"

/* What the network says of the frame, at half its size, 0..1. */
struct matte_guess {
    struct plane person;
    struct plane hair; /* of the person, what may be loose */
};

struct matte {
    struct plane alpha; /* 0..1, full size: the result */
    struct foreground colours;
    /* work */
    struct plane net;
    struct planes half;
    struct plane net_half;
    struct plane border;
    struct plane near_edge;
    struct plane far_edge;
    struct plane hairy;
    struct plane unknown;
    struct guided guided;
    struct trust trust;
    struct tidy tidy;
    struct plane scratch;
};

/* image: the frame, of even size. */
int matte_make(struct matte *m, const struct planes *image,
               const struct matte_guess *guess)
    __attribute__((warn_unused_result));

void matte_done(struct matte *m);

void matte_guess_done(struct matte_guess *g);

#endif
