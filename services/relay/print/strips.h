#ifndef RELAY_PRINT_STRIPS_H
#define RELAY_PRINT_STRIPS_H

/*
 * strips - where captions and the barcode stand in what the prints of a layout
 * leave within the margins.
 *
 * Pure geometry in micrometres, as layout.h; a box of no width is not there.
 * No box touches a print, a margin's mark or another box.
 *
 *     5-inch, 6-inch, A3                    A4 (6 mm at the right, 3 below)
 *     +----------------+------+--+--+       +----------------+--------+
 *     | prints         | cap- |b | c|       | prints         |captions|
 *     |                | tions|a | o|       |                |a row   |
 *     |                | a row|r | d|       |                |--------|
 *     |                |      |s | e|       |                | bars   |
 *     +----------------+------+--+--+       +----------------+--------+
 *                                           | last row's captions |code|
 */

#include "relay/print/layout.h"

/* Text or bars run along the box: from left to right, or, turned, from bottom
 * to top. */
struct strips_box {
    struct layout_rect at;
    bool turned;
};

struct strips {
    struct strips_box caption; /* of a sheet that is one student's */
    struct strips_box bars;    /* with the quiet zones at both ends */
    struct strips_box code;    /* the code again, for people's eyes */
    struct strips_box rows[LAYOUT_PRINTS_MAX]; /* captions beside each row */
};

void strips_make(const struct layout *layout, struct strips *ret);

#endif
