#ifndef QC_PRODUCE_UNMIX_H
#define QC_PRODUCE_UNMIX_H

/*
 * unmix - how much of a doubtful pixel is person, by its own colour between
 * the colours of both sides.
 */

#include "qc/produce/foreground.h"

/* Settles alpha where it is neither 0 nor 1; net is the network's mask.
 * All at full size, both sides' colours and noise in `f`. */
void unmix(const struct foreground *f, const struct planes *image,
           const struct plane *net, struct plane *alpha);

#endif
