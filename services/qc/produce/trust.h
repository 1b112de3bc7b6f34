#ifndef QC_PRODUCE_TRUST_H
#define QC_PRODUCE_TRUST_H

/*
 * trust - what a pixel's colour says of person and wall, and what the network's
 * border does: how far both sides must differ in colour for colour to decide,
 * and how steep that border is.
 */

#include "qc/produce/foreground.h"

/* At half the frame's size. */
struct trust {
    struct plane limit; /* squared distance of colours that counts half */
    struct plane
        steep; /* rise of the network's mask over the width of an edge */
    struct plane reach; /* how many such widths colour may move its border */
    /* work */
    struct plane rough;
    struct plane scratch;
};

/* person and hairy are the network's person and how much hair is around. */
int trust_measure(struct trust *t, const struct foreground *f,
                  const struct plane *person, const struct plane *hairy)
    __attribute__((warn_unused_result));

void trust_done(struct trust *t);

#endif
