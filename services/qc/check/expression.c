/*
 * expression - how far a face is from resting: smiling lips (their corners
 * pulled out and up) or raised brows, 1 where a person would say so.
 *
 * Taste rather than fact, so each part starts well above what resting faces
 * show: mouths differ in width by a fifth, and a raised corner is how some
 * lips are made.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>

/* Past this a mouth is seen from its side. */
#define YAW_MAX_DEG 25.0F

/* Where resting ends, and how much more is an expression. */
#define WIDTH_REST 0.80F
#define WIDTH_SPAN 0.16F
#define LIFT_REST 0.02F
#define LIFT_SPAN 0.10F
#define BROW_REST 0.52F
#define BROW_SPAN 0.12F

static float down_the_face(const struct face_reading *r, int from, int to)
{
    struct face_frame f = face_frame_of(r);
    float dx = r->points[to].x - r->points[from].x;
    float dy = r->points[to].y - r->points[from].y;

    return (dx * f.y.x + dy * f.y.y) / f.unit;
}

static float past(float value, float rest, float span)
{
    return fmaxf(value - rest, 0) / span;
}

/* Corner to corner, by the distance of the eyes: both shrink alike when the
 * head turns. */
static float mouth_width(const struct face_reading *r)
{
    return face_distance(r, POINT_MOUTH_LEFT, POINT_MOUTH_RIGHT) /
           fmaxf(face_distance(r, POINT_IRIS_LEFT, POINT_IRIS_RIGHT), 1);
}

/* How high the corners stand over the line between the lips. */
static float corner_lift(const struct face_reading *r)
{
    float left = down_the_face(r, POINT_MOUTH_LEFT, POINT_LIP_INNER_UPPER);
    float right = down_the_face(r, POINT_MOUTH_RIGHT, POINT_LIP_INNER_UPPER);

    return (left + right) / 2;
}

static float brow_height(const struct face_reading *r)
{
    return (down_the_face(r, 105, 159) + down_the_face(r, 334, 386)) / 2;
}

void check_expression(const struct face_reading *r, struct measures *m)
{
    float smile = past(mouth_width(r), WIDTH_REST, WIDTH_SPAN) +
                  past(corner_lift(r), LIFT_REST, LIFT_SPAN);
    float brows = past(brow_height(r), BROW_REST, BROW_SPAN);

    if (fabsf(r->yaw_deg) > YAW_MAX_DEG)
        return;
    measure_set(m, FINDING_NOT_NEUTRAL, fmaxf(smile / 2, brows),
                face_frame_region(r, (struct point){-0.85F, -0.6F},
                                  (struct point){0.85F, 1.5F}));
}
