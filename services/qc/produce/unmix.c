#include "qc/produce/unmix.h"

#include "image/hot.h"

#include <math.h>
#include <stdbool.h>

/* Squared distance of two even colours at which we trust them half. */
#define CONTRAST 0.03f

/* Where colours say nothing, the network's border, a bit sharper than it is. */
#define BORDER_FROM 0.4f
#define BORDER_WIDTH 0.2f

/* So many pixels are looked at together: most are in no doubt. */
enum { SPAN = 32 };

/* The one row of everything that a row of alpha is made from. */
struct row {
    const float *image[3];
    const float *front[3];
    const float *back[3];
    const float *noise; /* half as long */
    const float *net;
    float *alpha;
};

static inline float clamp01(float v)
{
    return fminf(fmaxf(v, 0), 1);
}

/*
 * Where the two sides differ in colour, a pixel that is neither shows by its
 * own colour how much of each it holds; where they do not, as with black hair
 * on black, or stray as far as they differ, as with leaves, the network's
 * border is better than any guess.
 */
HOT static void settle(const struct row *row, int from, int to)
{
    const float *restrict ir = row->image[0], *restrict ig = row->image[1];
    const float *restrict ib = row->image[2], *restrict fr = row->front[0];
    const float *restrict fg = row->front[1], *restrict fb = row->front[2];
    const float *restrict br = row->back[0], *restrict bg = row->back[1];
    const float *restrict bb = row->back[2], *restrict net = row->net;
    const float *restrict noise = row->noise;
    float *restrict alpha = row->alpha;

    for (int i = from; i < to; i++) {
        float r = fr[i] - br[i], g = fg[i] - bg[i], b = fb[i] - bb[i];
        float contrast = r * r + g * g + b * b;
        float share =
            (r * (ir[i] - br[i]) + g * (ig[i] - bg[i]) + b * (ib[i] - bb[i])) /
            (contrast + 1e-4f);
        float trust = contrast / (contrast + CONTRAST + noise[i / 2]);
        float sure = (2 * alpha[i] - 1) * (2 * alpha[i] - 1);
        float doubt = 1 - sure * sure;
        float blind = clamp01((net[i] - BORDER_FROM) / BORDER_WIDTH);

        alpha[i] +=
            doubt * (blind + trust * (clamp01(share) - blind) - alpha[i]);
    }
}

/* Any that is neither person nor wall alone. */
HOT static bool is_doubtful(const float *alpha, int n)
{
    int doubtful = 0;

    for (int i = 0; i < n; i++)
        doubtful |= (alpha[i] > 0) & (alpha[i] < 1);
    return doubtful != 0;
}

static void settle_row(const struct row *row, int n)
{
    for (int x = 0; x < n; x += SPAN) {
        int to = x + SPAN < n ? x + SPAN : n;
        if (is_doubtful(row->alpha + x, to - x))
            settle(row, x, to);
    }
}

void unmix(const struct foreground *f, const struct planes *image,
           const struct plane *net, struct plane *alpha)
{
    int w = alpha->width;

    for (int y = 0; y < alpha->height; y++) {
        size_t at = (size_t)y * (size_t)w;
        struct row row = {
            .noise = f->noise.at + (size_t)(y / 2) * (size_t)f->noise.width,
            .net = net->at + at,
            .alpha = alpha->at + at,
        };
        for (int c = 0; c < 3; c++) {
            row.image[c] = image->c[c].at + at;
            row.front[c] = f->front.c[c].at + at;
            row.back[c] = f->back.c[c].at + at;
        }
        settle_row(&row, w);
    }
}
