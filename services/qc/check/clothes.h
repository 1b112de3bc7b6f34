#ifndef QC_CHECK_CLOTHES_H
#define QC_CHECK_CLOTHES_H

/*
 * clothes - a top that would melt into the new background, or that draws the
 * eye by its pattern.
 */

#include "qc/check/measure.h"
#include "qc/face/reading.h"

/* Needs a face.  `background` (R, G, B) is what the photo will stand on. */
void check_clothes(const struct face_reading *r, const uint8_t background[3],
                   struct measures *m);

#endif
