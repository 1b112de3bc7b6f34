#include "qc/produce/unmix.h"

#include "image/hot.h"

#include <math.h>
#include <stdbool.h>

/* Two witnesses that disagree are sharpened to a verdict, up to this often:
 * their mean would be a haze. */
#define VERDICT 3.0f

/* So many pixels are looked at together: most are in no doubt. */
enum { SPAN = 32 };

/* The one row of everything that a row of alpha is made from. */
struct row {
    const float *image[3];
    const float *front[3];
    const float *back[3];
    const float *stray; /* of the wall; half as long, as are the next three */
    const float *limit;
    const float *steep;
    const float *reach;
    const float *net;
    float *alpha;
};

static inline float clamp01(float v)
{
    return fminf(fmaxf(v, 0), 1);
}

/* Between what the network's border says and what the colours do. */
static inline float weighed(float border, float share, float trust)
{
    float split = 4 * trust * (1 - trust);
    float mean = border + trust * (share - border);

    return clamp01(0.5f + (mean - 0.5f) * (1 + (VERDICT - 1) * split * split));
}

/* What is half as long, at the length of a span. */
struct twice {
    float stray[SPAN];
    float limit[SPAN];
    float steep[SPAN];
    float reach[SPAN];
};

static inline void stretch(const struct row *row, int from, int to,
                           struct twice *ret)
{
    for (int i = 0; i < to - from; i++) {
        int at = (from + i) / 2;
        ret->stray[i] = row->stray[at];
        ret->limit[i] = row->limit[at];
        ret->steep[i] = row->steep[at];
        ret->reach[i] = row->reach[at];
    }
}

/*
 * Where the two sides differ in colour, a pixel that is neither shows by its
 * own colour how much of each it holds, less what the wall's own pattern
 * explains; where they do not, as with black hair on black, or stray as far as
 * they differ, as with leaves, the network's border is better than any guess.
 */
HOT static void settle(const struct row *row, int from, int to)
{
    UNSET struct twice twice;

    const float *restrict ir = row->image[0], *restrict ig = row->image[1];
    const float *restrict ib = row->image[2], *restrict fr = row->front[0];
    const float *restrict fg = row->front[1], *restrict fb = row->front[2];
    const float *restrict br = row->back[0], *restrict bg = row->back[1];
    const float *restrict bb = row->back[2], *restrict net = row->net;
    float *restrict alpha = row->alpha;

    stretch(row, from, to, &twice);
    for (int i = from; i < to; i++) {
        int k = i - from;
        float r = fr[i] - br[i], g = fg[i] - bg[i], b = fb[i] - bb[i];
        float dr = ir[i] - br[i], dg = ig[i] - bg[i], db = ib[i] - bb[i];
        float contrast = r * r + g * g + b * b;
        float away = dr * dr + dg * dg + db * db;
        float news = away / (away + twice.stray[k] + 1e-4f);
        float share =
            news * clamp01((r * dr + g * dg + b * db) / (contrast + 1e-4f));
        float trust = clamp01(3 * contrast / (contrast + twice.limit[k]) - 1);
        float way = 0.5f + (net[i] - 0.5f) / twice.steep[k];
        float sure = (2 * alpha[i] - 1) * (2 * alpha[i] - 1);
        float doubt = 1 - sure * sure;

        float told = weighed(clamp01(way), share, trust);
        float most = clamp01(way + twice.reach[k]);
        float least = clamp01(way - twice.reach[k]);

        alpha[i] += doubt * (told - alpha[i]);
        alpha[i] = fminf(fmaxf(alpha[i], least), most);
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

void unmix(const struct sides *s, const struct planes *image,
           const struct plane *net, struct plane *alpha)
{
    const struct foreground *f = s->colours;
    int w = alpha->width;

    for (int y = 0; y < alpha->height; y++) {
        size_t at = (size_t)y * (size_t)w;
        size_t half = (size_t)(y / 2) * (size_t)(w / 2);
        struct row row = {
            .stray = f->noise[BACK].at + half,
            .limit = s->trust->limit.at + half,
            .steep = s->trust->steep.at + half,
            .reach = s->trust->reach.at + half,
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
