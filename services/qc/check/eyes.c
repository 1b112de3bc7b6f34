/*
 * eyes - open or closed: the lids' mean distance by the eye's width (the
 * "eye aspect ratio"), as the head would show it from the front.
 *
 * Narrow eyes are open eyes: a long slit shows as much of its iris as a round
 * eye, so the distance is also taken by the person's own iris, and the larger
 * counts.  Relaxed open eyes of any shape measure 0.16 and more, closed ones
 * under 0.11.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

/* Past this the far eye is a sliver of which nothing can be said. */
#define FAR_EYE_YAW_DEG 25.0F

/* The iris's width by that of a usual eye. */
#define IRIS 0.42F

struct eye {
    int outer;
    int inner;
    int lids[3][2]; /* upper, lower */
    int rim[2];     /* of the iris, at its sides */
};

static const struct eye LEFT = {POINT_EYE_LEFT_OUTER,
                                POINT_EYE_LEFT_INNER,
                                {{160, 144}, {159, 145}, {158, 153}},
                                {469, 471}};
static const struct eye RIGHT = {POINT_EYE_RIGHT_OUTER,
                                 POINT_EYE_RIGHT_INNER,
                                 {{387, 373}, {386, 374}, {385, 380}},
                                 {474, 476}};

static float openness(const struct face_reading *r, const struct eye *e)
{
    float width = face_distance(r, e->outer, e->inner);
    float iris = face_distance(r, e->rim[0], e->rim[1]);
    float gap = 0;

    for (int i = 0; i < 3; i++)
        gap += face_distance(r, e->lids[i][0], e->lids[i][1]) / 3;
    return gap * fmaxf(1 / fmaxf(width, 1), IRIS / fmaxf(iris, 1)) *
           face_foreshortening(r);
}

void check_eyes(const struct face_reading *r, struct measures *m)
{
    float left = openness(r, &LEFT);
    float right = openness(r, &RIGHT);
    float least = fminf(left, right);

    if (probe_eye_hidden(r, 0) && probe_eye_hidden(r, 1))
        return;
    if (r->yaw_deg > FAR_EYE_YAW_DEG) /* the picture's right eye is far */
        least = left;
    else if (r->yaw_deg < -FAR_EYE_YAW_DEG)
        least = right;
    measure_set(m, FINDING_EYES_CLOSED, least,
                face_frame_region(r, (struct point){-0.85F, -0.25F},
                                  (struct point){0.85F, 0.3F}));
}
