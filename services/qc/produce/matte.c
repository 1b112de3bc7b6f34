#include "qc/produce/matte.h"

#include "image/hot.h"
#include "qc/produce/blur.h"

#include <math.h>

/* In pixels of the half-size frame. */
enum { GUIDE_RADIUS = 5, EDGE_RADIUS = 5 };

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
HOT static void sharpen(float *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        at[i] = clamp01((at[i] - 0.25f) * 2);
}

HOT static void threshold(const float *restrict from, float *restrict out,
                          size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = from[i] > 0.5f ? 1 : 0;
}

/* 1 where person and background meet within the radius, 0 far from any edge,
 * rising fast in between; also 1 where the network itself wavers. */
HOT static void widen(const float *restrict mean, const float *restrict net,
                      float *restrict out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float near = 12 * fminf(mean[i], 1 - mean[i]);
        float wavers = 10 * fminf(net[i], 1 - net[i]) - 0.2f;
        out[i] = clamp01(fmaxf(near, wavers));
    }
}

static int find_unknown(struct matte *m)
{
    int r = plane_fit(&m->sure, m->net_half.width, m->net_half.height);

    if (r == 0)
        threshold(m->net_half.at, m->sure.at, size_of(&m->net_half));
    if (r == 0)
        r = blur_box(&m->sure, EDGE_RADIUS, &m->near_edge, &m->scratch);
    if (r == 0)
        widen(m->near_edge.at, m->net_half.at, m->sure.at,
              size_of(&m->net_half));
    return r < 0 ? r : blur_double(&m->sure, &m->unknown);
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

static int halve_all(struct matte *m, const struct planes *image,
                     const struct plane *net)
{
    int r = blur_halve(net, &m->net_half);

    for (int c = 0; r == 0 && c < 3; c++)
        r = blur_halve(&image->c[c], &m->half.c[c]);
    return r;
}

int matte_make(struct matte *m, const struct planes *image,
               const struct plane *net)
{
    int r = halve_all(m, image, net);

    if (r == 0)
        r = find_unknown(m);
    if (r < 0)
        return r;
    sharpen(m->net_half.at, size_of(&m->net_half));
    r = guided_model(&m->guided, &m->half, &m->net_half, GUIDE_RADIUS, FLAT);
    if (r == 0)
        r = guided_apply(&m->guided, image, &m->alpha);
    if (r < 0)
        return r;
    blend(net->at, m->unknown.at, m->alpha.at, size_of(&m->alpha));
    r = blur_halve(&m->alpha, &m->net_half);
    return r < 0 ? r : foreground_estimate(&m->colours, &m->half, &m->net_half);
}

void matte_done(struct matte *m)
{
    struct plane *const all[] = {&m->alpha,     &m->net_half, &m->sure,
                                 &m->near_edge, &m->unknown,  &m->scratch};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        plane_done(all[i]);
    planes_done(&m->half);
    foreground_done(&m->colours);
    guided_done(&m->guided);
}
