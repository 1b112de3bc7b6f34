#ifndef QC_FACE_SEGMENT_H
#define QC_FACE_SEGMENT_H

/*
 * segment - which part of the picture is hair, skin, clothes, background.
 */

#include "image/pyramid.h"
#include "qc/face/reading.h"

struct segmenter;

int segmenter_new(const char *models, struct segmenter **ret)
    __attribute__((warn_unused_result));
struct segmenter *segmenter_free(struct segmenter *s);

/* A part of the picture in upright pixels. */
struct segment_window {
    float left;
    float top;
    float width;
    float height;
};

/* Classifies the window; the map borrows the segmenter's memory until its
 * next run. */
void segmenter_run(struct segmenter *s, const struct pyramid *picture,
                   const struct segment_window *w, struct face_map *ret);

/* Softmax over n cells of FACE_CLASSES logits each; may work in place. */
void segment_softmax(const float *logits, float *ret, size_t n);

/*
 * Top of hair or cover: going up from `from_y` between two columns, the first
 * row that is mostly background.  The map's top if there is none.
 */
float segment_crown(const struct face_map *map, float from_y, float x0,
                    float x1);

/* Share 0..1 of the map's uppermost cells between two columns that show head.
 */
float segment_head_at_top(const struct face_map *map, float x0, float x1);

#endif
