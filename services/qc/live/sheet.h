#ifndef QC_LIVE_SHEET_H
#define QC_LIVE_SHEET_H

/*
 * sheet - does a face move like a flat picture?  Pure.
 *
 * A print or a screen that is turned, tilted or bent moves its points by a
 * smooth map of the plane, whatever they show: a homography, or about that with
 * a bend in it; polynomials of second degree come close to either over a
 * face.  On a head the nose stands out of that surface and is carried further
 * than its surroundings.
 */

#include "qc/face/points.h"

/*
 * How far the nose leaves the sheet that all around it follows from one mesh
 * to the other: signed along the picture's x, in eye distances.  Both meshes
 * may have any place, size and tilt.
 */
float sheet_nose_leaves(const struct face_point *from,
                        const struct face_point *to);

#endif
