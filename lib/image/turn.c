/*
 * With picture position (u, v) = (u0 + a X + b Y, v0 + d X + e Y) of a result
 * position (X, Y), a picture row v meets column X at
 *
 *     u = (a - b d / e) X + (b / e) (v - v0) + u0,
 *
 * so filtering every row along it, each at its own offset, leaves columns in
 * which only v is to be filtered (Catmull and Smith 1980).
 */
#include "image/turn.h"

#include "image/filter.h"
#include "image/hot.h"
#include "image/pixel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PHASES = 64 };

#define STEP_MAX 64.0f

/* A filter's weights for PHASES places between two pixels. */
struct kernel {
    int taps;
    float reach; /* from the middle to the first tap */
    const float *weights;
};

static int taps_for(float step)
{
    return (int)ceilf(4 * fmaxf(step, 1)) + 1;
}

static struct kernel kernel_of(float step, float *weights)
{
    float widen = fmaxf(step, 1);
    const int taps = taps_for(step);
    struct kernel k = {taps, 2 * widen, weights};

    for (int phase = 0; phase < PHASES; phase++, weights += taps) {
        float sum = 0, first = 0.5f - k.reach - ((float)phase + 0.5f) / PHASES;
        for (int i = 0; i < taps; i++) {
            weights[i] = filter_cubic((first + (float)i) / widen);
            sum += weights[i];
        }
        for (int i = 0; i < taps; i++)
            weights[i] /= sum;
    }
    return k;
}

/* Where a filter around a position begins, and with which weights. */
struct place {
    int first;
    const float *weights;
};

static inline struct place place_of(const struct kernel *k, float at)
{
    float start = at - k->reach;
    float whole = floorf(start);
    int phase = (int)((start - whole) * PHASES);

    return (struct place){(int)whole,
                          k->weights + (phase < PHASES ? phase : 0) * k->taps};
}

/* A stretch of the picture's row in work pixels, mirrored beyond its ends. */
struct stretch {
    int first;
    int n;
    pixel *at;
};

HOT static void load_stretch(const uint8_t *px, int width,
                             const struct stretch *s)
{
    int i = 0;

    for (; i < s->n && s->first + i < 0; i++)
        s->at[i] =
            pixel_of_bytes(px + 3 * filter_mirrored(s->first + i, width - 1));
    for (; i < s->n && s->first + i < width; i++)
        s->at[i] = pixel_of_bytes(px + 3 * (s->first + i));
    for (; i < s->n; i++)
        s->at[i] =
            pixel_of_bytes(px + 3 * filter_mirrored(s->first + i, width - 1));
}

struct pixels {
    pixel *at;
    int n;
};

HOT static void filter_row(const struct stretch *s, const struct kernel *k,
                           const float line[2], struct pixels out)
{
    for (int x = 0; x < out.n; x++) {
        struct place p = place_of(k, line[0] + ((float)x + 0.5f) * line[1]);
        const pixel *at = s->at + (p.first - s->first);
        pixel sum = {0, 0, 0, 0};

        for (int i = 0; i < k->taps; i++)
            sum += p.weights[i] * at[i];
        out.at[x] = sum;
    }
}

/* The rows of the picture that the result is made of; may begin before it. */
struct span {
    int first;
    int n;
};

static struct span span_of(const struct affine *m, const struct planes *ret,
                           float reach)
{
    float w = (float)ret->c[0].width, h = (float)ret->c[0].height;
    float left = m->y0, right = m->y0 + m->yx * w;
    int first = (int)floorf(fminf(left, right) - reach) - 1;
    int last = (int)ceilf(fmaxf(left, right) + m->yy * h + reach) + 1;

    return (struct span){first, last - first + 1};
}

/* What one filtered row is made from. */
static struct stretch stretch_of(const struct kernel *k, const float line[2],
                                 int n)
{
    int first = (int)floorf(line[0] - k->reach) - 1;
    int last = (int)ceilf(line[0] + (float)n * line[1] + k->reach) + 1;

    return (struct stretch){first, last - first + 1, NULL};
}

static int filter_rows(struct turner *t, const struct image *from,
                       const struct affine *m, struct span span,
                       const struct kernel *k)
{
    struct pixels out = {(pixel *)(void *)t->rows.at, t->rows.width / 4};
    float slant = m->xy / m->yy, step = m->xx - slant * m->yx;

    for (int i = 0; i < span.n; i++, out.at += out.n) {
        int y = filter_mirrored(span.first + i, from->height - 1);
        float v = (float)(span.first + i) + 0.5f;
        float line[2] = {m->x0 + slant * (v - m->y0), step};
        struct stretch s = stretch_of(k, line, out.n);
        int r = plane_fit(&t->stretch, 4, s.n);

        if (r < 0)
            return r;
        s.at = (pixel *)(void *)t->stretch.at;
        load_stretch(image_at(from, 0, y), from->width, &s);
        filter_row(&s, k, line, out);
    }
    return 0;
}

/* Columns in work, and the row of the result across them. */
struct columns {
    const pixel *at;
    float *out[3];
    int n;
};

HOT static void filter_columns(const struct columns *c, const struct kernel *k,
                               float start, float slope)
{
    for (int x = 0; x < c->n; x++) {
        struct place p = place_of(k, start + ((float)x + 0.5f) * slope);
        const pixel *at = c->at + (ptrdiff_t)p.first * c->n + x;
        pixel sum = {0, 0, 0, 0};

        for (int i = 0; i < k->taps; i++)
            sum += p.weights[i] * at[(ptrdiff_t)i * c->n];
        pixel_split(sum, c->out, (size_t)x);
    }
}

static int fit_weights(struct turner *t, size_t n)
{
    if (t->cap >= n)
        return 0;
    free(t->weights);
    t->cap = 0;
    t->weights = malloc(n * sizeof *t->weights);
    if (!t->weights)
        return -ENOMEM;
    t->cap = n;
    return 0;
}

int turn_window(struct turner *t, const struct image *from,
                const struct affine *m, struct planes *ret)
{
    int w = ret->c[0].width, h = ret->c[0].height;
    float step = m->xx - m->xy / m->yy * m->yx;
    size_t n_rows = (size_t)PHASES * (size_t)taps_for(step);
    size_t n_columns = (size_t)PHASES * (size_t)taps_for(m->yy);
    int r = step < STEP_MAX ? fit_weights(t, n_rows + n_columns) : -ENOMEM;

    if (r < 0)
        return r;

    struct kernel along = kernel_of(step, t->weights);
    struct kernel down = kernel_of(m->yy, t->weights + n_rows);
    struct span span = span_of(m, ret, down.reach);

    r = plane_fit(&t->rows, 4 * w, span.n);
    if (r < 0)
        return r;
    r = filter_rows(t, from, m, span, &along);
    if (r < 0)
        return r;
    for (int y = 0; y < h; y++) {
        size_t at = (size_t)y * (size_t)w;
        struct columns columns = {
            (const pixel *)(const void *)t->rows.at,
            {ret->c[0].at + at, ret->c[1].at + at, ret->c[2].at + at},
            w};

        filter_columns(&columns, &down,
                       m->y0 + ((float)y + 0.5f) * m->yy - (float)span.first,
                       m->yx);
    }
    return 0;
}

void turner_done(struct turner *t)
{
    plane_done(&t->rows);
    plane_done(&t->stretch);
    free(t->weights);
    *t = (struct turner){.cap = 0};
}
