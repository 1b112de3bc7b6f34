#ifndef QC_PRODUCE_UNMIX_H
#define QC_PRODUCE_UNMIX_H

/*
 * unmix - how much of a doubtful pixel is person, by its own colour between
 * the colours of both sides.
 */

#include "qc/produce/foreground.h"
#include "qc/produce/trust.h"

/* Both sides' colours, and where to trust them. */
struct sides {
    const struct foreground *colours;
    const struct trust *trust;
};

/* Settles alpha where it is neither 0 nor 1; net is the network's mask, at
 * full size like image and alpha. */
void unmix(const struct sides *s, const struct planes *image,
           const struct plane *net, struct plane *alpha);

#endif
