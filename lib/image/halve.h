#ifndef IMAGE_HALVE_H
#define IMAGE_HALVE_H

/*
 * halve - a picture at half its size, every pixel the mean of four; the last
 * row or column of an odd size is lost.
 */

#include "image/image.h"

int image_halve(const struct image *from, struct image *ret)
    __attribute__((warn_unused_result));

/* Makes row y of ret, which has its size, of rows 2y and 2y + 1. */
void image_halve_row(const struct image *from, int y, const struct image *ret);

#endif
