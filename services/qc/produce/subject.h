#ifndef QC_PRODUCE_SUBJECT_H
#define QC_PRODUCE_SUBJECT_H

/*
 * subject - a reading as geometry wants it: the head levelled, the photo's
 * edges where they then lie.
 */

#include "qc/face/reading.h"
#include "qc/produce/geometry.h"

/* A head that leans less stands straight: turning costs sharpness. */
#define SUBJECT_LEVEL_DEG 1.0f

/* The photo turned back by `roll` radians around the eyes. */
struct subject subject_of(const struct face_reading *f, float roll);

/*
 * The frame for a reading: levelled as far as the photo has room for it.
 * 0 or a positive enum geometry_refusal.
 */
int subject_place(const struct face_reading *f,
                  const struct geometry_spec *spec, struct placement *ret)
    __attribute__((warn_unused_result));

#endif
