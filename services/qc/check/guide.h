#ifndef QC_CHECK_GUIDE_H
#define QC_CHECK_GUIDE_H

/*
 * guide - what the annotated picture needs to know of the head and of the
 * photo to be made (model/head_guide.h).
 */

#include "model/head_guide.h"
#include "qc/face/reading.h"
#include "qc/produce/geometry.h"

/* Not known without a face. */
struct head_guide guide_of(const struct face_reading *r,
                           const struct geometry_spec *spec);

#endif
