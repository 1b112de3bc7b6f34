#include "qc/produce/guided.h"

#include "image/hot.h"
#include "qc/produce/blur.h"

#include <string.h>

static size_t size_of(const struct plane *p)
{
    return (size_t)p->width * (size_t)p->height;
}

HOT static void multiply(const float *restrict a, const float *restrict b,
                         float *restrict out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = a[i] * b[i];
}

/* ret = mean of a * b */
static int mean_of_product(struct guided *g, const struct plane *a,
                           const struct plane *b, int radius, struct plane *ret)
{
    int r = plane_fit(&g->tmp, a->width, a->height);

    if (r < 0)
        return r;
    multiply(a->at, b->at, g->tmp.at, size_of(a));
    return blur_box(&g->tmp, radius, ret, &g->scratch);
}

static int measure(struct guided *g, const struct planes *image,
                   const struct plane *mask, int radius)
{
    int r = blur_box(mask, radius, &g->mask, &g->scratch);

    for (int i = 0, k = 0; r == 0 && i < 3; i++) {
        r = blur_box(&image->c[i], radius, &g->mean[i], &g->scratch);
        if (r == 0)
            r = mean_of_product(g, &image->c[i], mask, radius, &g->mixed[i]);
        for (int j = i; r == 0 && j < 3; j++, k++)
            r = mean_of_product(g, &image->c[i], &image->c[j], radius,
                                &g->product[k]);
    }
    return r;
}

/* Where one row of every measure lies; a and b replace mixed and mask. */
struct rows {
    const float *mean[3];
    const float *product[6];
    float *mixed[3];
    float *mask;
};

static struct rows rows_at(const struct guided *g, int y)
{
    size_t at = (size_t)y * (size_t)g->mask.width;
    struct rows r = {.mask = g->mask.at + at};

    for (int i = 0; i < 3; i++) {
        r.mean[i] = g->mean[i].at + at;
        r.mixed[i] = g->mixed[i].at + at;
    }
    for (int i = 0; i < 6; i++)
        r.product[i] = g->product[i].at + at;
    return r;
}

/* (covariance + eps) a = covariance with the mask, by Cramer's rule. */
HOT static void solve_row(const struct rows *rows, float eps, int n)
{
    const float *restrict r = rows->mean[0], *restrict g = rows->mean[1];
    const float *restrict b = rows->mean[2];
    const float *restrict prr = rows->product[0], *restrict prg =
                                                      rows->product[1];
    const float *restrict prb = rows->product[2], *restrict pgg =
                                                      rows->product[3];
    const float *restrict pgb = rows->product[4], *restrict pbb =
                                                      rows->product[5];
    float *restrict ar = rows->mixed[0], *restrict ag = rows->mixed[1];
    float *restrict ab = rows->mixed[2], *restrict mask = rows->mask;

    for (int i = 0; i < n; i++) {
        float rr = prr[i] - r[i] * r[i] + eps, rg = prg[i] - r[i] * g[i];
        float rb = prb[i] - r[i] * b[i], gg = pgg[i] - g[i] * g[i] + eps;
        float gb = pgb[i] - g[i] * b[i], bb = pbb[i] - b[i] * b[i] + eps;
        float cr = ar[i] - r[i] * mask[i], cg = ag[i] - g[i] * mask[i];
        float cb = ab[i] - b[i] * mask[i];
        float irr = gg * bb - gb * gb, irg = gb * rb - rg * bb;
        float irb = rg * gb - gg * rb, igg = rr * bb - rb * rb;
        float igb = rg * rb - rr * gb, ibb = rr * gg - rg * rg;
        float scale = 1 / (rr * irr + rg * irg + rb * irb);

        ar[i] = (irr * cr + irg * cg + irb * cb) * scale;
        ag[i] = (irg * cr + igg * cg + igb * cb) * scale;
        ab[i] = (irb * cr + igb * cg + ibb * cb) * scale;
        mask[i] -= ar[i] * r[i] + ag[i] * g[i] + ab[i] * b[i];
    }
}

int guided_model(struct guided *g, const struct planes *image,
                 const struct plane *mask, int radius, float eps)
{
    int r = measure(g, image, mask, radius);

    if (r < 0)
        return r;
    for (int y = 0; y < mask->height; y++) {
        struct rows rows = rows_at(g, y);
        solve_row(&rows, eps, mask->width);
    }
    for (int i = 0; r == 0 && i < 3; i++)
        r = blur_box(&g->mixed[i], radius, &g->a[i], &g->scratch);
    return r < 0 ? r : blur_box(&g->mask, radius, &g->b, &g->scratch);
}

HOT static void add_product(const float *restrict a, const float *restrict c,
                            float *restrict sum, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += a[i] * c[i];
}

int guided_apply(struct guided *g, const struct planes *image,
                 struct plane *ret)
{
    int r = blur_double(&g->b, ret);

    for (int i = 0; r == 0 && i < 3; i++) {
        r = blur_double(&g->a[i], &g->full);
        if (r == 0)
            add_product(g->full.at, image->c[i].at, ret->at, size_of(ret));
    }
    return r;
}

void guided_done(struct guided *g)
{
    struct plane *const all[] = {&g->b, &g->mask, &g->tmp, &g->scratch,
                                 &g->full};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        plane_done(all[i]);
    for (int i = 0; i < 3; i++) {
        plane_done(&g->a[i]);
        plane_done(&g->mean[i]);
        plane_done(&g->mixed[i]);
    }
    for (int i = 0; i < 6; i++)
        plane_done(&g->product[i]);
}
