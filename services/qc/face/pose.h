#ifndef QC_FACE_POSE_H
#define QC_FACE_POSE_H

/*
 * pose - how a head is turned: the rotation that lays the canonical face best
 * onto a mesh (weighted least squares over the points that hold still).  Pure.
 */

#include "qc/face/canonical.h"

struct pose {
    float yaw_deg;   /* > 0: the nose points to the picture's right */
    float pitch_deg; /* > 0: looks up */
    float roll_deg;  /* > 0: leans clockwise in the picture */
};

/* points: FACE_MESH_POINTS of the picture (y down, smaller z is nearer). */
struct pose pose_of(const struct canonical *canonical,
                    const struct face_point *points);

#endif
