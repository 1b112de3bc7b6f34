#ifndef QC_FACE_CANONICAL_H
#define QC_FACE_CANONICAL_H

/*
 * canonical - the average face: 468 points in centimetres (x to the picture's
 * right, y up, z towards the viewer), and which of them hold still when a face
 * moves.
 */

#include "core/bytes.h"
#include "qc/face/points.h"

enum { CANONICAL_BASIS_MAX = 64 };

struct canonical {
    struct face_point points[FACE_MESH_POINTS];
    int n_basis;
    struct {
        int point;
        float weight;
    } basis[CANONICAL_BASIS_MAX];
};

/* Reads geometry_pipeline_metadata_landmarks.binarypb; -EINVAL. */
int canonical_read(struct bytes file, struct canonical *ret)
    __attribute__((warn_unused_result));

#endif
