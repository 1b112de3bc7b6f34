#ifndef QC_FACE_DETECT_H
#define QC_FACE_DETECT_H

/*
 * detect - where faces are, by BlazeFace: the full-range network for near, far
 * and several faces, the short-range one where that sees none.
 */

#include "image/pyramid.h"
#include "qc/face/reading.h"

struct detector;

int detector_new(const char *models, struct detector **ret)
    __attribute__((warn_unused_result));
struct detector *detector_free(struct detector *d);

/* Largest first, at most FACE_BOXES_MAX; how many. */
int detector_find(struct detector *d, const struct pyramid *picture,
                  struct face_box *ret);

/* The best score that the full-range network alone gives; 0 for none. */
float detector_score(struct detector *d, const struct pyramid *picture);

/* Shares of area two boxes have in common: 0 apart, 1 the same. */
float face_box_overlap(const struct face_box *a, const struct face_box *b);

/*
 * Boxes that overlap are one face: each group becomes its mean, weighted by
 * score, with its best score.  Sorts the boxes; returns how many are left.
 */
int face_box_merge(struct face_box *boxes, int n);

#endif
