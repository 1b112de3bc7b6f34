#ifndef QC_CHECK_FIT_H
#define QC_CHECK_FIT_H

/*
 * fit - whether the wanted photo can be cut out of this one: the body has to
 * reach the frame's lower edge and sides.
 */

#include "qc/check/measure.h"
#include "qc/face/reading.h"
#include "qc/produce/geometry.h"

/* Needs a face.  Measures `face_too_large`, and `face_cut_off` where the top
 * of the head is missing. */
void check_fit(const struct face_reading *r, const struct geometry_spec *spec,
               struct measures *m);

#endif
