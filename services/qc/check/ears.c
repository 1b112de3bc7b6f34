/*
 * ears - how much of each shows beside the face, and what hangs there or
 * around the neck.
 *
 * Weak evidence: at the map's grain an ear is a few cells of skin outside the
 * cheek's line, an earring one or two of none of the known classes.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

/* The zone of an ear: outwards of the cheek's outermost mesh point. */
#define EAR_OUT_FROM 0.02F
#define EAR_OUT_TO 0.26F
#define EAR_TOP -0.10F
#define EAR_BOTTOM 0.50F
#define STEP 0.02F
/* Past this one ear is behind the head, and no comb brings it out. */
#define YAW_MAX_DEG 12.0F
/* An ear fills about this much of its zone. */
#define EAR_WHOLE 0.6
/* Ears that hardly show cannot be compared. */
#define COMPARE_MIN 0.15

/* x of a mesh point in the frame. */
static float frame_x(const struct face_reading *r, int point)
{
    struct face_frame f = face_frame_of(r);
    float dx = r->points[point].x - f.origin.x;
    float dy = r->points[point].y - f.origin.y;

    return (dx * f.x.x + dy * f.x.y) / f.unit;
}

static double ear_share(const struct face_reading *r, int cheek, float side)
{
    float edge = frame_x(r, cheek);
    float near = edge + side * EAR_OUT_FROM;
    float far = edge + side * EAR_OUT_TO;
    struct face_grid g = face_grid_over(fminf(near, far), EAR_TOP,
                                        fmaxf(near, far), EAR_BOTTOM, STEP);

    return fmin(probe_skin(r, &g) / EAR_WHOLE, 1);
}

static void measure_ears(const struct face_reading *r, struct measures *m)
{
    double left = ear_share(r, POINT_CHEEK_LEFT, -1);
    double right = ear_share(r, POINT_CHEEK_RIGHT, 1);
    struct finding_region at = face_frame_region(
        r, (struct point){-1.4F, EAR_TOP}, (struct point){1.4F, EAR_BOTTOM});

    if (fabsf(r->yaw_deg) > YAW_MAX_DEG)
        return;
    measure_set(m, FINDING_EARS_HIDDEN, fmin(left, right), at);
    if (fmin(left, right) >= COMPARE_MIN)
        measure_set(m, FINDING_EARS_UNEVEN, fabs(left - right), at);
}

static double others_between(const struct face_reading *r, float x0, float y0,
                             float x1, float y1)
{
    struct face_grid g = face_grid_over(x0, y0, x1, y1, STEP);

    return probe_share(r, &g, FACE_OTHERS);
}

/* Below the lobes and on the neck. */
static void measure_jewellery(const struct face_reading *r, struct measures *m)
{
    float left = frame_x(r, POINT_CHEEK_LEFT);
    float right = frame_x(r, POINT_CHEEK_RIGHT);
    double lobes =
        fmax(others_between(r, left - 0.4F, 0.35F, left + 0.1F, 1.2F),
             others_between(r, right - 0.1F, 0.35F, right + 0.4F, 1.2F));
    double neck = others_between(r, -0.8F, 1.85F, 0.8F, 2.6F);

    measure_set(m, FINDING_JEWELLERY, fmax(lobes, neck),
                face_frame_region(r, (struct point){-1.4F, 0.3F},
                                  (struct point){1.4F, 2.6F}));
}

void check_ears(const struct face_reading *r, struct measures *m)
{
    measure_ears(r, m);
    measure_jewellery(r, m);
}
