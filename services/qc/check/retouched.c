/*
 * retouched - skin without grain, as far as one still picture shows it.
 *
 * A beauty filter smooths skin and leaves eyes and brows: where the eyes are
 * sharp the skin has its pores and the camera's noise, or something took them.
 * Compression and lamps do the same in part, so this is never more than a
 * suspicion.  (What the file says about itself: marks.h.)
 */
#include "qc/check/families.h"

#include "core/rank.h"
#include "qc/check/frame.h"

#include <math.h>

/* Cells between the irises, as in sharpness.c, so that size does not matter. */
#define CELLS_PER_UNIT 160.0F
/* Less sharp pictures have lost their grain by themselves. */
#define SHARP_MIN 0.5
/* Nor do dark pictures, whose blacks compression empties, say anything. */
#define LIGHT_MIN 0.2

/* Added to the light, so that black has no grain. */
#define DARK 16.0F
/* Eyes without edges show nothing. */
#define EDGES_MIN 0.02F

enum { SIDE = 28, CELLS = SIDE * SIDE };

/* Grain of skin by that of the eyes: usual skin has more than the first. */
#define GRAIN_USUAL 0.03F
#define GRAIN_NONE 0.005F
/* Retouched portraits and merely smooth ones overlap (three of fifty untouched
 * ones have none at all): alone it stays under the usual limit of 0.5, beside
 * a mark in the file it adds to that. */
#define SUSPICION 0.45F

static float luma_at(const struct face_reading *r, const struct face_frame *f,
                     float x, float y)
{
    struct point at = face_frame_at(f, x, y);
    const uint8_t *px;

    at.x *= r->native.scale;
    at.y *= r->native.scale;
    px = face_pixel(r->fine, at);
    return px ? 0.299F * (float)px[0] + 0.587F * (float)px[1] +
                    0.114F * (float)px[2]
              : 0;
}

/* What the four neighbours do not foretell, cell by cell, by the light there:
 * the grain of dark skin is as fine as that of light skin, only darker. */
static void residuals(const struct face_reading *r, struct point centre,
                      float to[CELLS])
{
    struct face_frame f = face_frame_of(r);
    const float step = 1 / CELLS_PER_UNIT;

    for (int i = 0; i < CELLS; i++) {
        int row = i / SIDE - SIDE / 2;
        int column = i % SIDE - SIDE / 2;
        float x = centre.x + (float)column * step;
        float y = centre.y + (float)row * step;
        float around =
            (luma_at(r, &f, x - 2 * step, y) + luma_at(r, &f, x + 2 * step, y) +
             luma_at(r, &f, x, y - 2 * step) +
             luma_at(r, &f, x, y + 2 * step)) /
            4;

        to[i] = fabsf(luma_at(r, &f, x, y) - around) / (around + DARK);
    }
}

static float percentile(const struct face_reading *r, struct point centre,
                        float share)
{
    float all[CELLS];

    residuals(r, centre, all);
    return rank_nth(all, CELLS, (size_t)(share * (CELLS - 1)));
}

/* Of the patches' medians the middle one: one may lie on a beard or a fringe.
 * By the strong edges around the eyes. */
static float grain(const struct face_reading *r)
{
    static const struct point SKIN[3] = {
        {-0.5F, 0.5F}, {0.5F, 0.5F}, {0, -0.5F}};
    float skin[3];
    float eyes = (percentile(r, (struct point){-0.5F, 0}, 0.9F) +
                  percentile(r, (struct point){0.5F, 0}, 0.9F)) /
                 2;

    for (int i = 0; i < 3; i++)
        skin[i] = percentile(r, SKIN[i], 0.5F);
    return rank_nth(skin, 3, 1) / fmaxf(eyes, EDGES_MIN);
}

void check_retouched(const struct face_reading *r, struct measures *m)
{
    const struct measure *sharp = &m->of[FINDING_BLURRED];
    const struct measure *light = &m->of[FINDING_TOO_DARK];
    float seen;
    float share;

    if (!sharp->known || sharp->value < SHARP_MIN || !light->known ||
        light->value < LIGHT_MIN)
        return;
    seen = grain(r);
    share = (GRAIN_USUAL - seen) / (GRAIN_USUAL - GRAIN_NONE);
    measure_add_probability(m, FINDING_RETOUCHED,
                            SUSPICION * fminf(fmaxf(share, 0), 1),
                            face_region(r));
    measure_add_evidence(m, FINDING_RETOUCHED, "skin_grain", (double)seen);
}
