/*
 * pose - the three angles of the head, in degrees.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>

/* How much surer the face is to be with the picture upside down. */
#define TURNED_BY 0.1F

/* A mesh put on an upside-down face finds one that stands upright. */
static float upset_deg(const struct face_reading *r)
{
    if (r->score_turned > r->boxes[0].score + TURNED_BY)
        return 180;
    return fabsf(r->roll_deg);
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
