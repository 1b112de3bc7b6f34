#ifndef IMAGE_RESIZE_H
#define IMAGE_RESIZE_H

/*
 * resize - a window of a picture at another scale, by a cubic filter that
 * widens when it shrinks (no aliasing, no ringing beyond Catmull-Rom's).
 */

#include "image/image.h"

struct window {
    float left; /* picture position of the result's upper left corner */
    float top;
    float scale; /* result pixels per picture pixel */
};

/* Three planes of one size: red, green, blue, 0..1. */
struct planes {
    struct plane c[3];
};

int planes_fit(struct planes *p, int width, int height)
    __attribute__((warn_unused_result));
void planes_done(struct planes *p);

/* Keeps memory from use to use; all zero to begin with. */
struct resizer {
    int *first;
    float *weights;
    struct plane row;
    size_t positions; /* room at first */
    size_t taps;      /* room at weights */
};

void resizer_done(struct resizer *r);

/*
 * Fills ret, which has its size.  A few pixels beyond its edge the picture is
 * mirrored, farther out that ends too.  -ENOMEM also for a scale under 1/64.
 */
int resize_window(struct resizer *r, const struct image *from,
                  const struct window *w, struct planes *ret)
    __attribute__((warn_unused_result));

#endif
