/*
 * glare - spots of light: on the skin, and on the lenses of glasses.
 *
 * A spot is nearly white and much lighter than the person's own skin; a face
 * that is burnt all over has no spots but is too bright.
 */
#include "qc/check/families.h"

#include "image/colour.h"
#include "qc/check/frame.h"
#include "qc/check/probe.h"

#include <math.h>

/* All three colours of a spot are at least this (of 255). */
enum { WHITE_MIN = 235 };
/* A spot by the light of the cheeks. */
#define SPOT_FACTOR 1.6F

/* Of the face's frame: a forehead's upper end, and a bald head's. */
#define FOREHEAD_Y -0.75F
#define CROWN_Y -1.6F
/* A head with more hair is not bald, and what is white there may be hair. */
#define BALD_MAX 0.05
#define STEP 0.02F
#define SKIN_MIN 0.6F
/* Glasses fill at least this much of the band of the eyes (glasses.c). */
#define FRAME_MIN 0.04

struct spots {
    int n;
    int white;
};

static bool is_white(const uint8_t *px, float skin_light)
{
    return px[0] >= WHITE_MIN && px[1] >= WHITE_MIN && px[2] >= WHITE_MIN &&
           colour_luminance(px) > SPOT_FACTOR * skin_light;
}

static void add_spots(const struct face_reading *r, const struct face_grid *g,
                      bool skin_only, struct spots *sum)
{
    struct face_frame f = face_frame_of(r);
    struct probe_colour cheeks = probe_cheeks(r);
    const uint8_t skin[3] = {(uint8_t)cheeks.rgb[0], (uint8_t)cheeks.rgb[1],
                             (uint8_t)cheeks.rgb[2]};
    float light = colour_luminance(skin);

    for (int i = 0; i < face_grid_points(g); i++) {
        struct point at = face_grid_at(&f, g, i);
        const uint8_t *px = face_pixel(&r->upright, at);

        if (!px || (skin_only && face_map_at(&r->map, FACE_FACE_SKIN, at.x,
                                             at.y) < SKIN_MIN))
            continue;
        sum->n++;
        sum->white += is_white(px, light);
    }
}

static double white_share(const struct spots *s)
{
    return s->n > 0 ? (double)s->white / s->n : (double)NAN;
}

/* Forehead up to a bald crown, nose and cheeks; eyes and teeth are white by
 * themselves. */
static void measure_skin(const struct face_reading *r, struct measures *m)
{
    struct face_grid head =
        face_grid_over(-0.7F, CROWN_Y, 0.7F, FOREHEAD_Y, STEP);
    float top =
        probe_share(r, &head, FACE_HAIR) < BALD_MAX ? CROWN_Y : FOREHEAD_Y;
    struct face_grid forehead = face_grid_over(-0.7F, top, 0.7F, -0.2F, STEP);
    struct face_grid middle = face_grid_over(-0.8F, 0.25F, 0.8F, 0.8F, STEP);
    struct spots sum = {.n = 0};

    add_spots(r, &forehead, true, &sum);
    add_spots(r, &middle, true, &sum);
    measure_set(m, FINDING_HIGHLIGHT, white_share(&sum),
                face_frame_region(r, (struct point){-0.8F, top},
                                  (struct point){0.8F, 0.8F}));
}

/* Where a frame is seen: the worse lens. */
static void measure_lenses(const struct face_reading *r, struct measures *m)
{
    struct face_grid band = face_grid_over(-0.85F, -0.22F, 0.85F, 0.36F, STEP);
    struct face_grid lenses[2] = {
        face_grid_over(-0.8F, -0.15F, -0.2F, 0.25F, STEP),
        face_grid_over(0.2F, -0.15F, 0.8F, 0.25F, STEP),
    };
    double most = 0;

    if (probe_share(r, &band, FACE_OTHERS) < FRAME_MIN)
        return;
    for (int i = 0; i < 2; i++) {
        struct spots sum = {.n = 0};

        add_spots(r, &lenses[i], false, &sum);
        most = fmax(most, white_share(&sum));
    }
    measure_set(m, FINDING_GLASSES_GLARE, most,
                face_frame_region(r, (struct point){-0.85F, -0.22F},
                                  (struct point){0.85F, 0.36F}));
}

void check_glare(const struct face_reading *r, struct measures *m)
{
    measure_skin(r, m);
    measure_lenses(r, m);
}
