/*
 * glasses - tinted lenses: how much of the band of the eyes the segmentation
 * calls neither skin nor hair.  Frames of clear glasses fill up to a fifth,
 * dark or mirrored lenses more than a third.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

/* The band, in units of the face's frame. */
#define REACH_X 0.85F
#define TOP_Y -0.22F
#define BOTTOM_Y 0.36F
#define STEP 0.02F

void check_glasses(const struct face_reading *r, struct measures *m)
{
    struct face_frame f = face_frame_of(r);
    int others = 0;
    int all = 0;

    for (float y = TOP_Y; y < BOTTOM_Y; y += STEP) {
        for (float x = -REACH_X; x < REACH_X; x += STEP) {
            struct point at = face_frame_at(&f, x, y);

            others += face_map_at(&r->map, FACE_OTHERS, at.x, at.y) > 0.5F;
            all++;
        }
    }
    measure_set(m, FINDING_GLASSES_TINTED, (double)others / all,
                face_frame_region(r, (struct point){-REACH_X, TOP_Y},
                                  (struct point){REACH_X, BOTTOM_Y}));
}
