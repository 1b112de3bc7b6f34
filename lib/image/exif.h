#ifndef IMAGE_EXIF_H
#define IMAGE_EXIF_H

/*
 * exif - the few facts we read out of a photo's EXIF block.
 *
 * The block comes from outside and may lie about every offset; whatever does
 * not fit is as if it were not there.
 */

#include "core/bytes.h"

#include <stdbool.h>

/* Orientation 1..8 out of an APP1 segment's content (from "Exif" on); 1 where
 * there is none or none that makes sense. */
int exif_orientation(struct bytes app1);

/* Whether the block says how long the picture was exposed, as cameras write it
 * and nothing that copies a screen does. */
bool exif_has_exposure(struct bytes app1);

#endif
