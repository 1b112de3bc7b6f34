#ifndef QC_PRODUCE_GEOMETRY_H
#define QC_PRODUCE_GEOMETRY_H

/*
 * geometry - where to cut the frame, so that head and body stand as the
 * standard wants.  Pure.
 *
 * Units    the photo's side in `upright` pixels, the frame's in output pixels.
 */

#include <stdbool.h>

struct band {
    float min;
    float max;
};

struct geometry_spec {
    int width;
    int height;
    struct band hair_top;   /* top of hair to the upper edge        */
    struct band eyes;       /* eyes to the upper edge               */
    struct band face_width; /* cheek to cheek                     */
    float face_width_wanted;
};

/* What geometry needs to know of a photo. */
struct subject {
    float crown_y;
    float eyes_y;
    float centre_x; /* of the head */
    float face_width;
    bool crown_cut;  /* hair runs out of the picture above */
    float body_left; /* leftmost x the frame may need, see body_* below */
    float body_right;
    float picture_bottom; /* last row that shows body */
};

struct placement {
    float left; /* of the frame, in the photo */
    float top;
    float scale; /* output pixels per upright pixel */
    float hair_top_px;
    float eyes_px;
    float face_width_px;
};

enum geometry_refusal {
    GEOMETRY_TOO_LARGE = 1, /* the photo ends before the frame does */
    GEOMETRY_CUT_OFF,       /* the top of the head is not in the photo */
};

/* 0 or a positive enum geometry_refusal. */
int geometry_place(const struct geometry_spec *spec, const struct subject *s,
                   struct placement *ret) __attribute__((warn_unused_result));

#endif
