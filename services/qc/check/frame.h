#ifndef QC_CHECK_FRAME_H
#define QC_CHECK_FRAME_H

/*
 * frame - the face's own coordinates: origin between the eyes, x towards the
 * picture's right along the line of the eyes, y down the face, unit = the
 * distance of the irises.  Measures taken in it do not depend on size, place
 * or tilt.
 */

#include "model/finding.h"
#include "qc/face/reading.h"

struct face_frame {
    struct point origin;
    struct point x; /* unit vectors in upright pixels */
    struct point y;
    float unit; /* upright pixels */
};

struct face_frame face_frame_of(const struct face_reading *r);

/* A position of the frame in the picture. */
struct point face_frame_at(const struct face_frame *f, float x, float y);

/* The picture's pixel (R, G, B) at a position; NULL outside. */
const uint8_t *face_pixel(const struct image *picture, struct point at);

/* A grid of positions over a part of the frame, row by row. */
struct face_grid {
    float left;
    float top;
    float step;
    int columns;
    int rows;
};

struct face_grid face_grid_over(float left, float top, float right,
                                float bottom, float step);

int face_grid_points(const struct face_grid *g);

/* Position i of the grid in the picture. */
struct point face_grid_at(const struct face_frame *f, const struct face_grid *g,
                          int i);

/* Distance of two mesh points in the picture. */
float face_distance(const struct face_reading *r, int a, int b);

/* How much wider things across the face are than they look, because it is
 * turned: cos(yaw), not under 0.5. */
float face_foreshortening(const struct face_reading *r);

/* The head from crown to chin as a region. */
struct finding_region face_region(const struct face_reading *r);

/* A rectangle of the frame, as the upright region around it. */
struct finding_region face_frame_region(const struct face_reading *r,
                                        struct point upper_left,
                                        struct point lower_right);

#endif
