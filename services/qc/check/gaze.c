/*
 * gaze - whether the eyes look into the camera: how far the irises stand from
 * the middle of their eyes, by the eye's width.
 *
 * A head that is turned a little looks ahead with its eyes turned back, so
 * what the head's turn moves the irises by is taken off first.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

/* The eyeball's radius by the eye's width: 12 of 30 mm. */
#define BALL 0.4F
/* Lids lie over an iris from above; its height says less than its side. */
#define HEIGHT_WEIGHT 0.6F
/* Past this the far eye is a sliver, and the near one speaks alone. */
#define YAW_MAX_DEG 25.0F
/* Between lids closer than this there is no iris to be seen. */
#define OPEN_MIN 0.1F

struct eye {
    int outer;
    int inner;
    int upper;
    int lower;
    int iris;
};

static const struct eye EYES[2] = {
    {POINT_EYE_LEFT_OUTER, POINT_EYE_LEFT_INNER, 159, 145, POINT_IRIS_LEFT},
    {POINT_EYE_RIGHT_OUTER, POINT_EYE_RIGHT_INNER, 386, 374, POINT_IRIS_RIGHT},
};

/* The iris from the middle between the corners, in widths of the eye; x
 * towards the picture's right, y down the face. */
static struct point offset_of(const struct face_reading *r, const struct eye *e)
{
    struct face_frame f = face_frame_of(r);
    const struct face_point *a = &r->points[e->outer];
    const struct face_point *b = &r->points[e->inner];
    const struct face_point *iris = &r->points[e->iris];
    float dx = iris->x - (a->x + b->x) / 2;
    float dy = iris->y - (a->y + b->y) / 2;
    float width = fmaxf(face_distance(r, e->outer, e->inner), 1);

    return (struct point){(dx * f.x.x + dy * f.x.y) / width,
                          (dx * f.y.x + dy * f.y.y) / width};
}

static bool is_seen(const struct face_reading *r, int side)
{
    const struct eye *e = &EYES[side];

    return !probe_eye_hidden(r, side) &&
           face_distance(r, e->upper, e->lower) >
               OPEN_MIN * face_distance(r, e->outer, e->inner);
}

/* Mean of the eyes that can be seen; false if none can. */
static bool mean_offset(const struct face_reading *r, struct point *ret)
{
    struct point sum = {0, 0};
    int n = 0;

    for (int i = 0; i < 2; i++) {
        struct point at;

        if (!is_seen(r, i))
            continue;
        at = offset_of(r, &EYES[i]);
        sum.x += at.x;
        sum.y += at.y;
        n++;
    }
    if (n == 0)
        return false;
    *ret = (struct point){sum.x / (float)n, sum.y / (float)n};
    return true;
}

static float turn(float degrees)
{
    return BALL * sinf(degrees * (float)M_PI / 180);
}

void check_gaze(const struct face_reading *r, struct measures *m)
{
    struct point at;

    if (fabsf(r->yaw_deg) > YAW_MAX_DEG || !mean_offset(r, &at))
        return;
    at.x += turn(r->yaw_deg);
    at.y -= turn(r->pitch_deg);
    measure_set(m, FINDING_NOT_LOOKING_AHEAD,
                hypotf(at.x, HEIGHT_WEIGHT * at.y),
                face_frame_region(r, (struct point){-0.85F, -0.25F},
                                  (struct point){0.85F, 0.3F}));
}
