#ifndef QC_FACE_GLANCE_H
#define QC_FACE_GLANCE_H

/*
 * glance - the little that liveness needs of a picture: where the face's mesh
 * lies, how the head is turned, and what the face looks like in outline.  Of a
 * burst's small frames, and of the photo itself to compare them with.
 */

#include "qc/face/reading.h"

enum { GLANCE_PATCH = 24 };

struct face_glance {
    float flag; /* 0..1, how sure the mesh is; 0: no face */
    struct face_point points[FACE_POINTS]; /* pixels of this picture */
    float yaw_deg;                         /* as in face_reading */
    float pitch_deg;
    float roll_deg;
    /* The face's light, rows from the brows to the lips, levelled; 0..255. */
    float patch[GLANCE_PATCH * GLANCE_PATCH];
};

/* A JPEG of its own, at least JPEG_FRAME_SIDE_MIN a side.  0, a positive enum
 * jpeg_refusal, or a negative errno.  Leaves the last reading as it is. */
int face_glance(struct face_reader *r, struct bytes jpeg,
                struct face_glance *ret) __attribute__((warn_unused_result));

/* The same of the photo that was read last. */
void face_glance_again(struct face_reader *r, struct face_glance *ret);

#endif
