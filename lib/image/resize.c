#include "image/resize.h"

#include "core/check.h"
#include "image/filter.h"
#include "image/hot.h"
#include "image/pixel.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SCALE_MIN (1.0f / 64)

/* For each result position its first source position and `taps` weights. */
struct axis {
    int n;
    int taps;
    int *first;
    float *weight;
};

static int clampi(int v, int max)
{
    if (v < 0)
        return 0;
    return v > max ? max : v;
}

/* The picture is mirrored at its edges. */
static int mirrored(int k, int last)
{
    if (k < 0)
        return -1 - k;
    return k > last ? 2 * last + 1 - k : k;
}

static void fill_weights(const struct axis *a, int i, float centre,
                         const float side[2])
{
    float widen = side[0];
    int last = (int)side[1] - 1, last_first = last - a->taps + 1;
    int begin = (int)floorf(centre - 2 * widen);
    float *w = a->weight + (size_t)i * (size_t)a->taps;
    float sum = 0;

    a->first[i] = clampi(begin, last_first);
    for (int k = begin; k < begin + a->taps; k++) {
        float v = filter_cubic(((float)k + 0.5f - centre) / widen);
        w[clampi(mirrored(k, last) - a->first[i], a->taps - 1)] += v;
        sum += v;
    }
    for (int k = 0; k < a->taps; k++)
        w[k] /= sum;
}

static int taps_of(float scale, int length)
{
    int taps = (int)ceilf(4 * (scale < 1 ? 1 / scale : 1)) + 1;

    return taps < length ? taps : length;
}

/* Needs room for n positions and n * taps weights. */
static void axis_fill(const struct axis *a, int length, float start,
                      float scale)
{
    float widen = scale < 1 ? 1 / scale : 1;

    memset(a->weight, 0, (size_t)a->n * (size_t)a->taps * sizeof *a->weight);
    for (int i = 0; i < a->n; i++)
        fill_weights(a, i, start + ((float)i + 0.5f) / scale,
                     (float[2]){widen, (float)length});
}

static int fit_axes(struct resizer *r, size_t positions, size_t taps)
{
    if (r->positions < positions) {
        free(r->first);
        r->positions = 0;
        r->first = malloc(positions * sizeof *r->first);
        if (!r->first)
            return -ENOMEM;
        r->positions = positions;
    }
    if (r->taps < taps) {
        free(r->weights);
        r->taps = 0;
        r->weights = malloc(taps * sizeof *r->weights);
        if (!r->weights)
            return -ENOMEM;
        r->taps = taps;
    }
    return 0;
}

HOT static void add_row(float *restrict sum, const uint8_t *restrict row,
                        float weight, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += weight * (float)row[i];
}

/* The columns that any result pixel touches. */
static struct rect used_columns(const struct axis *x, int width)
{
    int first, last;

    CHECK(x->n > 0);
    first = x->first[0];
    last = x->first[x->n - 1] + x->taps;
    return rect_clip((struct rect){first, 0, last - first, 1}, width, 1);
}

static void mix_rows(const struct image *from, const struct axis *y, int i,
                     struct rect columns, float *sum)
{
    size_t n = 3 * (size_t)columns.width;

    memset(sum, 0, n * sizeof *sum);
    for (int k = 0; k < y->taps; k++)
        add_row(sum, image_at(from, columns.x, y->first[i] + k),
                y->weight[(size_t)i * (size_t)y->taps + (size_t)k], n);
}

/* Reads one number beyond the last pixel. */
HOT static void mix_columns(const float *row, const struct axis *x,
                            int first_column, float *const out[3])
{
    for (int i = 0; i < x->n; i++) {
        const float *w = x->weight + (size_t)i * (size_t)x->taps;
        const float *p = row + 3 * (x->first[i] - first_column);
        pixel sum = {0};

        for (int k = 0; k < x->taps; k++, p += 3)
            sum += w[k] * pixel_of_floats(p);
        pixel_split(sum, out, (size_t)i);
    }
}

static int resize_by(struct resizer *r, const struct image *from,
                     const struct axis axes[2], struct planes *ret)
{
    const struct axis *x = &axes[0], *y = &axes[1];
    struct rect columns = used_columns(x, from->width);
    int fault = plane_fit(&r->row, 3 * columns.width + 1, 1);

    if (fault == 0)
        r->row.at[3 * columns.width] = 0;
    for (int i = 0; fault == 0 && i < y->n; i++) {
        float *out[3];
        for (int c = 0; c < 3; c++)
            out[c] = ret->c[c].at + (size_t)i * (size_t)x->n;
        mix_rows(from, y, i, columns, r->row.at);
        mix_columns(r->row.at, x, columns.x, out);
    }
    return fault;
}

int planes_fit(struct planes *p, int width, int height)
{
    for (int c = 0; c < 3; c++) {
        int r = plane_fit(&p->c[c], width, height);
        if (r < 0)
            return r;
    }
    return 0;
}

void planes_done(struct planes *p)
{
    for (int c = 0; c < 3; c++)
        plane_done(&p->c[c]);
}

int resize_window(struct resizer *r, const struct image *from,
                  const struct window *w, struct planes *ret)
{
    int width = ret->c[0].width, height = ret->c[0].height;
    size_t along, down;

    if (w->scale < SCALE_MIN)
        return -ENOMEM;

    struct axis x = {.n = width, .taps = taps_of(w->scale, from->width)};
    struct axis y = {.n = height, .taps = taps_of(w->scale, from->height)};

    along = (size_t)width * (size_t)x.taps;
    down = (size_t)height * (size_t)y.taps;

    int fault = fit_axes(r, (size_t)width + (size_t)height, along + down);

    if (fault < 0)
        return fault;
    x.first = r->first;
    x.weight = r->weights;
    y.first = r->first + width;
    y.weight = r->weights + along;
    axis_fill(&x, from->width, w->left, w->scale);
    axis_fill(&y, from->height, w->top, w->scale);
    return resize_by(r, from, (const struct axis[2]){x, y}, ret);
}

void resizer_done(struct resizer *r)
{
    free(r->first);
    free(r->weights);
    plane_done(&r->row);
    *r = (struct resizer){.positions = 0};
}
