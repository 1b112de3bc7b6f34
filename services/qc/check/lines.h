#ifndef QC_CHECK_LINES_H
#define QC_CHECK_LINES_H

/*
 * lines - long straight edges of a picture that stand about upright (lying
 * ones: those of the picture mirrored along its diagonal).  Pure.
 *
 * Every edge pixel votes for the lines that it could be part of; the most
 * voted for are fitted to their pixels, and where they are seen is kept.
 */

#include <stdbool.h>
#include <stdint.h>

enum { LINES_SIDE_MAX = 450, LINES_MAX = 24 };

/* Grey values, row by row. */
struct lines_picture {
    int width;  /* 3 .. LINES_SIDE_MAX */
    int height; /* 3 .. LINES_SIDE_MAX */
    uint8_t at[LINES_SIDE_MAX * LINES_SIDE_MAX];
};

struct line {
    float middle; /* where it crosses the middle row */
    float slope;  /* pixels aside for each row down, within about +-0.45 */
    uint16_t seen[LINES_SIDE_MAX + 1]; /* rows above this with an edge on it */
};

struct lines {
    int width;
    int height;
    int n;
    struct line at[LINES_MAX]; /* longest first */
};

void lines_find(const struct lines_picture *picture, struct lines *ret);

/* Where line i is at a row. */
float lines_x(const struct lines *l, int i, float y);

/* Share of the rows from y0 to y1, in either order, in which the line is seen;
 * rows outside the picture do not count.  Negative if fewer than `least` rows
 * are inside. */
float lines_seen(const struct lines *l, int i, float y0, float y1, int least);

#endif
