#ifndef QC_CHECK_BORDER_H
#define QC_CHECK_BORDER_H

/*
 * border - the edge of a print or a screen around the person: straight lines
 * below and at the sides (one of them may lie outside the picture), which end
 * where they meet.  Pure.
 *
 * What stands behind a person (a window, a door, shelves, a board) is hidden
 * by the body under the face; what lies before one (a desk) goes on to both
 * sides; what is worn (a striped shirt) has no even band under it.
 */

#include "qc/check/measure.h"
#include "qc/face/reading.h"

struct border {
    float seen;         /* share of the least seen side, 0..1 */
    double probability; /* 0: nothing like one */
    struct finding_region region;
};

void border_find(const struct face_reading *r, struct border *ret);

#endif
