#ifndef IMAGE_YCC_H
#define IMAGE_YCC_H

/*
 * ycc - pixels as a JPEG holds them (JFIF's YCbCr), made so that one colour
 * comes out of every decoder exactly as it was meant.
 *
 * The rounded YCbCr of a colour need not give it back: light blue (100, 197,
 * 255) becomes (101, 197, 255).  A neighbour a little outside the colours that
 * screens have may: decoders clamp.
 */

#include "image/image.h"

struct ycc {
    uint8_t y;
    uint8_t cb;
    uint8_t cr;
};

/* The YCbCr that decodes to rgb, furthest from those that do not; the nearest
 * there is, where none does. */
struct ycc ycc_of(const uint8_t rgb[3]);

/* What decoders make of it. */
void ycc_to_rgb(struct ycc from, uint8_t ret[3]);

/* The picture as (Y, Cb, Cr); pixels of the colour `exact` become ycc_of it.
 * 0 or -ENOMEM. */
int ycc_convert(const struct image *rgb, const uint8_t exact[3],
                struct image *ret) __attribute__((warn_unused_result));

#endif
