#ifndef QC_PRODUCE_DOUBT_H
#define QC_PRODUCE_DOUBT_H

/*
 * doubt - whether a matte can be believed.  Where the network wavers, colour
 * decides; where person and wall have the same colour too, as a white shirt
 * before a white wall, nothing does, and what comes out is torn.
 */

#include "qc/produce/matte.h"

/*
 * Mean width, in pixels of the half-size frame, of the band along the body's
 * border, from that row on, in which neither network nor colour tells person
 * from wall.
 */
float doubt_of_body(const struct matte *m, const struct plane *person,
                    int from_row);

#endif
