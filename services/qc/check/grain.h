#ifndef QC_CHECK_GRAIN_H
#define QC_CHECK_GRAIN_H

/*
 * grain - how rough small squares of a picture are: by what changes from pixel
 * to pixel (noise, pores) and over a few pixels (skin's texture).  Pure.
 */

#include "image/image.h"

struct grain {
    float light;  /* mean grey value */
    float fine;   /* mean distance from the four neighbours' mean */
    float coarse; /* of those five from a ring two to three pixels away */
};

/* Half a square's side, and what around it is looked at. */
enum { GRAIN_HALF = 4, GRAIN_RING = 3 };

/* Whether a square around a pixel lies within the picture with its ring. */
bool grain_fits(const struct image *picture, int x, int y);

struct grain grain_at(const struct image *picture, int x, int y);

#endif
