#ifndef IMAGE_FILTER_H
#define IMAGE_FILTER_H

/*
 * filter - the cubic (Catmull-Rom) that every resampling here uses, widened
 * when it shrinks.
 */

#include <math.h>

static inline float filter_cubic(float x)
{
    x = fabsf(x);
    if (x < 1)
        return (1.5f * x - 2.5f) * x * x + 1;
    if (x < 2)
        return ((-0.5f * x + 2.5f) * x - 4) * x + 2;
    return 0;
}

/* A position beyond 0..last, mirrored, and clamped where that ends too. */
static inline int filter_mirrored(int k, int last)
{
    if (k < 0)
        k = -1 - k;
    if (k > last)
        k = 2 * last + 1 - k;
    return k < 0 ? 0 : k > last ? last : k;
}

#endif
