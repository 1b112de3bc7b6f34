#ifndef TESTS_GOLDEN_STUDIO_H
#define TESTS_GOLDEN_STUDIO_H

/*
 * studio - what a person would see at a glance in a produced photo that no
 * studio made: measured on its pixels alone.
 */

#include "image/image.h"

struct studio {
    float even;    /* of the wall away from the person: exactly its colour */
    float torn;    /* of the lower edge, between its ends: wall */
    float islands; /* of the person: hangs on nothing */
    float holes;   /* of the person's outline: wall that nothing leads to */
    float rims;    /* of the edges: brighter or darker than both sides */
    float haze;    /* pixels from the wall to most of the person, mean */
};

/* Share of the person that two pictures of it do not agree on. */
float studio_moved(const struct image *a, const struct image *b,
                   const uint8_t wall[3]);

struct studio studio_of(const struct image *made, const uint8_t wall[3]);

#endif
