#ifndef DEFECT_H
#define DEFECT_H

/*
 * defect - photos spoilt on purpose, by a known amount, for `make eval` and
 * the tests of qc.
 *
 * What a defect has to hit (eyes, hair, clothes) is found by qc's own reading
 * of the photo before it is spoilt, so the photo must be one that qc reads
 * well.
 *
 * Units    positions in pixels of `photo`; a strength has the unit that its
 *          defect names.
 */

#include "qc/check/frame.h"
#include "qc/face/reading.h"

struct scene {
    const struct face_reading *face;
    const struct image *photo; /* the reading's upright picture */
    struct face_frame frame;
};

/* This photo has no such part: no hair to wash out, no clothes to colour. */
enum { DEFECT_DOES_NOT_APPLY = 1 };

/* 0 with the spoilt picture in *ret, DEFECT_DOES_NOT_APPLY, or a negative
 * errno. */
struct defect {
    const char *name;
    int (*make)(const struct scene *s, float strength, struct image *ret);
};

/* The defects of each file, ended by one without a name. */
extern const struct defect LIGHT_DEFECTS[];
extern const struct defect OPTICS_DEFECTS[];
extern const struct defect PLACE_DEFECTS[];
extern const struct defect PAINT_DEFECTS[];
extern const struct defect EMPTY_DEFECTS[];
extern const struct defect FLAT_DEFECTS[];
extern const struct defect ROOM_DEFECTS[];
extern const struct defect SKIN_DEFECTS[];

/* A picture like the scene's, to be painted on. */
int scene_copy(const struct scene *s, struct image *ret)
    __attribute__((warn_unused_result));

/* A pixel's centre in the face's own coordinates (qc/check/frame.h). */
struct point scene_face_point(const struct scene *s, int x, int y);

/* Probability of a class at a pixel's centre. */
float scene_class(const struct scene *s, enum face_class c, int x, int y);

/* The colour at a position, interpolated; beyond an edge the edge's own. */
void scene_colour(const struct image *photo, float x, float y, float ret[3]);

/* Towards `colour` by `share`, 0..1. */
void pixel_mix(uint8_t *px, const float colour[3], float share);

uint8_t pixel_value(float v);

/* 0 up to `from`, 1 past `to`, smooth between; also for from > to. */
float ramp(float from, float to, float v);

#endif
