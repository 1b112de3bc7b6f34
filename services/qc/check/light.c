/*
 * light - exposure and evenness of the face's skin, in linear light.
 *
 * In the manner of ISO/IEC 29794-5 (luminance of the face region, linear),
 * but made to hold for every skin: darkness is judged by the bright end of
 * the skin's luminance, where even dark skin reflects the light, and not by
 * its mean; evenness by the ratio of the two halves, not their difference.
 */
#include "qc/check/families.h"

#include "image/colour.h"
#include "qc/check/frame.h"

#include <math.h>

enum { BINS = 1024 };

/* Skin pixels are looked for in this part of the face's frame. */
#define REACH_X 1.2F
#define TOP_Y -0.9F
#define BOTTOM_Y 1.9F
#define STEP (1 / 60.0F)
#define SKIN_MIN 0.6F

/* Luminance at which a pixel has lost its colour. */
#define BURNT_MIN 0.85F
/* Fewer samples say nothing. */
#define SAMPLES_MIN 200
/* Highlights alone are no light: the median may not stay this far below. */
#define MEDIAN_WEIGHT 10
/* Past this the far half of the face is too small to compare. */
#define HALVES_YAW_DEG 25.0F

/* Darker than this nobody sees a face. */
#define NIGHT_MAX 0.1

struct skin {
    int n;
    int histogram[BINS];
    double sum[2]; /* left and right half */
    int count[2];
    int burnt;
};

static void add_light(const uint8_t *px, int half, struct skin *skin)
{
    float light = colour_luminance(px);

    skin->histogram[(int)(light * (BINS - 1) + 0.5F)]++;
    skin->sum[half] += light;
    skin->count[half]++;
    skin->burnt += light > BURNT_MIN;
    skin->n++;
}

static void add_sample(const struct face_reading *r, struct point at, int half,
                       struct skin *skin)
{
    const uint8_t *px = face_pixel(&r->upright, at);

    if (px && face_map_at(&r->map, FACE_FACE_SKIN, at.x, at.y) >= SKIN_MIN)
        add_light(px, half, skin);
}

/* Which half of the face: by the line from the forehead to the chin. */
static int half_of(const struct face_reading *r, struct point at)
{
    const struct face_point *top = &r->points[POINT_FOREHEAD];
    const struct face_point *chin = &r->points[POINT_CHIN];

    return (chin->x - top->x) * (at.y - top->y) <
           (chin->y - top->y) * (at.x - top->x);
}

static void read_skin(const struct face_reading *r, struct skin *ret)
{
    struct face_frame f = face_frame_of(r);
    struct face_grid g =
        face_grid_over(-REACH_X, TOP_Y, REACH_X, BOTTOM_Y, STEP);

    for (int i = 0; i < face_grid_points(&g); i++) {
        struct point at = face_grid_at(&f, &g, i);

        add_sample(r, at, half_of(r, at), ret);
    }
}

/* The luminance that a share of the samples stays under. */
static double percentile(const struct skin *skin, double share)
{
    int left = (int)(share * skin->n);
    int bin = 0;

    while (bin < BINS - 1 && left >= skin->histogram[bin])
        left -= skin->histogram[bin++];
    return (double)bin / (BINS - 1);
}

static void measure_exposure(const struct face_reading *r,
                             const struct skin *skin, struct measures *m)
{
    struct finding_region face = face_region(r);
    double high = percentile(skin, 0.95);
    double median = percentile(skin, 0.5);

    measure_set(m, FINDING_TOO_DARK, fmin(high, MEDIAN_WEIGHT * median), face);
    measure_set(m, FINDING_TOO_BRIGHT, (double)skin->burnt / skin->n, face);
}

static void measure_evenness(const struct face_reading *r,
                             const struct skin *skin, struct measures *m)
{
    double left;
    double right;

    if (skin->count[0] < SAMPLES_MIN / 4 || skin->count[1] < SAMPLES_MIN / 4 ||
        fabsf(r->yaw_deg) > HALVES_YAW_DEG)
        return;
    left = fmax(skin->sum[0] / skin->count[0], 1e-4);
    right = fmax(skin->sum[1] / skin->count[1], 1e-4);
    measure_set(m, FINDING_LIGHT_UNEVEN, fmax(left / right, right / left),
                face_region(r));
}

/* In the dark the map sees no skin at all; the mesh still knows where it
 * would be. */
static void measure_night(const struct face_reading *r, struct measures *m)
{
    struct face_frame f = face_frame_of(r);
    struct face_grid g = face_grid_over(-0.8F, 0.2F, 0.8F, 0.9F, STEP);
    struct skin middle = {.n = 0};

    for (int i = 0; i < face_grid_points(&g); i++) {
        const uint8_t *px = face_pixel(&r->upright, face_grid_at(&f, &g, i));

        if (px)
            add_light(px, 0, &middle);
    }
    if (middle.n >= SAMPLES_MIN && percentile(&middle, 0.95) < NIGHT_MAX)
        measure_set(m, FINDING_TOO_DARK, percentile(&middle, 0.95),
                    face_region(r));
}

void check_light(const struct face_reading *r, struct measures *m)
{
    struct skin skin = {.n = 0};

    read_skin(r, &skin);
    if (skin.n < SAMPLES_MIN) {
        measure_night(r, m);
        return;
    }
    measure_exposure(r, &skin, m);
    measure_evenness(r, &skin, m);
}
