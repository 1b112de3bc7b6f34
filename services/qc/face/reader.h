#ifndef QC_FACE_READER_H
#define QC_FACE_READER_H

/*
 * reader - what a reader keeps from photo to photo; for qc/face only.
 */

#include "image/pyramid.h"
#include "qc/face/canonical.h"
#include "qc/face/look.h"
#include "qc/face/reading.h"

struct detector;
struct mesh;
struct segmenter;

struct face_reader {
    struct detector *detector;
    struct mesh *mesh;
    struct segmenter *segmenter;
    struct canonical canonical;

    struct jpeg_decoder decoder;
    struct image fine;
    struct pyramid pyramid;
    struct look look;
    struct face_reading reading;

    /* Of glances (glance.h). */
    struct jpeg_decoder small_decoder;
    struct image small;
    struct pyramid small_pyramid;
};

#endif
