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

/* Squared distance of two colours at which we trust them half. */
#define CONTRAST 0.03f

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

/* The six smooth colours of one row and its pixels. */
struct row {
    const float *image[3];
    const float *front[3];
    const float *back[3];
    const float *net;
    float *alpha;
};

/*
 * Where the two sides differ in colour, a pixel that is neither shows by its
 * own colour how much of each it holds; where they do not, as with black hair
 * on black, the network's border is sharper than any guess.
 */
HOT static void settle_row(const struct row *row, int n)
{
    const float *restrict ir = row->image[0], *restrict ig = row->image[1];
    const float *restrict ib = row->image[2], *restrict fr = row->front[0];
    const float *restrict fg = row->front[1], *restrict fb = row->front[2];
    const float *restrict br = row->back[0], *restrict bg = row->back[1];
    const float *restrict bb = row->back[2], *restrict net = row->net;
    float *restrict alpha = row->alpha;

    for (int i = 0; i < n; i++) {
        float r = fr[i] - br[i], g = fg[i] - bg[i], b = fb[i] - bb[i];
        float contrast = r * r + g * g + b * b;
        float share =
            (r * (ir[i] - br[i]) + g * (ig[i] - bg[i]) + b * (ib[i] - bb[i])) /
            (contrast + 1e-4f);
        float trust = contrast / (contrast + CONTRAST);
        float doubt = 4 * alpha[i] * (1 - alpha[i]);

        float blind = clamp01((net[i] - 0.35f) / 0.3f);

        alpha[i] +=
            doubt * (blind + trust * (clamp01(share) - blind) - alpha[i]);
    }
}

static void settle(struct matte *m, const struct planes *image,
                   const struct plane *net)
{
    const struct foreground *f = &m->colours;
    int w = m->alpha.width;

    for (int y = 0; y < m->alpha.height; y++) {
        size_t at = (size_t)y * (size_t)w;
        struct row row = {.net = net->at + at, .alpha = m->alpha.at + at};
        for (int c = 0; c < 3; c++) {
            row.image[c] = image->c[c].at + at;
            row.front[c] = f->front.c[c].at + at;
            row.back[c] = f->back.c[c].at + at;
        }
        settle_row(&row, w);
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
    if (r == 0)
        r = foreground_estimate(&m->colours, &m->half, &m->net_half);
    if (r == 0)
        settle(m, image, net);
    return r;
}

void matte_done(struct matte *m)
{
    struct plane *const all[] = {&m->alpha,     &m->net_half, &m->sure,
                                 &m->near_edge, &m->unknown,  &m->scratch};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        plane_done(all[i]);
    planes_done(&m->half);
    foreground_done(&m->colours);
    guided_done(&m->guided);
}
