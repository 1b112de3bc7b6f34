/*
 * retouched - skin without its texture, as far as one still picture shows it.
 *
 * A beauty filter smooths skin and leaves eyes and brows.  Two traces: where
 * the eyes are sharp, the smoothest tenth of the skin has less texture than
 * skin has; and where the picture is noisy, the skin is less so than what else
 * is as bright, though noise falls on all alike.  (What the file says about
 * itself: marks.h.)
 */
#include "qc/check/families.h"

#include "core/rank.h"
#include "qc/check/frame.h"
#include "qc/check/grain.h"

#include <math.h>

/* Less sharp pictures have lost their texture by themselves, and smaller faces
 * never had it. */
#define SHARP_MIN 0.5
#define EYES_PX_MIN 100.0F
/* Compression takes skin's texture first: at this quality (of 100) it leaves
 * it about whole, at 85 no longer. */
enum { QUALITY_MIN = 90 };
/* Nor do dark pictures, whose blacks compression empties, say anything. */
#define LIGHT_MIN 0.2
/* Nor do these single grey values. */
#define BLACK 40.0F
#define WHITE 235.0F

/* Texture by the square root of the eyes' edges: the smoothest of 46 untouched
 * portraits has 0.69; smoothed until everybody sees it they have up to 0.57. */
#define TEXTURE_USUAL 0.77F
#define TEXTURE_NONE 0.50F
/* Noise of skin by that of the rest.  What is coarser than this by its noise
 * is a surface, not noise; too little of either says nothing. */
#define NOISE_USUAL 0.6F
#define NOISE_NONE 0.3F
#define NOISE_COARSE 0.8F
#define NOISE_MIN 0.5F
/* About as bright as the skin. */
#define AS_BRIGHT 0.4F
#define SURE 0.9F

/* Cells between the irises, as in sharpness.c, for the edges around the eyes.
 */
#define CELLS_PER_UNIT 160.0F
#define EDGES_MIN 0.02F
#define DARK 16.0F /* added to the light, so that black has no edges */
enum { SIDE = 28, CELLS = SIDE * SIDE };

/* Squares looked at in each direction: of the face, of the picture. */
enum { FACE_SQUARES = 18, PICTURE_SQUARES = 24, SQUARES_MAX = 576 };
enum { SQUARES_MIN = 40 };
_Static_assert(PICTURE_SQUARES *PICTURE_SQUARES <= SQUARES_MAX &&
                   FACE_SQUARES * FACE_SQUARES <= SQUARES_MAX,
               "all squares have room");

struct squares {
    int n;
    struct grain at[SQUARES_MAX];
};

static float grey_at(const struct face_reading *r, const struct face_frame *f,
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

/* The strong edges around an eye: what the four neighbours do not foretell, by
 * the light there. */
static float edges(const struct face_reading *r, const struct face_frame *f,
                   float eye_x)
{
    const float step = 1 / CELLS_PER_UNIT;
    float all[CELLS];

    for (int i = 0; i < CELLS; i++) {
        int row = i / SIDE - SIDE / 2;
        int column = i % SIDE - SIDE / 2;
        float x = eye_x + (float)column * step;
        float y = (float)row * step;
        float around =
            (grey_at(r, f, x - 2 * step, y) + grey_at(r, f, x + 2 * step, y) +
             grey_at(r, f, x, y - 2 * step) + grey_at(r, f, x, y + 2 * step)) /
            4;

        all[i] = fabsf(grey_at(r, f, x, y) - around) / (around + DARK);
    }
    return rank_nth(all, CELLS, CELLS * 9 / 10);
}

static void add_square(const struct face_reading *r, struct point at,
                       struct squares *to)
{
    int x = (int)(at.x * r->native.scale);
    int y = (int)(at.y * r->native.scale);
    struct grain g;

    if (!grain_fits(r->fine, x, y))
        return;
    g = grain_at(r->fine, x, y);
    if (g.light > BLACK && g.light < WHITE)
        to->at[to->n++] = g;
}

/* Forehead and cheeks: no eyes, no beard. */
static void look_at_skin(const struct face_reading *r,
                         const struct face_frame *f, struct squares *ret)
{
    ret->n = 0;
    for (int i = 0; i < FACE_SQUARES * FACE_SQUARES; i++) {
        int row = i / FACE_SQUARES;
        float x =
            1.6F * ((float)(i % FACE_SQUARES) + 0.5F) / FACE_SQUARES - 0.8F;
        float y = 1.65F * ((float)row + 0.5F) / FACE_SQUARES - 0.9F;
        struct point at = face_frame_at(f, x, y);

        if (fabsf(y) > 0.25F &&
            face_map_at(&r->map, FACE_FACE_SKIN, at.x, at.y) > 0.9F)
            add_square(r, at, ret);
    }
}

/* Everything that is no skin and about as bright. */
static void look_elsewhere(const struct face_reading *r, float light,
                           struct squares *ret)
{
    ret->n = 0;
    for (int i = 0; i < PICTURE_SQUARES * PICTURE_SQUARES; i++) {
        int row = i / PICTURE_SQUARES;
        struct point at = {((float)(i % PICTURE_SQUARES) + 0.5F) /
                               PICTURE_SQUARES * (float)r->upright.width,
                           ((float)row + 0.5F) / PICTURE_SQUARES *
                               (float)r->upright.height};
        float skin = face_map_at(&r->map, FACE_FACE_SKIN, at.x, at.y) +
                     face_map_at(&r->map, FACE_BODY_SKIN, at.x, at.y);
        int before = ret->n;

        if (skin < 0.1F)
            add_square(r, at, ret);
        if (ret->n > before &&
            fabsf(ret->at[before].light - light) > AS_BRIGHT * light)
            ret->n = before;
    }
}

enum part { LIGHT, FINE, COARSE };

static float part_of(const struct grain *g, enum part part)
{
    return part == LIGHT ? g->light : part == FINE ? g->fine : g->coarse;
}

static float percentile(const struct squares *s, enum part part, int percent)
{
    float all[SQUARES_MAX];

    for (int i = 0; i < s->n; i++)
        all[i] = part_of(&s->at[i], part);
    return rank_nth(all, (size_t)s->n,
                    (size_t)(s->n - 1) * (size_t)percent / 100);
}

static void add(const struct face_reading *r, struct measures *m,
                const char *name, double value, double p)
{
    measure_add_evidence(m, FINDING_RETOUCHED, name, value);
    measure_add_probability(m, FINDING_RETOUCHED, p, face_region(r));
}

/* 0 at what is usual, SURE where there is none. */
static double suspicion(float usual, float none, float v)
{
    return (double)(SURE * fminf(fmaxf((usual - v) / (usual - none), 0), 1));
}

static void judge_noise(const struct face_reading *r,
                        const struct squares *skin, struct measures *m)
{
    struct squares rest;
    float noise;
    float share;

    look_elsewhere(r, percentile(skin, LIGHT, 50), &rest);
    if (rest.n < SQUARES_MIN)
        return;
    noise = percentile(&rest, FINE, 10);
    if (noise < NOISE_MIN ||
        percentile(&rest, COARSE, 10) > NOISE_COARSE * noise)
        return;
    share = percentile(skin, FINE, 20) / noise;
    add(r, m, "skin_noise", (double)share,
        suspicion(NOISE_USUAL, NOISE_NONE, share));
}

static bool can_tell(const struct face_reading *r, const struct measures *m)
{
    const struct measure *sharp = &m->of[FINDING_BLURRED];
    const struct measure *light = &m->of[FINDING_TOO_DARK];

    return sharp->known && sharp->value >= SHARP_MIN && light->known &&
           light->value >= LIGHT_MIN &&
           face_frame_of(r).unit * r->native.scale >= EYES_PX_MIN;
}

void check_retouched(const struct face_reading *r, struct measures *m)
{
    struct face_frame f = face_frame_of(r);
    struct squares skin;
    float eyes;
    float texture;

    if (!can_tell(r, m))
        return;
    look_at_skin(r, &f, &skin);
    if (skin.n < SQUARES_MIN)
        return;
    judge_noise(r, &skin, m);
    if (r->facts.quality > 0 && r->facts.quality < QUALITY_MIN)
        return;
    eyes = (edges(r, &f, -0.5F) + edges(r, &f, 0.5F)) / 2;
    texture = percentile(&skin, COARSE, 10) / sqrtf(fmaxf(eyes, EDGES_MIN));
    add(r, m, "skin_texture", (double)texture,
        suspicion(TEXTURE_USUAL, TEXTURE_NONE, texture));
}
