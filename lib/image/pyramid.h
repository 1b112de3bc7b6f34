#ifndef IMAGE_PYRAMID_H
#define IMAGE_PYRAMID_H

/*
 * pyramid - a picture and its halves, and views of it as network inputs.
 *
 * A view that shrinks samples the level whose pixels are about its own size,
 * so every result pixel costs four reads whatever the scale.
 */

#include "image/image.h"

enum { PYRAMID_LEVELS = 6 };

struct pyramid {
    const struct image *base; /* borrowed */
    struct image half[PYRAMID_LEVELS - 1];
    int levels;
};

/* Builds the halves of base down to a side of about 64. */
int pyramid_build(struct pyramid *p, const struct image *base)
    __attribute__((warn_unused_result));
void pyramid_done(struct pyramid *p);

/* Result position -> picture position:
 *     x' = x0 + xx * x + xy * y,   y' = y0 + yx * x + yy * y */
struct affine {
    float x0, xx, xy;
    float y0, yx, yy;
};

struct point affine_at(const struct affine *m, float x, float y);

/* A square of `side` picture pixels around a centre, turned clockwise by
 * `radians`, seen in `pixels` x `pixels`. */
struct affine affine_square(struct point centre, float side, float radians,
                            int pixels);

/* What a network wants: RGB floats value * mul + add, black outside. */
struct view {
    int width;
    int height;
    float mul; /* for values 0..255 */
    float add;
    float *at; /* width * height * 3, the caller's */
};

void pyramid_view(const struct pyramid *p, const struct affine *m,
                  const struct view *view);

#endif
