#ifndef QC_FACE_LOOK_H
#define QC_FACE_LOOK_H

/*
 * look - a second look at a picture in which the first saw little: turned by
 * quarters, or from further away with mirrored surroundings, which make
 * half a face at the edge a whole one.
 */

#include "image/pyramid.h"
#include "qc/face/detect.h"

/* Scratch memory, kept from look to look; all zero to begin with. */
struct look {
    struct image px;
    struct pyramid pyramid;
};

void look_done(struct look *l);

/* How much more the full-range network scores with the picture on a side or
 * upside down than as it is; 0 unless it then is sure of a face. */
int look_turned(struct look *l, struct detector *d, const struct pyramid *p,
                float *ret_gain) __attribute__((warn_unused_result));

/* As detector_find, seen from further away; at most one, which may lie partly
 * outside. */
int look_from_afar(struct look *l, struct detector *d, const struct pyramid *p,
                   struct face_box *ret, int *ret_n)
    __attribute__((warn_unused_result));

#endif
