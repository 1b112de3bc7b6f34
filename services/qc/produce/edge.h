#ifndef QC_PRODUCE_EDGE_H
#define QC_PRODUCE_EDGE_H

/*
 * edge - where the photo ends inside the frame.
 *
 * No head ends on a straight line: where the photo's upper edge cuts a little
 * of it, so little that geometry let it pass, the line is bent as a head is.
 */

#include "image/image.h"
#include "qc/face/reading.h"
#include "qc/produce/geometry.h"

#include <stdbool.h>

/* Whether a side of the photo cuts through the person in the frame, more than
 * may be repeated. */
bool edge_tears(const struct face_reading *f, const struct placement *at,
                const struct plane *alpha);

/* Takes out of alpha, at the frame's full size, what lies beside the photo. */
void edge_cut(const struct face_reading *f, const struct placement *at,
              struct plane *alpha);

#endif
