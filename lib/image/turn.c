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
    struct kernel k = {taps_for(step), 2 * widen, weights};

    for (int phase = 0; phase < PHASES; phase++, weights += k.taps) {
        float sum = 0, first = 0.5f - k.reach - ((float)phase + 0.5f) / PHASES;
        for (int i = 0; i < k.taps; i++) {
            weights[i] = filter_cubic((first + (float)i) / widen);
            sum += weights[i];
        }
        for (int i = 0; i < k.taps; i++)
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

/* One row of the picture, and where its filtered pixels go. */
struct row {
    const uint8_t *px;
    int last; /* column */
    float *out[3];
    int n;
};

static inline void filter_pixel(const struct row *row, const struct kernel *k,
                                struct place p, int x)
{
    float sum[3] = {0, 0, 0};
    bool inside = p.first >= 0 && p.first + k->taps - 1 <= row->last;

    for (int i = 0; i < k->taps; i++) {
        int at = inside ? p.first + i : filter_mirrored(p.first + i, row->last);
        const uint8_t *px = row->px + 3 * at;
        for (int c = 0; c < 3; c++)
            sum[c] += p.weights[i] * (float)px[c];
    }
    for (int c = 0; c < 3; c++)
        row->out[c][x] = sum[c];
}

HOT static void filter_row(const struct row *row, const struct kernel *k,
                           float start, float step)
{
    for (int x = 0; x < row->n; x++)
        filter_pixel(row, k, place_of(k, start + ((float)x + 0.5f) * step), x);
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

static void filter_rows(struct turner *t, const struct image *from,
                        const struct affine *m, struct span span,
                        const struct kernel *k)
{
    int w = t->rows.c[0].width;
    float slant = m->xy / m->yy, step = m->xx - slant * m->yx;

    for (int i = 0; i < span.n; i++) {
        int y = filter_mirrored(span.first + i, from->height - 1);
        float v = (float)(span.first + i) + 0.5f;
        struct row row = {image_at(from, 0, y), from->width - 1, {0}, w};
        for (int c = 0; c < 3; c++)
            row.out[c] = t->rows.c[c].at + (size_t)i * (size_t)w;
        filter_row(&row, k, m->x0 + slant * (v - m->y0), step);
    }
}

static inline float unit(float v)
{
    v *= 1.0f / 255;
    return fminf(fmaxf(v, 0), 1);
}

/* Columns of one colour, and the row of the result across them. */
struct columns {
    const float *at;
    size_t stride;
    float *out;
    int n;
};

HOT static void filter_columns(const struct columns *c, const struct kernel *k,
                               float start, float slope)
{
    for (int x = 0; x < c->n; x++) {
        struct place p = place_of(k, start + ((float)x + 0.5f) * slope);
        const float *at = c->at + (size_t)p.first * c->stride + x;
        float sum = 0;

        for (int i = 0; i < k->taps; i++)
            sum += p.weights[i] * at[(size_t)i * c->stride];
        c->out[x] = unit(sum);
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

    r = planes_fit(&t->rows, w, span.n);
    if (r < 0)
        return r;
    filter_rows(t, from, m, span, &along);
    for (int i = 0; i < 3 * h; i++) {
        int c = i % 3, y = i / 3;
        struct columns columns = {t->rows.c[c].at, (size_t)w,
                                  ret->c[c].at + (size_t)y * (size_t)w, w};
        filter_columns(&columns, &down,
                       m->y0 + ((float)y + 0.5f) * m->yy - (float)span.first,
                       m->yx);
    }
    return 0;
}

void turner_done(struct turner *t)
{
    planes_done(&t->rows);
    free(t->weights);
    *t = (struct turner){.cap = 0};
}
