#ifndef QC_FACE_MESH_H
#define QC_FACE_MESH_H

/*
 * mesh - 468 points of a face and 10 of its irises, by the attention mesh.
 */

#include "image/pyramid.h"
#include "qc/face/points.h"
#include "qc/face/reading.h"

struct mesh;

int mesh_new(const char *models, struct mesh **ret)
    __attribute__((warn_unused_result));
struct mesh *mesh_free(struct mesh *m);

/* Fits the mesh to a detected face, then once more to its own result.
 * Returns 0..1, how sure it is to lie on a face. */
float mesh_fit(struct mesh *m, const struct pyramid *picture,
               const struct face_box *box, struct face_point *ret);

#endif
