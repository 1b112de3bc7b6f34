#include "qc/produce/foreground.h"

#include "image/hot.h"
#include "qc/produce/blur.h"

#include <math.h>
#include <string.h>

/* At half size. */
enum { WIDE_RADIUS = 12, NEAR_RADIUS = 4 };

/* Share of a side around, under which what was believed before goes on. */
#define LEAST 1e-3f

static size_t size_of(const struct plane *p)
{
    return (size_t)p->width * (size_t)p->height;
}

HOT static void weigh(const float *restrict colour,
                      const float *restrict weight, float *restrict out,
                      size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = colour[i] * weight[i];
}

/* Where a side hardly shows, what was believed before goes on. */
HOT static void divide(const float *restrict sum, const float *restrict share,
                       float *restrict colour, size_t n)
{
    for (size_t i = 0; i < n; i++)
        colour[i] = (sum[i] + LEAST * colour[i]) / (share[i] + LEAST);
}

/* Replaces one side's colour by its mean around each pixel, weighted by how
 * purely it shows. */
static int spread(struct foreground *f, enum side side, int radius,
                  struct planes *colour)
{
    const struct plane *weight = &f->weight[side];
    size_t n = size_of(weight);
    int r = blur_box(weight, radius, &f->share[side], &f->scratch);

    if (r == 0)
        r = plane_fit(&f->tmp, weight->width, weight->height);

    for (int c = 0; r == 0 && c < 3; c++) {
        weigh(colour->c[c].at, weight->at, f->tmp.at, n);
        r = blur_box(&f->tmp, radius, &f->mean, &f->scratch);
        if (r == 0)
            divide(f->mean.at, f->share[side].at, colour->c[c].at, n);
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

static int spread_both(struct foreground *f, int radius)
{
    int r = spread(f, FRONT, radius, &f->front_half);

    return r < 0 ? r : spread(f, BACK, radius, &f->back_half);
}

/* A pixel that holds some of both sides says little of either's colour: what
 * shines through would come back as a rim. */
HOT static void weigh_purity(const float *restrict alpha, float *restrict front,
                             float *restrict back, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float a = alpha[i] * alpha[i], b = (1 - alpha[i]) * (1 - alpha[i]);
        front[i] = a * a;
        back[i] = b * b;
    }
}

HOT static void add_squares(const float *restrict colour, float *restrict sum,
                            size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += colour[i] * colour[i];
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
        at[i] = fmaxf(0, at[i] - from[i]);
}

/* Mean square less the mean's square, of one side; f->power is the image's. */
static int measure_noise(struct foreground *f, enum side side)
{
    const struct planes *colour =
        side == FRONT ? &f->front_half : &f->back_half;
    struct plane *noise = &f->noise[side];
    size_t n = size_of(&f->power);
    int r = plane_fit(noise, f->power.width, f->power.height);

    if (r < 0)
        return r;
    weigh(f->power.at, f->weight[side].at, f->tmp.at, n);
    r = blur_box(&f->tmp, NEAR_RADIUS, &f->mean, &f->scratch);
    if (r < 0)
        return r;
    memset(noise->at, 0, n * sizeof *noise->at);
    divide(f->mean.at, f->share[side].at, noise->at, n);
    r = squares_of(colour, &f->mean);
    if (r == 0)
        subtract(f->mean.at, noise->at, n);
    return r;
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

    for (int i = 0; r == 0 && i < 2; i++)
        r = plane_fit(&f->weight[i], alpha->width, alpha->height);
    if (r < 0)
        return r;
    weigh_purity(alpha->at, f->weight[FRONT].at, f->weight[BACK].at,
                 size_of(alpha));
    r = spread_both(f, WIDE_RADIUS);
    for (int c = 0; r == 0 && c < 3; c++)
        settle(image->c[c].at, alpha->at, f->front_half.c[c].at,
               f->back_half.c[c].at, size_of(alpha));
    if (r == 0)
        r = spread_both(f, NEAR_RADIUS);
    if (r == 0)
        r = squares_of(image, &f->power);
    if (r == 0)
        r = measure_noise(f, BACK);
    if (r == 0)
        r = measure_noise(f, FRONT);
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
    plane_done(&f->power);
    for (int i = 0; i < 2; i++) {
        plane_done(&f->noise[i]);
        plane_done(&f->weight[i]);
        plane_done(&f->share[i]);
    }
    plane_done(&f->tmp);
    plane_done(&f->mean);
    plane_done(&f->scratch);
}
