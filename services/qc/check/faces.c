/*
 * faces - how many, how large, where, of how many pixels.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>

/* A second face counts when it is as sure as this and not a passer-by far
 * behind. */
#define OTHER_SCORE_MIN 0.6F
#define OTHER_AREA_MIN 0.2F
/* Under this the mesh found no face in the detector's box. */
#define FLAG_MIN 0.5F
/* Face heights above a head that is all in the picture, at least. */
#define WHOLE 0.02F

static float area(const struct face_box *b)
{
    return b->width * b->height;
}

static struct finding_region box_region(const struct face_reading *r,
                                        const struct face_box *b)
{
    return measure_region(&r->upright, (struct point){b->x, b->y},
                          (struct point){b->x + b->width, b->y + b->height});
}

void check_count(const struct face_reading *r, struct measures *m)
{
    int large = r->n_boxes > 0 ? 1 : 0;
    struct finding_region other = {0};

    for (int i = 1; i < r->n_boxes; i++) {
        if (r->boxes[i].score < OTHER_SCORE_MIN ||
            area(&r->boxes[i]) < OTHER_AREA_MIN * area(&r->boxes[0]))
            continue;
        if (large++ == 1)
            other = box_region(r, &r->boxes[i]);
    }
    if (r->n_boxes > 0 && r->flag < FLAG_MIN)
        large = 0;
    measure_set(m, FINDING_NO_FACE, large, (struct finding_region){0});
    measure_set(m, FINDING_MANY_FACES, large, other);
}

/* From the head to the nearest edge of the picture; hair that touches the
 * upper edge without being cut off counts as WHOLE. */
static void measure_margin(const struct face_reading *r, struct measures *m)
{
    float left = r->points[POINT_CHEEK_LEFT].x;
    float right = (float)r->upright.width - r->points[POINT_CHEEK_RIGHT].x;
    float below = (float)r->upright.height - r->chin_y;
    float above = r->crown_cut ? 0 : fmaxf(r->crown_y, WHOLE * r->face_height);
    float least = fminf(fminf(left, right), fminf(above, below));

    measure_set(m, FINDING_FACE_CUT_OFF, least / r->face_height,
                face_region(r));
}

static void measure_size(const struct face_reading *r, struct measures *m)
{
    int side =
        r->source_width < r->source_height ? r->source_width : r->source_height;
    float eyes_px = r->eye_distance_px / face_foreshortening(r);

    measure_set(m, FINDING_FACE_TOO_SMALL, eyes_px / (float)side,
                face_region(r));
    measure_set(m, FINDING_LOW_QUALITY, eyes_px, face_region(r));
}

static void measure_place(const struct face_reading *r, struct measures *m)
{
    float middle = r->eyes.x / (float)r->upright.width;

    measure_set(m, FINDING_OFF_CENTRE, fabsf(middle - 0.5F), face_region(r));
}

void check_faces(const struct face_reading *r, struct measures *m)
{
    measure_margin(r, m);
    measure_size(r, m);
    measure_place(r, m);
}
