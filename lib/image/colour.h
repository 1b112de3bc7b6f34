#ifndef IMAGE_COLOUR_H
#define IMAGE_COLOUR_H

/*
 * colour - sRGB, linear light and CIE Lab (D50, as ISO/IEC 29794-5's
 * reference uses it).  Pure.
 */

#include <stdint.h>

struct lab {
    float l; /* 0..100 */
    float a;
    float b;
};

/* One sRGB value as linear light, 0..1. */
float colour_linear(uint8_t v);

/* Relative luminance of an sRGB pixel, linear light, 0..1. */
float colour_luminance(const uint8_t rgb[3]);

struct lab colour_lab(const uint8_t rgb[3]);

/* CIE 1976 distance. */
float colour_distance(struct lab a, struct lab b);

#endif
