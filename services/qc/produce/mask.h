#ifndef QC_PRODUCE_MASK_H
#define QC_PRODUCE_MASK_H

/*
 * mask - the network's idea of a person, laid over the frame.
 */

#include "image/image.h"
#include "qc/face/reading.h"
#include "qc/produce/geometry.h"
#include "qc/produce/matte.h"

enum { MASK_CELLS = FACE_MAP_SIDE * FACE_MAP_SIDE };

/*
 * Per cell of the map 0..1, how much person it shows.
 *
 * Networks see holes in dark suits on dark walls; a body has none: under the
 * neck, under clothes and between clothes a person goes on.
 */
void mask_of_person(const struct face_reading *f, float ret[MASK_CELLS]);

/* The same on the frame, and what of it is hair, into planes that have half
 * the frame's size; beside the photo nobody stands. */
void mask_project(const struct face_reading *f, const struct placement *at,
                  struct matte_guess *ret);

#endif
