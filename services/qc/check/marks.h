#ifndef QC_CHECK_MARKS_H
#define QC_CHECK_MARKS_H

/*
 * marks - what the file says about itself: names that editing software leaves
 * in it, that it was generated or turned round, and the measures of a
 * phone's screen.  Pure; the pixels are not looked at.
 *
 * Absence proves nothing: browsers and messengers strip everything.
 */

#include "core/bytes.h"
#include "qc/check/measure.h"
#include "qc/face/reading.h"

/* `photo` is what the reading was made from.  Adds to `retouched` and
 * `recapture`, which are 0 where nothing is found, and to `mirrored`, which
 * stays unknown then: nothing in a face tells left from right. */
void check_marks(struct bytes photo, const struct face_reading *r,
                 struct measures *m);

#endif
