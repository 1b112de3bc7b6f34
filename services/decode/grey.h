#ifndef DECODE_GREY_H
#define DECODE_GREY_H

/*
 * grey - a picture's brightness, and what helps a reader to see a code in it.
 *
 * A zeroed struct is a legal empty picture.  Functions that make one replace
 * *ret, which is never the source.  0, or -ENOMEM (also for a picture over
 * GREY_PIXELS_MAX).
 */

#include <stddef.h>
#include <stdint.h>

enum { GREY_WHITE = 255, GREY_PIXELS_MAX = 32 * 1000 * 1000 };

struct grey {
    int width;
    int height;
    uint8_t *px; /* rows without gaps */
};

int grey_make(struct grey *ret, int width, int height)
    __attribute__((warn_unused_result));
void grey_done(struct grey *g);

/*
 * Scaled to ret's new size inside a border of so many white pixels: the mean
 * of the covered area when smaller, between neighbours when larger.
 */
int grey_scale(const struct grey *from, double scale, int border,
               struct grey *ret) __attribute__((warn_unused_result));

/* Edges made steeper, which undoes some blur. */
int grey_sharpen(const struct grey *from, struct grey *ret)
    __attribute__((warn_unused_result));

/* Black where darker than so many percent of the mean of the square of
 * 2 * radius + 1 pixels around, else white: uneven light goes away, and under
 * 100 so do the noise and shades of a smooth surface. */
int grey_threshold(const struct grey *from, int radius, unsigned percent,
                   struct grey *ret) __attribute__((warn_unused_result));

/*
 * Undoes a view from the side: what lies towards (x, y) was further away.  The
 * length of (x, y) is how much smaller the far edge is, half of it.  Nothing is
 * cut off.
 */
int grey_straighten(const struct grey *from, double x, double y,
                    struct grey *ret) __attribute__((warn_unused_result));

#endif
