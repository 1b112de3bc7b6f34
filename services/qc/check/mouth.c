/*
 * mouth - how far the lips are apart, by the width of their inner line.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>

void check_mouth(const struct face_reading *r, struct measures *m)
{
    static const int PAIRS[3][2] = {
        {82, 87}, {POINT_LIP_INNER_UPPER, POINT_LIP_INNER_LOWER}, {312, 317}};
    float width = face_distance(r, POINT_LIP_INNER_LEFT, POINT_LIP_INNER_RIGHT);
    float gap = 0;

    for (int i = 0; i < 3; i++)
        gap = fmaxf(gap, face_distance(r, PAIRS[i][0], PAIRS[i][1]));
    measure_set(m, FINDING_MOUTH_OPEN,
                gap / fmaxf(width, 1) * face_foreshortening(r),
                face_frame_region(r, (struct point){-0.55F, 0.75F},
                                  (struct point){0.55F, 1.5F}));
}
