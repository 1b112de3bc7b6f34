/*
 * faces - how many, how large, where, of how many pixels.
 */
#include "qc/check/families.h"

#include "image/colour.h"
#include "qc/check/blocks.h"
#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

/* A second face counts when it is as sure as this and not a passer-by far
 * behind. */
#define OTHER_SCORE_MIN 0.6F
#define OTHER_AREA_MIN 0.2F
/* Under this the mesh found no face in the detector's box. */
#define FLAG_MIN 0.5F
/* Brows to chin, and the band of the eyes, in units of the face's frame. */
#define REACH_X 0.8F
#define BROW_Y -0.3F
#define LOWER_LIP_Y 1.3F
#define EYES_Y 0.25F
#define STEP 0.05F
/* Leaves and patterns that look a little like a face have no skin; a face with
 * dark glasses shows three times as much.  A much blurred face has none for
 * the map either, but the detector is surer of it. */
#define SKIN_MIN 0.15
#define SURE_SCORE 0.7F
/* Eyes, even closed or behind any glasses, make their band vary by a fifth of
 * its mean; a face painted over has none. */
#define EYES_VARY_MIN 0.06
/* Qualities under this (jpeg_read.h) cost pixels. */
#define COARSE 50.0F
/* Blocks that stand out so much (blocks.h) begin to, and have taken all but
 * KEPT_MIN. */
#define BLOCKS_FROM 2.0F
#define BLOCKS_TO 3.0F
#define KEPT_MIN 0.2F
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

/* Standard deviation by mean of the eyes' band, in about what the eye sees
 * (the root of the light). */
static double eyes_vary(const struct face_reading *r)
{
    struct face_frame f = face_frame_of(r);
    struct face_grid g =
        face_grid_over(-REACH_X, -EYES_Y, REACH_X, EYES_Y, STEP);
    double sum = 0;
    double squares = 0;
    int n = 0;

    for (int i = 0; i < face_grid_points(&g); i++) {
        const uint8_t *px = face_pixel(&r->upright, face_grid_at(&f, &g, i));
        double light = px ? (double)colour_luminance(px) : 0;

        sum += sqrt(light);
        squares += light;
        n += px != NULL;
    }
    if (sum <= 0)
        return 0;
    return sqrt(fmax(squares / n - sum / n * (sum / n), 0)) / (sum / n);
}

/* Whether what was detected has what makes a face. */
static bool is_face(const struct face_reading *r)
{
    struct face_grid inner =
        face_grid_over(-REACH_X, BROW_Y, REACH_X, LOWER_LIP_Y, STEP);

    return r->flag >= FLAG_MIN && eyes_vary(r) >= EYES_VARY_MIN &&
           (r->boxes[0].score >= SURE_SCORE ||
            probe_skin(r, &inner) >= SKIN_MIN);
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
    if (r->n_boxes > 0 && !is_face(r))
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

/* Share of the pixels that compression left any worth: below a quality of
 * COARSE its blocks take the place of details.  A fine encoding of a coarse one
 * has its blocks. */
static float kept(const struct face_reading *r)
{
    float by_file =
        r->facts.quality > 0 ? fminf((float)r->facts.quality / COARSE, 1) : 1;
    float gone =
        (blocks_stand_out(r) - BLOCKS_FROM) / (BLOCKS_TO - BLOCKS_FROM);

    return fminf(by_file, 1 - (1 - KEPT_MIN) * fminf(fmaxf(gone, 0), 1));
}

static void measure_size(const struct face_reading *r, struct measures *m)
{
    int side =
        r->source_width < r->source_height ? r->source_width : r->source_height;
    float eyes_px = r->eye_distance_px / face_foreshortening(r);

    measure_set(m, FINDING_FACE_TOO_SMALL, eyes_px / (float)side,
                face_region(r));
    measure_set(m, FINDING_LOW_QUALITY, eyes_px * kept(r), face_region(r));
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
