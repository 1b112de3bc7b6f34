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

/* Means along the rows of a picture, kept only as long as a square needs them:
 * so they stay in the cache. */
struct band {
    const struct plane *from;
    int radius;
    int made; /* rows so far */
    int kept; /* rows at a time */
    struct plane *kept_rows;
};

static int rows_to_keep(int radius)
{
    return 2 * radius + 1 + ROWS;
}

static float *mean_row(const struct band *b, int y)
{
    return row_of(b->kept_rows, y % b->kept);
}

/* Four more; those after the last one are the last one again. */
static void make_rows(struct band *b)
{
    struct rows rows;

    for (int k = 0; k < ROWS; k++) {
        int y = min_int(b->made + k, b->from->height - 1);
        rows.in[k] = row_of(b->from, y);
        rows.out[k] = mean_row(b, y);
    }
    mean_rows(&rows, b->from->width, b->radius);
    b->made += ROWS;
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

/* One row of the result; `sum` is that of the row above. */
static void mean_columns(struct band *b, int y, float *sum, float *out)
{
    int w = b->from->width, h = b->from->height;
    int in = y + b->radius, gone = y - b->radius - 1;
    float by = 1 / covered(y, h, b->radius);

    if (in < h && in >= b->made)
        make_rows(b);
    if (in < h && gone >= 0) {
        slide_row(sum,
                  (const float *const[2]){mean_row(b, in), mean_row(b, gone)},
                  out, by, w);
        return;
    }
    if (in < h)
        add_row(sum, mean_row(b, in), w);
    if (gone >= 0)
        subtract_row(sum, mean_row(b, gone), w);
    scale_row(sum, out, by, w);
}

int blur_box(const struct plane *from, int radius, struct plane *ret,
             struct plane *scratch)
{
    struct band band = {from, radius, 0, rows_to_keep(radius), scratch};
    /* one row more: the running sum of columns */
    int r = plane_fit(scratch, from->width, band.kept + 1);
    float *sum;

    if (r == 0)
        r = plane_fit(ret, from->width, from->height);
    if (r < 0)
        return r;
    sum = row_of(scratch, band.kept);
    memset(sum, 0, (size_t)from->width * sizeof *sum);
    for (int y = 0; y < min_int(radius, from->height); y++) {
        if (y >= band.made)
            make_rows(&band);
        add_row(sum, mean_row(&band, y), from->width);
    }
    for (int y = 0; y < from->height; y++)
        mean_columns(&band, y, sum, row_of(ret, y));
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
