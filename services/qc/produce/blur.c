#include "qc/produce/blur.h"

#include "core/check.h"
#include "image/hot.h"

#include <string.h>

static float *row_of(const struct plane *p, int y)
{
    return p->at + (size_t)y * (size_t)p->width;
}

static int min_int(int a, int b)
{
    return a < b ? a : b;
}

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

/* How many of the 2 * radius + 1 positions around i lie in 0..n-1. */
static float covered(int i, int n, int radius)
{
    return (float)(min_int(i + radius, n - 1) - max_int(i - radius, 0) + 1);
}

/* A running sum along one row; where the square lies in it whole, by a
 * constant. */
HOT static void mean_row(const float *restrict in, float *restrict out, int n,
                         int radius)
{
    int whole = min_int(radius + 1, n), end = max_int(n - radius, whole);
    float part = 1 / (float)(2 * radius + 1);
    float sum = 0;

    for (int x = 0; x < min_int(radius, n); x++)
        sum += in[x];
    for (int x = 0; x < whole; x++) {
        if (x + radius < n)
            sum += in[x + radius];
        out[x] = sum / covered(x, n, radius);
    }
    for (int x = whole; x < end; x++) {
        sum += in[x + radius] - in[x - radius - 1];
        out[x] = sum * part;
    }
    for (int x = end; x < n; x++) {
        sum -= in[x - radius - 1];
        out[x] = sum / covered(x, n, radius);
    }
}

HOT static void add_row(float *restrict sum, const float *restrict row, int n)
{
    for (int x = 0; x < n; x++)
        sum[x] += row[x];
}

HOT static void subtract_row(float *restrict sum, const float *restrict row,
                             int n)
{
    for (int x = 0; x < n; x++)
        sum[x] -= row[x];
}

HOT static void scale_row(const float *restrict sum, float *restrict out,
                          float by, int n)
{
    for (int x = 0; x < n; x++)
        out[x] = sum[x] * by;
}

/* A running sum of whole rows; `sum` is one row. */
static void mean_columns(const struct plane *in, struct plane *out, int radius,
                         float *sum)
{
    int w = in->width, h = in->height;

    memset(sum, 0, (size_t)w * sizeof *sum);
    for (int y = 0; y < min_int(radius, h); y++)
        add_row(sum, row_of(in, y), w);
    for (int y = 0; y < h; y++) {
        if (y + radius < h)
            add_row(sum, row_of(in, y + radius), w);
        if (y - radius - 1 >= 0)
            subtract_row(sum, row_of(in, y - radius - 1), w);
        scale_row(sum, row_of(out, y), 1 / covered(y, h, radius), w);
    }
}

int blur_box(const struct plane *from, int radius, struct plane *ret,
             struct plane *scratch)
{
    /* one row more: the running sum of columns */
    int r = plane_fit(scratch, from->width, from->height + 1);

    if (r == 0)
        r = plane_fit(ret, from->width, from->height);
    if (r < 0)
        return r;
    for (int y = 0; y < from->height; y++)
        mean_row(row_of(from, y), row_of(scratch, y), from->width, radius);
    scratch->height = from->height;
    mean_columns(scratch, ret, radius, row_of(scratch, from->height));
    return 0;
}

HOT static void halve_rows(const float *restrict a, const float *restrict b,
                           float *restrict out, int n)
{
    for (int x = 0; x < n; x++)
        out[x] = 0.25f * (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]);
}

int blur_halve(const struct plane *from, struct plane *ret)
{
    int r = plane_fit(ret, from->width / 2, from->height / 2);

    CHECK(from->width % 2 == 0 && from->height % 2 == 0);
    if (r < 0)
        return r;
    for (int y = 0; y < ret->height; y++)
        halve_rows(row_of(from, 2 * y), row_of(from, 2 * y + 1), row_of(ret, y),
                   ret->width);
    return 0;
}

/* Each result pixel lies a quarter of a step from one of its neighbours:
 * three parts of the near one, one of the far one. */
HOT static void double_row(const float *restrict near,
                           const float *restrict far, float *restrict out,
                           int n)
{
    for (int x = 0; x < n; x++) {
        int before = max_int(x - 1, 0), after = min_int(x + 1, n - 1);
        float here = 0.75f * near[x] + 0.25f * far[x];
        out[2 * x] =
            0.75f * here + 0.25f * (0.75f * near[before] + 0.25f * far[before]);
        out[2 * x + 1] =
            0.75f * here + 0.25f * (0.75f * near[after] + 0.25f * far[after]);
    }
}

int blur_double(const struct plane *from, struct plane *ret)
{
    int h = from->height, r = plane_fit(ret, 2 * from->width, 2 * h);

    if (r < 0)
        return r;
    for (int y = 0; y < h; y++) {
        const float *near = row_of(from, y);
        double_row(near, row_of(from, max_int(y - 1, 0)), row_of(ret, 2 * y),
                   from->width);
        double_row(near, row_of(from, min_int(y + 1, h - 1)),
                   row_of(ret, 2 * y + 1), from->width);
    }
    return 0;
}
