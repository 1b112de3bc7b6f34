#ifndef QC_CHECK_QUAD_H
#define QC_CHECK_QUAD_H

/*
 * quad - four straight edges of a picture taken as one rectangle seen in
 * perspective, and how well they make one.  Pure.
 *
 * Units    pixels of the picture that the lines were found in.
 */

#include "image/image.h"
#include "qc/check/lines.h"

enum quad_side { QUAD_LEFT, QUAD_RIGHT, QUAD_ABOVE, QUAD_BELOW, QUAD_SIDES };

/* No line: the rectangle goes on beyond the picture there. */
enum { QUAD_OPEN = -1 };

struct quad_view {
    const struct image *picture;
    struct lines upright;
    struct lines lying; /* x and y swapped */
    float length;       /* of the picture's long side */
};

struct quad {
    int line[QUAD_SIDES];      /* of upright or lying, or QUAD_OPEN */
    struct point corner[2][2]; /* [left, right][above, below] */
};

/* `picture` is borrowed, at most LINES_SIDE_MAX on each side. */
void quad_look(const struct image *picture, struct quad_view *ret);

/* Where two sides' lines meet; an open side is the picture's edge. */
struct point quad_meet(const struct quad_view *v, const struct quad *q,
                       enum quad_side aside, enum quad_side level);

/* Fills in the corners. */
void quad_close(const struct quad_view *v, struct quad *q);

int quad_sides(const struct quad *q);

/* Share of the least seen side that is seen, 0..1. */
float quad_seen(const struct quad_view *v, const struct quad *q);

/* Of the line that goes on the most beyond its corners, how much of it does,
 * 0..1: a rectangle's do not.  Half where the picture ends there. */
float quad_overrun(const struct quad_view *v, const struct quad *q);

/* How much opposite sides run towards each other: their slopes' differences. */
float quad_convergence(const struct quad_view *v, const struct quad *q);

/* How unevenly what lies just under the lower side runs from corner to corner,
 * in grey values off a straight slope. */
float quad_unevenness(const struct quad_view *v, const struct quad *q);

#endif
