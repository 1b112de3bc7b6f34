#ifndef QC_FACE_POINTS_H
#define QC_FACE_POINTS_H

/*
 * points - names for the mesh points that rules speak of.
 *
 * The 468 points of the canonical face mesh and 5 + 5 of the irises.  LEFT
 * and RIGHT are the picture's sides.
 */

struct face_point {
    float x;
    float y;
    float z; /* depth in the same unit, smaller is nearer */
};

enum {
    FACE_MESH_POINTS = 468,
    FACE_POINTS = 478,

    POINT_FOREHEAD = 10,
    POINT_CHIN = 152,
    POINT_NOSE_TIP = 1,
    POINT_CHEEK_LEFT = 234,
    POINT_CHEEK_RIGHT = 454,

    POINT_EYE_LEFT_OUTER = 33,
    POINT_EYE_LEFT_INNER = 133,
    POINT_EYE_RIGHT_INNER = 362,
    POINT_EYE_RIGHT_OUTER = 263,
    POINT_IRIS_LEFT = 468,  /* centre; 469..472 its rim, right, top, ... */
    POINT_IRIS_RIGHT = 473, /* centre; 474..477 */

    POINT_MOUTH_LEFT = 61,
    POINT_MOUTH_RIGHT = 291,
    POINT_LIP_INNER_LEFT = 78,
    POINT_LIP_INNER_RIGHT = 308,
    POINT_LIP_INNER_UPPER = 13,
    POINT_LIP_INNER_LOWER = 14,
};

#endif
