/*
 * pose - the three angles of the head, in degrees.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>

/* How much surer the detector is to be with the picture turned. */
#define TURNED_GAIN_MIN 0.3F

/* A mesh put on an upside-down face finds one that stands upright. */
static float upset_deg(const struct face_reading *r)
{
    return r->turned_gain > TURNED_GAIN_MIN ? 180 : fabsf(r->roll_deg);
}

void check_pose(const struct face_reading *r, struct measures *m)
{
    struct finding_region face = face_region(r);
    float upset = upset_deg(r);

    measure_set(m, FINDING_UPSIDE_DOWN, upset, face);
    if (upset > CHECK_UPRIGHT_DEG_MAX)
        return;
    measure_set(m, FINDING_TILTED, r->roll_deg, face);
    measure_set(m, FINDING_TURNED, r->yaw_deg, face);
    measure_set(m, FINDING_LOOKING_UP_DOWN, r->pitch_deg, face);
}
