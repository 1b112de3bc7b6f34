#include "qc/produce/blur.h"

#include "core/check.h"
#include "image/hot.h"

#include <stdbool.h>
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

/* Rows in work side by side: a running sum waits for itself, so several in a
 * loop take no longer than one. */
enum { ROWS = 4 };

struct rows {
    const float *in[ROWS];
    float *out[ROWS];
};

/* The sums around positions from..to-1, of which a square reaches over an
 * edge. */
static inline void mean_at_edge(const struct rows *rows, float sum[ROWS],
                                const int span[2], int n, int radius)
{
    for (int x = span[0]; x < span[1]; x++) {
        for (int k = 0; k < ROWS; k++) {
            if (x + radius < n)
                sum[k] += rows->in[k][x + radius];
            if (x - radius - 1 >= 0)
                sum[k] -= rows->in[k][x - radius - 1];
            rows->out[k][x] = sum[k] / covered(x, n, radius);
        }
    }
}

/* Running sums along rows; where the square lies in them whole, by a
 * constant. */
HOT static void mean_rows(const struct rows *rows, int n, int radius)
{
    int whole = min_int(radius + 1, n), end = max_int(n - radius, whole);
    float part = 1 / (float)(2 * radius + 1);
    float sum[ROWS] = {0};

    for (int x = 0; x < min_int(radius, n); x++)
        for (int k = 0; k < ROWS; k++)
            sum[k] += rows->in[k][x];
    mean_at_edge(rows, sum, (const int[2]){0, whole}, n, radius);
    for (int x = whole; x < end; x++) {
        for (int k = 0; k < ROWS; k++) {
            sum[k] += rows->in[k][x + radius] - rows->in[k][x - radius - 1];
            rows->out[k][x] = sum[k] * part;
        }
    }
    mean_at_edge(rows, sum, (const int[2]){end, n}, n, radius);
}

/* Four rows from y on; after the last one it is done again. */
static struct rows rows_at(const struct plane *from, const struct plane *to,
                           int y)
{
    struct rows rows;

    for (int k = 0; k < ROWS; k++) {
        int row = min_int(y + k, from->height - 1);
        rows.in[k] = row_of(from, row);
        rows.out[k] = row_of(to, row);
    }
    return rows;
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

/* Where both reach the picture: takes one row in, another out, in one go. */
HOT static void slide_row(float *restrict sum, const float *const rows[2],
                          float *restrict out, float by, int n)
{
    const float *restrict in = rows[0], *restrict gone = rows[1];

    for (int x = 0; x < n; x++) {
        sum[x] = sum[x] + in[x] - gone[x];
        out[x] = sum[x] * by;
    }
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
        float by = 1 / covered(y, h, radius);
        bool enters = y + radius < h, leaves = y - radius - 1 >= 0;

        if (enters && leaves) {
            slide_row(sum,
                      (const float *const[2]){row_of(in, y + radius),
                                              row_of(in, y - radius - 1)},
                      row_of(out, y), by, w);
            continue;
        }
        if (enters)
            add_row(sum, row_of(in, y + radius), w);
        if (leaves)
            subtract_row(sum, row_of(in, y - radius - 1), w);
        scale_row(sum, row_of(out, y), by, w);
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
    for (int y = 0; y < from->height; y += ROWS) {
        struct rows rows = rows_at(from, scratch, y);
        mean_rows(&rows, from->width, radius);
    }
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

/* Both result pixels of x, between it and its neighbours. */
static inline void double_at(const float *near, const float *far, float *out,
                             const int at[3])
{
    float before = 0.75f * near[at[0]] + 0.25f * far[at[0]];
    float here = 0.75f * near[at[1]] + 0.25f * far[at[1]];
    float after = 0.75f * near[at[2]] + 0.25f * far[at[2]];

    out[2 * at[1]] = 0.75f * here + 0.25f * before;
    out[2 * at[1] + 1] = 0.75f * here + 0.25f * after;
}

/* Each result pixel lies a quarter of a step from one of its neighbours:
 * three parts of the near one, one of the far one. */
HOT static void double_row(const float *restrict near,
                           const float *restrict far, float *restrict out,
                           int n)
{
    double_at(near, far, out, (const int[3]){0, 0, min_int(1, n - 1)});
    for (int x = 1; x < n - 1; x++)
        double_at(near, far, out, (const int[3]){x - 1, x, x + 1});
    double_at(near, far, out, (const int[3]){max_int(n - 2, 0), n - 1, n - 1});
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
