#ifndef QC_CHECK_PROBE_H
#define QC_CHECK_PROBE_H

/*
 * probe - what lies on a grid of positions of the face's frame: how much of
 * each class, and which colours.  Pure.
 */

#include "image/colour.h"
#include "qc/check/frame.h"

/* Share of the grid whose positions are more likely of class c than not. */
double probe_share(const struct face_reading *r, const struct face_grid *g,
                   enum face_class c);

/* As probe_share, of bare skin, be it the face's or the body's. */
double probe_skin(const struct face_reading *r, const struct face_grid *g);

/* Mean of class c's probability over n mesh points. */
double probe_points(const struct face_reading *r, enum face_class c,
                    const int *points, int n);

/* The mean colour (R, G, B in 0..255) where the grid shows class c. */
struct probe_colour {
    int n; /* positions; 0: nothing seen, the colour means nothing */
    float rgb[3];
};

/* A mean colour by hand: the sum of pixels added to {0}, then their mean. */
void probe_add(struct probe_colour *sum, const uint8_t *px);
struct probe_colour probe_mean(const struct probe_colour *sum);

struct probe_colour probe_colour(const struct face_reading *r,
                                 const struct face_grid *g, enum face_class c);

/* Of both cheeks, beside the nose: the person's own skin. */
struct probe_colour probe_cheeks(const struct face_reading *r);

/* Whether something that is neither skin nor hair, a dark lens or a hand,
 * hides the picture's left (0) or right (1) eye. */
bool probe_eye_hidden(const struct face_reading *r, int side);

struct lab probe_lab(const struct probe_colour *colour);

#endif
