#include "qc/produce/foreground.h"

#include "image/hot.h"
#include "qc/produce/blur.h"

#include <math.h>
#include <string.h>

/* At half size. */
enum { WIDE_RADIUS = 12, NEAR_RADIUS = 4 };

/* What a wall's pattern and a person's own say against a guess by colour:
 * hair is never even. */
#define BACK_NOISE 2.0f
#define FRONT_NOISE 0.25f

enum side { BACK, FRONT };

static size_t size_of(const struct plane *p)
{
    return (size_t)p->width * (size_t)p->height;
}

HOT static void weigh(const float *restrict colour, const float *restrict alpha,
                      float *restrict out, size_t n, enum side side)
{
    if (side == FRONT)
        for (size_t i = 0; i < n; i++)
            out[i] = colour[i] * alpha[i];
    else
        for (size_t i = 0; i < n; i++)
            out[i] = colour[i] * (1 - alpha[i]);
}

/* Where a side hardly shows, what was believed before goes on. */
HOT static void divide(const float *restrict sum, const float *restrict share,
                       float *restrict colour, size_t n, enum side side)
{
    const float least = 1e-3f;

    if (side == FRONT)
        for (size_t i = 0; i < n; i++)
            colour[i] = (sum[i] + least * colour[i]) / (share[i] + least);
    else
        for (size_t i = 0; i < n; i++)
            colour[i] = (sum[i] + least * colour[i]) / (1 - share[i] + least);
}

/* Replaces one side's colour by its mean around each pixel, weighted by how
 * much of it shows; `share` is alpha's mean. */
static int spread(struct foreground *f, const struct plane *alpha,
                  enum side side, int radius, struct planes *colour)
{
    size_t n = size_of(alpha);
    int r = plane_fit(&f->tmp, alpha->width, alpha->height);

    for (int c = 0; r == 0 && c < 3; c++) {
        weigh(colour->c[c].at, alpha->at, f->tmp.at, n, side);
        r = blur_box(&f->tmp, radius, &f->mean, &f->scratch);
        if (r == 0)
            divide(f->mean.at, f->share.at, colour->c[c].at, n, side);
    }
    return r;
}

/* Both sides take up what neither explains of the pixel itself. */
HOT static void settle(const float *restrict image, const float *restrict alpha,
                       float *restrict front, float *restrict back, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float a = alpha[i];
        float left = image[i] - a * front[i] - (1 - a) * back[i];
        front[i] += a * left;
        back[i] += (1 - a) * left;
    }
}

static int spread_both(struct foreground *f, const struct plane *alpha,
                       int radius)
{
    int r = blur_box(alpha, radius, &f->share, &f->scratch);

    if (r == 0)
        r = spread(f, alpha, FRONT, radius, &f->front_half);
    return r < 0 ? r : spread(f, alpha, BACK, radius, &f->back_half);
}

HOT static void add_squares(const float *restrict colour, float *restrict sum,
                            size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += colour[i] * colour[i];
}

HOT static void add_scaled(const float *restrict from, float by,
                           float *restrict sum, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += fmaxf(0, by * from[i]);
}

static int squares_of(const struct planes *from, struct plane *ret)
{
    int r = plane_fit(ret, from->c[0].width, from->c[0].height);

    if (r < 0)
        return r;
    memset(ret->at, 0, size_of(ret) * sizeof *ret->at);
    for (int c = 0; c < 3; c++)
        add_squares(from->c[c].at, ret->at, size_of(ret));
    return 0;
}

HOT static void subtract(const float *restrict from, float *restrict at,
                         size_t n)
{
    for (size_t i = 0; i < n; i++)
        at[i] -= from[i];
}

/* Mean square less the mean's square, of one side; f->power is the image's. */
static int add_noise(struct foreground *f, const struct plane *alpha,
                     enum side side, float by)
{
    size_t n = size_of(alpha);
    int r;

    weigh(f->power.at, alpha->at, f->tmp.at, n, side);
    r = blur_box(&f->tmp, NEAR_RADIUS, &f->mean, &f->scratch);
    if (r < 0)
        return r;
    memset(f->tmp.at, 0, n * sizeof *f->tmp.at);
    divide(f->mean.at, f->share.at, f->tmp.at, n, side);
    r = squares_of(side == FRONT ? &f->front_half : &f->back_half, &f->mean);
    if (r < 0)
        return r;
    subtract(f->mean.at, f->tmp.at, n);
    add_scaled(f->tmp.at, by, f->noise.at, n);
    return 0;
}

static int measure_noise(struct foreground *f, const struct planes *image,
                         const struct plane *alpha)
{
    int r = squares_of(image, &f->power);

    if (r == 0)
        r = plane_fit(&f->noise, alpha->width, alpha->height);
    if (r < 0)
        return r;
    memset(f->noise.at, 0, size_of(alpha) * sizeof *f->noise.at);
    r = add_noise(f, alpha, BACK, BACK_NOISE);
    return r < 0 ? r : add_noise(f, alpha, FRONT, FRONT_NOISE);
}

static int start_with(struct foreground *f, const struct planes *image)
{
    int w = image->c[0].width, h = image->c[0].height;
    size_t bytes = size_of(&image->c[0]) * sizeof(float);
    int r = planes_fit(&f->front_half, w, h);

    if (r == 0)
        r = planes_fit(&f->back_half, w, h);
    for (int c = 0; r == 0 && c < 3; c++) {
        memcpy(f->front_half.c[c].at, image->c[c].at, bytes);
        memcpy(f->back_half.c[c].at, image->c[c].at, bytes);
    }
    return r;
}

int foreground_estimate(struct foreground *f, const struct planes *image,
                        const struct plane *alpha)
{
    int r = start_with(f, image);

    if (r == 0)
        r = spread_both(f, alpha, WIDE_RADIUS);
    for (int c = 0; r == 0 && c < 3; c++)
        settle(image->c[c].at, alpha->at, f->front_half.c[c].at,
               f->back_half.c[c].at, size_of(alpha));
    if (r == 0)
        r = spread_both(f, alpha, NEAR_RADIUS);
    if (r == 0)
        r = measure_noise(f, image, alpha);
    for (int c = 0; r == 0 && c < 3; c++) {
        r = blur_double(&f->front_half.c[c], &f->front.c[c]);
        if (r == 0)
            r = blur_double(&f->back_half.c[c], &f->back.c[c]);
    }
    return r;
}

void foreground_done(struct foreground *f)
{
    planes_done(&f->front);
    planes_done(&f->back);
    planes_done(&f->front_half);
    planes_done(&f->back_half);
    plane_done(&f->noise);
    plane_done(&f->power);
    plane_done(&f->share);
    plane_done(&f->tmp);
    plane_done(&f->mean);
    plane_done(&f->scratch);
}
