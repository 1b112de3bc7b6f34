/*
 * glasses - tinted lenses, and frames that run over the eyes.
 *
 * How much of the band of the eyes the segmentation calls neither skin nor
 * hair: frames of clear glasses fill up to a fifth of it, dark or mirrored
 * lenses more than a third.  Of the two halves the clearer one counts, since
 * what hides one eye is no pair of glasses.  A half-transparent lens still
 * shows as skin, but as skin much darker than the cheek below it: that shade is
 * added where a frame is seen.
 */
#include "qc/check/families.h"

#include "image/colour.h"
#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

/* The band, in units of the face's frame. */
#define REACH_X 0.85F
#define TOP_Y -0.22F
#define BOTTOM_Y 0.36F
#define STEP 0.02F

/* A frame fills at least this much of the band. */
#define FRAME_MIN 0.04
/* Skin behind clear glass has at least this part of the cheek's light. */
#define CLEAR_MIN 0.54
#define SHADE_WEIGHT 2
/* An eye's surroundings: a tenth of them has at least this part of the
 * cheek's light, a quarter of that below the eye added. */
#define BARE_MIN 0.485
#define EYE_HALF_WIDTH 0.27F
#define EYE_HALF_HEIGHT 0.16F
/* A cheek with less than this part of the other's light lies in shadow. */
#define SHADOW_SIDE 0.5
/* Past this one half of the band is mostly cheek and ear. */
#define HALVES_YAW_DEG 25.0F

enum { LIGHT_BINS = 256, EYE_SAMPLES_MIN = 100 };

/* Share of a part that is neither skin nor hair nor background. */
static double others_share(const struct face_reading *r,
                           const struct face_grid *part)
{
    struct face_frame f = face_frame_of(r);
    int all = face_grid_points(part);
    int others = 0;

    for (int i = 0; i < all; i++) {
        struct point at = face_grid_at(&f, part, i);

        others += face_map_at(&r->map, FACE_OTHERS, at.x, at.y) > 0.5F;
    }
    return (double)others / all;
}

static double mean_light(const struct face_reading *r,
                         const struct face_grid *part)
{
    struct face_frame f = face_frame_of(r);
    double sum = 0;
    int n = 0;

    for (int i = 0; i < face_grid_points(part); i++) {
        const uint8_t *px = face_pixel(&r->upright, face_grid_at(&f, part, i));

        sum += px ? (double)colour_luminance(px) : 0;
        n += px != NULL;
    }
    return n > 0 ? sum / n : 0;
}

/* One half of the face: the picture's left (side -1) or right (1). */
struct half {
    double others; /* share of its part of the band */
    double cheek;  /* light */
    double under; /* light just below the eye (inside a lens), by the cheek's */
    double eye;   /* of the lightest tenth around the eye, by the cheek's */
};

/* The light that a tenth of an oval around the eye has, hair left out; 1 where
 * hair hides the eye. */
static double eye_light(const struct face_reading *r, float side)
{
    struct face_frame f = face_frame_of(r);
    struct face_grid g =
        face_grid_over(side / 2 - EYE_HALF_WIDTH, -EYE_HALF_HEIGHT,
                       side / 2 + EYE_HALF_WIDTH, EYE_HALF_HEIGHT, STEP);
    int histogram[LIGHT_BINS] = {0};
    int n = 0;
    int bin = LIGHT_BINS - 1;

    for (int i = 0; i < face_grid_points(&g); i++) {
        float across = ((float)(i % g.columns) + 0.5F) * 2;
        int row = i / g.columns;
        float down = ((float)row + 0.5F) * 2;
        struct point at = face_grid_at(&f, &g, i);
        const uint8_t *px = face_pixel(&r->upright, at);

        if (!px || face_map_at(&r->map, FACE_HAIR, at.x, at.y) > 0.5F ||
            hypotf(across / (float)g.columns - 1, down / (float)g.rows - 1) > 1)
            continue;
        histogram[(int)(colour_luminance(px) * (LIGHT_BINS - 1) + 0.5F)]++;
        n++;
    }
    if (n < EYE_SAMPLES_MIN)
        return 1;
    for (int left = n / 10; left >= histogram[bin] && bin > 0; bin--)
        left -= histogram[bin];
    return (double)bin / (LIGHT_BINS - 1);
}

static struct half read_half(const struct face_reading *r, float side)
{
    float left = side < 0 ? -REACH_X : 0;
    float inner = side / 2 - 0.25F;
    struct face_grid band =
        face_grid_over(left, TOP_Y, left + REACH_X, BOTTOM_Y, STEP);
    struct face_grid below =
        face_grid_over(inner, 0.12F, inner + 0.5F, 0.26F, STEP);
    struct face_grid cheek =
        face_grid_over(inner, 0.5F, inner + 0.5F, 0.8F, STEP);
    double light = fmax(mean_light(r, &cheek), 1e-3);

    return (struct half){
        .others = others_share(r, &band),
        .cheek = light,
        .under = mean_light(r, &below) / light,
        .eye = eye_light(r, side) / light,
    };
}

/* What lenses in a frame hide: the band, and light. */
static double framed_share(const struct half *a, const struct half *b,
                           double least)
{
    double share = (a->others + b->others) / 2;
    double clear = fmax(a->under, b->under);

    return least +
           (share >= FRAME_MIN ? SHADE_WEIGHT * fmax(CLEAR_MIN - clear, 0) : 0);
}

static double bare_share(const struct half *a, const struct half *b)
{
    double clear = fmax(a->eye, b->eye) + fmax(a->under, b->under) / 4;

    return SHADE_WEIGHT * fmax(BARE_MIN - clear, 0);
}

static double lens_share(const struct face_reading *r)
{
    struct half a = read_half(r, -1);
    struct half b = read_half(r, 1);

    if (fabsf(r->yaw_deg) > HALVES_YAW_DEG)
        return framed_share(&a, &b, (a.others + b.others) / 2);
    if (a.cheek < SHADOW_SIDE * b.cheek)
        a = b;
    else if (b.cheek < SHADOW_SIDE * a.cheek)
        b = a;
    return fmax(framed_share(&a, &b, fmin(a.others, b.others)),
                bare_share(&a, &b));
}

/* Share of an eye's outline under the frame; 0 where the whole eye is
 * hidden, which is no matter of the frame. */
static double frame_share(const struct face_reading *r, int side)
{
    static const int OUTLINE[2][16] = {
        {33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144,
         163, 7},
        {263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373,
         390, 249},
    };
    int n = 0;

    if (probe_eye_hidden(r, side))
        return 0;
    for (int i = 0; i < 16; i++) {
        const struct face_point *p = &r->points[OUTLINE[side][i]];

        n += face_map_at(&r->map, FACE_OTHERS, p->x, p->y) > 0.5F;
    }
    return n / 16.0;
}

static void measure_frame(const struct face_reading *r, struct measures *m)
{
    double share = fmax(frame_share(r, 0), frame_share(r, 1));

    if (fabsf(r->yaw_deg) > HALVES_YAW_DEG ||
        (probe_eye_hidden(r, 0) && probe_eye_hidden(r, 1)))
        return;
    measure_set(m, FINDING_GLASSES_FRAME, share,
                face_frame_region(r, (struct point){-REACH_X, TOP_Y},
                                  (struct point){REACH_X, BOTTOM_Y}));
}

void check_glasses(const struct face_reading *r, struct measures *m)
{
    measure_frame(r, m);
    measure_set(m, FINDING_GLASSES_TINTED, lens_share(r),
                face_frame_region(r, (struct point){-REACH_X, TOP_Y},
                                  (struct point){REACH_X, BOTTOM_Y}));
}
