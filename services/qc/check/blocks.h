#ifndef QC_CHECK_BLOCKS_H
#define QC_CHECK_BLOCKS_H

/*
 * blocks - how much the 8x8 blocks of a coarse JPEG stand in the face, also
 * after it was encoded finely again.  Pure.
 */

#include "qc/face/reading.h"

/* Steps across the blocks' borders by steps inside them: 1 without blocks, 1.2
 * to 1.6 at a quality of 75, 2.4 and more at 20, 3.6 and more at 10.  1 where
 * the photo was decoded smaller, which makes the blocks too small to matter. */
float blocks_stand_out(const struct face_reading *r);

#endif
