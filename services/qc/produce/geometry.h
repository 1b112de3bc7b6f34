#ifndef QC_PRODUCE_GEOMETRY_H
#define QC_PRODUCE_GEOMETRY_H

/*
 * geometry - where to cut the frame, so that head and body stand as the
 * photo standard of domain.md wants.  Pure.
 *
 *        +----- 480 -----+  --        --
 *        |               |   hair_top  |
 *        |     .---.     |  --         | eyes
 *        |    | o o |    |            --
 *        |    |  -  |    |
 *        |     `-+-'     |    |<--- face_width --->| cheek to cheek
 *        |   .--' '--.   |
 *        +--'---------`--+  640: the body must reach this edge
 *
 * A head that leans a little is levelled: everything is measured on the photo
 * as it lies when turned back around `pivot`, which keeps its place.
 *
 * Units    the photo's side in `upright` pixels, the frame's in output pixels.
 */

#include "image/pyramid.h"

#include <stdbool.h>

struct band {
    float min;
    float max;
};

struct geometry_spec {
    int width;
    int height;
    struct band hair_top;   /* top of hair to the upper edge */
    struct band eyes;       /* eyes to the upper edge        */
    struct band face_width; /* cheek to cheek                */
    float hair_top_wanted;  /* what looks best, inside the bands */
    float face_width_wanted;
};

/* So few output rows under the photo's end may repeat its last one, and so few
 * columns beside it. */
enum { GEOMETRY_OVERHANG = 6 };

/* What geometry needs to know of a photo, levelled. */
struct subject {
    float crown_y;
    float eyes_y;
    float centre_x; /* of the head */
    float face_width;
    bool crown_cut; /* hair runs out of the photo above */
    float right;    /* of the photo */
    float bottom;   /* of the photo, all of which may be body */
    /* From which y on body touches the photo's side; below the photo's
     * bottom: never. */
    float touches_left_y;
    float touches_right_y;
    float left;  /* of the photo */
    float slope; /* of its bottom: how much of it a step aside costs */
    float roll;  /* radians that the photo is turned back */
    struct point pivot;
};

struct placement {
    float left; /* of the frame, in the levelled photo; may lie outside it */
    float top;
    float scale; /* output pixels per upright pixel */
    float roll;
    struct point pivot;
    float hair_top_px;
    float eyes_px;
    float face_width_px;
};

/* Frame position -> position in the photo as it is. */
struct affine placement_to_photo(const struct placement *p);

enum geometry_refusal {
    GEOMETRY_TOO_LARGE = 1, /* the photo ends before the frame does */
    GEOMETRY_CUT_OFF,       /* the top of the head is not in the photo */
};

/*
 * The placement nearest to what is wanted among those inside all bands that
 * leave no part of the body missing.  0 or a positive enum geometry_refusal.
 *
 * A head whose hair stands so high that no scale satisfies all bands keeps
 * the bands of eyes and face, with less room above the hair.
 */
int geometry_place(const struct geometry_spec *spec, const struct subject *s,
                   struct placement *ret) __attribute__((warn_unused_result));

#endif
