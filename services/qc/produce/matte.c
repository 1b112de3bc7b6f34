#include "qc/produce/matte.h"

#include "image/hot.h"
#include "qc/produce/blur.h"
#include "qc/produce/unmix.h"

#include <math.h>
#include <string.h>

/* In pixels of the half-size frame: how far hair may reach over the network's
 * border, and how far that border is off where skin and clothes end. */
enum { GUIDE_RADIUS = 5, HAIR_RADIUS = 5, EDGE_RADIUS = 2 };

/* Colour variance under which a square counts as flat. */
#define FLAT 1e-4f

/* The linear models leave a little grey in flat areas: cut it at both ends. */
#define CUT 0.08f

static size_t size_of(const struct plane *p)
{
    return (size_t)p->width * (size_t)p->height;
}

static inline float clamp01(float v)
{
    return fminf(fmaxf(v, 0), 1);
}

/* The network's border is softer than any hair: its middle says enough. */
HOT static void sharpen(const float *restrict from, float *restrict to,
                        size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = clamp01((from[i] - 0.25f) * 2);
}

HOT static void threshold(const float *restrict from, float *restrict out,
                          size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = from[i] > 0.5f ? 1 : 0;
}

/* What one pixel's doubt is made of. */
struct surroundings {
    const float *near_edge; /* mean of the mask within EDGE_RADIUS */
    const float *far_edge;  /* within HAIR_RADIUS */
    const float *hairy;     /* mean of the hair */
    const float *net;
};

/* 1 where person and background meet within the radius, 0 far from any edge,
 * falling off more slowly outside, where strands get thinner; in hair also 1
 * where the network itself wavers. */
HOT static void widen(const struct surroundings *s, float *restrict out,
                      size_t n)
{
    const float *restrict near = s->near_edge, *restrict far = s->far_edge;
    const float *restrict hairy = s->hairy, *restrict net = s->net;

    for (size_t i = 0; i < n; i++) {
        float hair = clamp01(5 * hairy[i] - 0.1f);
        float at_edge = 12 * fminf(near[i], 1 - near[i]);
        float at_hair = fminf(7 * far[i], 12 - 12 * far[i]);
        float wavers = 10 * fminf(net[i], 1 - net[i]) - 0.2f;

        out[i] = clamp01(fmaxf(at_edge, hair * fmaxf(at_hair, wavers)));
    }
}

static int find_unknown(struct matte *m, const struct matte_guess *g)
{
    size_t n = size_of(&g->person);
    int r = plane_fit(&m->border, g->person.width, g->person.height);

    if (r < 0)
        return r;
    threshold(g->person.at, m->border.at, n);
    r = blur_box(&m->border, EDGE_RADIUS, &m->near_edge, &m->scratch);
    if (r == 0)
        r = blur_box(&m->border, HAIR_RADIUS, &m->far_edge, &m->scratch);
    if (r == 0)
        r = blur_box(&g->hair, HAIR_RADIUS, &m->hairy, &m->scratch);
    if (r < 0)
        return r;
    widen(&(struct surroundings){m->near_edge.at, m->far_edge.at, m->hairy.at,
                                 g->person.at},
          m->border.at, n);
    return blur_double(&m->border, &m->unknown);
}

HOT static void blend(const float *restrict net, const float *restrict unknown,
                      float *restrict alpha, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float guided = clamp01((alpha[i] - CUT) / (1 - 2 * CUT));
        float sure = net[i] > 0.5f ? 1 : 0;
        alpha[i] = sure + unknown[i] * (guided - sure);
    }
}

/* Alpha by the linear models of every small square: a first guess. */
static int guess_alpha(struct matte *m, const struct planes *image,
                       const struct matte_guess *g)
{
    size_t n = size_of(&g->person);
    int r = plane_fit(&m->net_half, g->person.width, g->person.height);

    for (int c = 0; r == 0 && c < 3; c++)
        r = blur_halve(&image->c[c], &m->half.c[c]);
    if (r == 0)
        r = find_unknown(m, g);
    if (r < 0)
        return r;
    sharpen(g->person.at, m->net_half.at, n);
    r = guided_model(&m->guided, &m->half, &m->net_half, GUIDE_RADIUS, FLAT);
    if (r == 0)
        r = guided_apply(&m->guided, image, &m->alpha);
    if (r == 0)
        r = blur_double(&g->person, &m->net);
    if (r == 0)
        blend(m->net.at, m->unknown.at, m->alpha.at, size_of(&m->alpha));
    return r;
}

int matte_make(struct matte *m, const struct planes *image,
               const struct matte_guess *guess)
{
    int r = guess_alpha(m, image, guess);

    if (r == 0)
        r = blur_halve(&m->alpha, &m->net_half);
    if (r == 0)
        r = foreground_estimate(&m->colours, &m->half, &m->net_half);
    if (r < 0)
        return r;
    r = trust_measure(&m->trust, &m->colours, &guess->person, &m->hairy);
    if (r < 0)
        return r;
    unmix(&(struct sides){&m->colours, &m->trust}, image, &m->net, &m->alpha);
    return tidy(&m->tidy, &guess->person, &m->hairy, &m->alpha);
}

void matte_done(struct matte *m)
{
    struct plane *const all[] = {&m->alpha,  &m->net,       &m->net_half,
                                 &m->border, &m->near_edge, &m->far_edge,
                                 &m->hairy,  &m->unknown,   &m->scratch};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        plane_done(all[i]);
    planes_done(&m->half);
    foreground_done(&m->colours);
    guided_done(&m->guided);
    tidy_done(&m->tidy);
    trust_done(&m->trust);
}

void matte_guess_done(struct matte_guess *g)
{
    plane_done(&g->person);
    plane_done(&g->hair);
}
