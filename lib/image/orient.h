#ifndef IMAGE_ORIENT_H
#define IMAGE_ORIENT_H

/*
 * orient - EXIF's eight orientations: which stored pixel stands upright where.
 *
 *     1        2       3      4         5            6           7          8
 *   as is   mirrored  180   flipped  transposed  turn right  transverse turn
 * left
 */

#include "image/image.h"

/* Width and height change places. */
bool orient_swaps(int orientation);

/* Where an upright rectangle lies in a stored picture of that size.
 * orientation is 1..8. */
struct rect orient_to_stored(struct rect upright, int orientation,
                             int stored_width, int stored_height);

/* Turns `part` of a stored picture upright into ret. */
int orient_apply(const struct image *stored, struct rect part, int orientation,
                 struct image *ret) __attribute__((warn_unused_result));

#endif
