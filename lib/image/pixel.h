#ifndef IMAGE_PIXEL_H
#define IMAGE_PIXEL_H

/*
 * pixel - a pixel in work: red, green, blue, and something of no meaning, as
 * four are as quick as one.
 */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef float pixel __attribute__((vector_size(16)));

/* Of an image.  Reads one byte more, which every image has at its end. */
static inline pixel pixel_of_bytes(const uint8_t *px)
{
    typedef int32_t words __attribute__((vector_size(16)));
    typedef int16_t halves __attribute__((vector_size(16)));
    typedef int8_t quarters __attribute__((vector_size(16)));
    const quarters none = {0};
    int32_t four;

    memcpy(&four, px, sizeof four);

    /* Zeros between make wide numbers of narrow ones. */
    quarters b = (quarters)(words){four, 0, 0, 0};
    halves h = (halves)__builtin_shufflevector(b, none, 0, 16, 1, 17, 2, 18, 3,
                                               19, 4, 20, 5, 21, 6, 22, 7, 23);
    words w = (words)__builtin_shufflevector(h, (halves)none, 0, 8, 1, 9, 2, 10,
                                             3, 11);

    return __builtin_convertvector(w, pixel);
}

/* Of packed floats.  Reads one more than three. */
static inline pixel pixel_of_floats(const float *at)
{
    pixel p;

    memcpy(&p, at, sizeof p);
    return p;
}

static inline float pixel_unit(float v)
{
    v *= 1.0f / 255;
    v = v > 0 ? v : 0;
    return v < 1 ? v : 1;
}

/* 0..255 to 0..1, as the i-th of three planes' rows. */
static inline void pixel_split(pixel p, float *const rows[3], size_t i)
{
    rows[0][i] = pixel_unit(p[0]);
    rows[1][i] = pixel_unit(p[1]);
    rows[2][i] = pixel_unit(p[2]);
}

#endif
