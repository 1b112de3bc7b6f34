#include "qc/produce/trust.h"

#include "image/hot.h"
#include "qc/produce/blur.h"

#include <math.h>

/* The least distance at which colours count half.  Clothes and skin end on a
 * line that the network knows well; hair does not. */
#define LIMIT_BODY 0.04f
#define LIMIT_HAIR 0.01f

/* What a wall's pattern and a person's own say against a guess by colour:
 * hair is never even, a pattern on clothes is no edge. */
#define BACK_NOISE 2.0f
#define FRONT_NOISE_BODY 2.0f
#define FRONT_NOISE_HAIR 0.45f

/* Share of hair around, from which on it is hair. */
#define HAIRY 0.25f

/* An edge is as wide as a lens draws it, in pixels of the frame, however wide
 * the network's doubt; a rise flatter than this is no edge at all. */
#define EDGE_WIDTH 2.0f
#define RISE_LEAST 0.02f
enum { SMOOTH = 2 };

/* How far colour may move the network's border, in pixels of the frame. */
#define REACH_BODY 2.5f
#define REACH_HAIR 12.0f

/* Squared brightness from which a wall is not black, and what black adds to
 * the limit: before black, a lock in shadow looks like a gap. */
#define BLACK 0.006f
#define SHADOW 0.05f

HOT static void limit_of(const float *restrict hairy,
                         const float *const noise[2], float *restrict out,
                         size_t n)
{
    const float *restrict back_noise = noise[BACK];
    const float *restrict front_noise = noise[FRONT];

    for (size_t i = 0; i < n; i++) {
        float hair = fminf(hairy[i] / HAIRY, 1), body = 1 - hair;

        out[i] = body * LIMIT_BODY + hair * LIMIT_HAIR +
                 (body * FRONT_NOISE_BODY + hair * FRONT_NOISE_HAIR) *
                     front_noise[i] +
                 BACK_NOISE * back_noise[i];
    }
}

HOT static void reach_of(const float *restrict hairy, float *restrict out,
                         size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (REACH_BODY +
                  fminf(hairy[i] / HAIRY, 1) * (REACH_HAIR - REACH_BODY)) /
                 EDGE_WIDTH;
}

HOT static void add_shadow(const struct planes *back, float *restrict limit,
                           size_t n)
{
    const float *restrict r = back->c[0].at, *restrict g = back->c[1].at;
    const float *restrict b = back->c[2].at;

    for (size_t i = 0; i < n; i++) {
        float bright = r[i] * r[i] + g[i] * g[i] + b[i] * b[i];

        limit[i] += SHADOW * fmaxf(0, 1 - bright / BLACK);
    }
}

HOT static void steep_row(const float *restrict at, int width,
                          float *restrict out)
{
    for (int x = 1; x + 1 < width; x++) {
        float across = at[x + 1] - at[x - 1];
        float down = at[x + width] - at[x - width];
        float rise = sqrtf(across * across + down * down) / 4;

        out[x] = EDGE_WIDTH * fmaxf(RISE_LEAST, rise);
    }
}

static void measure_steep(const struct plane *person, struct plane *ret)
{
    int w = person->width;
    size_t n = (size_t)w * (size_t)person->height;

    for (size_t i = 0; i < n; i++)
        ret->at[i] = EDGE_WIDTH * RISE_LEAST;
    for (int y = 1; y + 1 < person->height; y++) {
        size_t at = (size_t)y * (size_t)w;
        steep_row(person->at + at, w, ret->at + at);
    }
}

int trust_measure(struct trust *t, const struct foreground *f,
                  const struct plane *person, const struct plane *hairy)
{
    size_t n = (size_t)person->width * (size_t)person->height;
    int r = plane_fit(&t->limit, person->width, person->height);

    if (r == 0)
        r = plane_fit(&t->rough, person->width, person->height);
    if (r == 0)
        r = plane_fit(&t->reach, person->width, person->height);
    if (r < 0)
        return r;
    limit_of(hairy->at,
             (const float *const[2]){f->noise[BACK].at, f->noise[FRONT].at},
             t->limit.at, n);
    add_shadow(&f->back_half, t->limit.at, n);
    reach_of(hairy->at, t->reach.at, n);
    measure_steep(person, &t->rough);
    return blur_box(&t->rough, SMOOTH, &t->steep, &t->scratch);
}

void trust_done(struct trust *t)
{
    plane_done(&t->limit);
    plane_done(&t->steep);
    plane_done(&t->reach);
    plane_done(&t->rough);
    plane_done(&t->scratch);
}
