#ifndef QC_CHECK_QUALITY_H
#define QC_CHECK_QUALITY_H

/*
 * quality - fills in the scores of ofiq.h.  Pure; done only where somebody
 * reads them, for no verdict rests on one.
 *
 * Formulas are ISO/IEC 29794-5's as OFIQ 1.0 codes them, measured in the
 * face's frame in place of an aligned copy of the picture.
 */

#include "qc/check/frame.h"
#include "qc/check/measure.h"
#include "qc/face/reading.h"

/* Needs a face, and what check_all measured of it. */
void quality_measure(const struct face_reading *r, struct measures *m);

/* quality_light.c: what depends on light and colour. */
void quality_measure_light(const struct face_reading *r, struct ofiq_like *o);

/* 1 / (1 + e^((x0 - x) / w)) */
double quality_sigmoid(double x, double x0, double w);

enum { QUALITY_ROWS_MAX = 144 };

/* The face between brows and jaw, ear to ear, as rows of positions `step`
 * apart (1/60 or more), top to bottom; how many. */
int quality_face_rows(const struct face_reading *r, float step,
                      struct face_grid ret[QUALITY_ROWS_MAX]);

#endif
