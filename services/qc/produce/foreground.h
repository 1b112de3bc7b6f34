#ifndef QC_PRODUCE_FOREGROUND_H
#define QC_PRODUCE_FOREGROUND_H

/*
 * foreground - what colour a person has where the old background shines
 * through, so that none of it is carried onto the new one (after Forte 2021,
 * blur fusion).
 *
 * Both sides' colours are means of their surroundings, weighted by how much of
 * each side a pixel shows, first wide, then near.
 */

#include "image/resize.h"

enum side { BACK, FRONT };

struct foreground {
    struct planes front; /* smooth, at full size */
    struct planes back;
    struct plane noise[2]; /* at half size: how far each side strays from its
                              colour, squared */
    /* work, at half size */
    struct planes front_half;
    struct planes back_half;
    struct plane power;
    struct plane weight[2]; /* of each pixel for its side's colour */
    struct plane share[2];  /* mean of that */
    struct plane tmp;
    struct plane mean;
    struct plane scratch;
};

/* image and alpha at half size give front and back at full size. */
int foreground_estimate(struct foreground *f, const struct planes *image,
                        const struct plane *alpha)
    __attribute__((warn_unused_result));

void foreground_done(struct foreground *f);

#endif
