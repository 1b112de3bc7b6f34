/*
 * pose - the three angles of the head, in degrees.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>

/* How much surer the detector is to be with the picture turned. */
#define TURNED_GAIN_MIN 0.22F
/* Less is enough where the mesh leans as no head in front of a camera does. */
#define LEANING_GAIN_MIN 0.1F
#define LEANING_DEG 30.0F

/* A mesh put on an upside-down face finds one that stands upright. */
static float upset_deg(const struct face_reading *r)
{
    float roll = fabsf(r->roll_deg);
    float gain = roll > LEANING_DEG ? LEANING_GAIN_MIN : TURNED_GAIN_MIN;

    return r->turned_gain > gain ? 180 : roll;
}

void check_upright(const struct face_reading *r, struct measures *m)
{
    if (r->n_boxes > 0)
        measure_set(m, FINDING_UPSIDE_DOWN, upset_deg(r), face_region(r));
    else if (r->turned_gain > TURNED_GAIN_MIN)
        measure_set(m, FINDING_UPSIDE_DOWN, 180, (struct finding_region){0});
}

void check_pose(const struct face_reading *r, struct measures *m)
{
    struct finding_region face = face_region(r);

    measure_set(m, FINDING_TILTED, r->roll_deg, face);
    measure_set(m, FINDING_TURNED, r->yaw_deg, face);
    measure_set(m, FINDING_LOOKING_UP_DOWN, r->pitch_deg, face);
}
