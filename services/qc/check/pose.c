/*
 * pose - the three angles of the head, in degrees.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>

void check_pose(const struct face_reading *r, struct measures *m)
{
    struct finding_region face = face_region(r);

    measure_set(m, FINDING_UPSIDE_DOWN, fabsf(r->roll_deg), face);
    measure_set(m, FINDING_TILTED, r->roll_deg, face);
    measure_set(m, FINDING_TURNED, r->yaw_deg, face);
    measure_set(m, FINDING_LOOKING_UP_DOWN, r->pitch_deg, face);
}
