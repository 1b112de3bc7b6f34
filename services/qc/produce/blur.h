#ifndef QC_PRODUCE_BLUR_H
#define QC_PRODUCE_BLUR_H

/*
 * blur - means over squares, and planes at half size.
 */

#include "image/image.h"

/* Mean over the square of 2 * radius + 1 around each pixel, as far as it lies
 * in the plane.  ret must be another plane than from; it and scratch are
 * fitted. */
int blur_box(const struct plane *from, int radius, struct plane *ret,
             struct plane *scratch) __attribute__((warn_unused_result));

/* Mean of each 2 x 2; even sizes only. */
int blur_halve(const struct plane *from, struct plane *ret)
    __attribute__((warn_unused_result));

/* Bilinear, to twice the size. */
int blur_double(const struct plane *from, struct plane *ret)
    __attribute__((warn_unused_result));

#endif
