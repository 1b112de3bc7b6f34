#ifndef QC_FACE_READING_H
#define QC_FACE_READING_H

/*
 * reading - everything the networks and the geometry can say about a photo,
 * measured once, for the checks (qc/check) and the production (qc/produce).
 *
 * Units    pixels of `upright` (image/image.h), degrees, the picture's sides.
 * Owner    the reader; a reading is valid until its next face_read.
 */

#include "image/jpeg_read.h"
#include "image/pyramid.h"
#include "qc/face/points.h"

#include <stdbool.h>

enum face_class {
    FACE_BACKGROUND,
    FACE_HAIR,
    FACE_BODY_SKIN,
    FACE_FACE_SKIN,
    FACE_CLOTHES,
    FACE_OTHERS, /* glasses, hats, things held */
    FACE_CLASSES,
};

enum { FACE_BOXES_MAX = 16, FACE_MAP_SIDE = 256 };

struct face_box {
    float x; /* left edge */
    float y; /* upper edge */
    float width;
    float height;
    float score;          /* 0..1 */
    struct point keys[6]; /* left eye, right eye, nose, mouth, both tragi */
};

/*
 * Head and shoulders by class.  Cell (i, j) covers the rectangle whose upper
 * left corner is (left + i * cell_width, top + j * cell_height).
 */
struct face_map {
    float left;
    float top;
    float cell_width;
    float cell_height;
    const float (*p)[FACE_CLASSES]; /* [FACE_MAP_SIDE * FACE_MAP_SIDE] */
};

/* The pixels of `fine`, for sharpness and noise. */
struct face_native {
    float scale; /* native pixels per upright pixel: 1 or 2 */
    int denom;   /* photo pixels per native pixel: 1, 2, 4 or 8 */
};

struct face_timings {
    double decode_ms;
    double detect_ms;
    double mesh_ms;
    double segment_ms;
};

struct face_reading {
    struct jpeg_facts facts;
    struct image upright; /* long side 900..1800, where there is that much */
    const struct image *fine;      /* upright, or the same at twice its size */
    const struct pyramid *pyramid; /* of upright; NULL only in tests */
    int source_width;              /* of the photo, upright */
    int source_height;
    float source_scale; /* photo pixels per upright pixel: 1 to 16 */

    int n_boxes; /* 0: no face; largest first, both detectors merged */
    struct face_box boxes[FACE_BOXES_MAX];
    float turned_gain; /* of score, with the picture turned by quarters */

    /* Everything below is valid only if n_boxes > 0; about boxes[0]. */
    float flag; /* 0..1, how sure the mesh is that it lies on a face */
    struct face_point points[FACE_POINTS];
    float yaw_deg;   /* > 0: the nose points to the picture's right */
    float pitch_deg; /* > 0: looks up */
    float roll_deg;  /* > 0: the head leans clockwise in the picture */

    struct point eyes;      /* midpoint of both eyes' corners */
    float eye_distance_px;  /* iris to iris, in the photo's own pixels */
    float face_width;       /* cheek to cheek */
    float face_height;      /* point 10 (forehead) to point 152 (chin) */
    float crown_y;          /* top of hair or cover, by the map */
    float crown_expected_y; /* where anatomy puts it */
    float chin_y;
    bool crown_cut; /* the head goes on beyond the picture's upper edge */

    struct face_map map;
    struct face_native native;
    struct face_timings ms;
};

struct face_reader;

/* Loads the networks of a folder (scripts/models.sh makes it).  0, -ENOENT for
 * a missing file, -EINVAL for one that is not what we know. */
int face_reader_new(const char *models, struct face_reader **ret)
    __attribute__((warn_unused_result));
struct face_reader *face_reader_free(struct face_reader *r);
void face_reader_freep(struct face_reader **r);

/* 0, a positive enum jpeg_refusal, or a negative errno.  `photo` is borrowed
 * for the call only. */
int face_read(struct face_reader *r, struct bytes photo,
              const struct face_reading **ret)
    __attribute__((warn_unused_result));

/* Probability 0..1 of a class at a position, interpolated; beyond the map's
 * edge its nearest cell. */
float face_map_at(const struct face_map *map, enum face_class c, float x,
                  float y);

#endif
