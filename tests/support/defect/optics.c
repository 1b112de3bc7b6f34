/*
 * optics - focus, motion, too few pixels, and a screen photographed.
 */
#include "defect.h"

#include "core/check.h"
#include "image/colour.h"
#include "image/resize.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { TAPS_MAX = 128 };

/* A line of `n` values, `step` bytes apart, weighted by a symmetric kernel of
 * taps[0] in the middle and `radius` more on each side. */
static void filter_line(uint8_t *line, int n, size_t step, const float *taps,
                        int radius)
{
    float *copy = must_alloc(((size_t)n + 2 * (size_t)radius) * sizeof *copy);

    for (int i = -radius; i < n + radius; i++) {
        int at = i < 0 ? 0 : i < n ? i : n - 1;

        copy[i + radius] = (float)line[(size_t)at * step];
    }
    for (int i = 0; i < n; i++) {
        const float *middle = copy + i + radius;
        float sum = taps[0] * middle[0];

        for (int k = 1; k <= radius; k++)
            sum += taps[k] * (middle[-k] + middle[k]);
        line[(size_t)i * step] = pixel_value(sum);
    }
    free(copy);
}

static int gaussian(float sigma, float taps[TAPS_MAX])
{
    int radius = (int)fminf(ceilf(3 * sigma), TAPS_MAX - 1);
    float sum = 1;

    taps[0] = 1;
    for (int k = 1; k <= radius; k++) {
        taps[k] = expf(-(float)(k * k) / (2 * sigma * sigma));
        sum += 2 * taps[k];
    }
    for (int k = 0; k <= radius; k++)
        taps[k] /= sum;
    return radius;
}

/* Strength: the blur's standard deviation in hundredths of the eye distance.
 */
static int focus(const struct scene *s, float strength, struct image *ret)
{
    float taps[TAPS_MAX];
    int radius = gaussian(fmaxf(strength / 100 * s->frame.unit, 0.01F), taps);
    int r = scene_copy(s, ret);

    for (int y = 0; r == 0 && y < ret->height; y++)
        for (size_t c = 0; c < 3; c++)
            filter_line(image_at(ret, 0, y) + c, ret->width, 3, taps, radius);
    for (int x = 0; r == 0 && x < ret->width; x++)
        for (size_t c = 0; c < 3; c++)
            filter_line(image_at(ret, x, 0) + c, ret->height,
                        3 * (size_t)ret->width, taps, radius);
    return r;
}

/* Strength: the length of the movement, obliquely downwards, in hundredths of
 * the eye distance. */
static int motion(const struct scene *s, float strength, struct image *ret)
{
    static const struct point direction = {0.94F, 0.34F};
    float length = strength / 100 * s->frame.unit;
    int taps = 1 + (int)ceilf(length);
    int r = image_fit(ret, s->photo->width, s->photo->height);

    for (int i = 0; r == 0 && i < ret->width * ret->height; i++) {
        float sum[3] = {0};

        for (int k = 0; k < taps; k++) {
            float along = length * (((float)k + 0.5F) / (float)taps - 0.5F);
            float px[3];

            scene_colour(
                s->photo, (float)(i % ret->width) + 0.5F + along * direction.x,
                (float)(i / ret->width) + 0.5F + along * direction.y, px);
            for (int c = 0; c < 3; c++)
                sum[c] += px[c];
        }
        for (int c = 0; c < 3; c++)
            ret->px[3 * i + c] = pixel_value(sum[c] / (float)taps);
    }
    return r;
}

/* Strength: how many pixels lie between the irises before the picture is
 * enlarged to its old size again. */
static int enlarged(const struct scene *s, float strength, struct image *ret)
{
    struct window shrink = {0, 0, strength / s->frame.unit};
    int width = (int)((float)s->photo->width * shrink.scale);
    int height = (int)((float)s->photo->height * shrink.scale);
    struct image small = {0};
    struct planes planes = {0};
    struct resizer resizer = {.positions = 0};
    int r;

    if (shrink.scale >= 1)
        return DEFECT_DOES_NOT_APPLY;
    r = planes_fit(&planes, width, height);
    if (r == 0)
        r = resize_window(&resizer, s->photo, &shrink, &planes);
    if (r == 0)
        r = image_fit(&small, width, height);
    if (r == 0)
        r = image_fit(ret, s->photo->width, s->photo->height);
    for (int i = 0; r == 0 && i < 3 * width * height; i++) {
        int cell = i / 3;
        const struct plane *p = &planes.c[i % 3];

        small.px[i] = pixel_value(255 * p->at[cell]);
    }
    for (int i = 0; r == 0 && i < ret->width * ret->height; i++) {
        float px[3];

        scene_colour(&small, ((float)(i % ret->width) + 0.5F) * shrink.scale,
                     ((float)(i / ret->width) + 0.5F) * shrink.scale, px);
        for (int c = 0; c < 3; c++)
            ret->px[3 * i + c] = pixel_value(px[c]);
    }
    image_done(&small);
    planes_done(&planes);
    resizer_done(&resizer);
    return r;
}

/* Light of one colour that a camera's pixel gets from a screen whose pixels
 * are three upright stripes: camera pixels are 1.37 to the screen's pixel and
 * lie a little turned. */
static float stripes(float x, float y, int c)
{
    const float pitch = 1.37F;
    const float turn = 0.035F;
    float seen = 0;

    for (int k = 0; k < 9; k++) {
        int row = k / 3;
        float dx = x + 0.4F * (float)(k % 3 - 1);
        float dy = y + 0.4F * (float)(row - 1);
        float u = (dx - turn * dy) / pitch;
        float v = (turn * dx + dy) / pitch;
        float column = 3 * (u - floorf(u)) - (float)c;
        float line = v - floorf(v);

        seen += (float)(column >= 0.09F && column < 0.91F && line >= 0.08F &&
                        line < 0.92F);
    }
    return seen * 3.4F / 9;
}

/* Strength: contrast of the screen's stripes, 0..1. */
static int moire(const struct scene *s, float strength, struct image *ret)
{
    int r = scene_copy(s, ret);

    for (int i = 0; r == 0 && i < 3 * ret->width * ret->height; i++) {
        int cell = i / 3;
        float seen = stripes((float)(cell % ret->width),
                             (float)(cell / ret->width), i % 3);
        float light = colour_linear(ret->px[i]) * (1 + strength * (seen - 1));

        ret->px[i] = pixel_value(255 * powf(fmaxf(light, 0), 1 / 2.2F));
    }
    return r;
}

const struct defect OPTICS_DEFECTS[] = {
    {"focus", focus}, {"motion", motion}, {"enlarged", enlarged},
    {"moire", moire}, {NULL, NULL},
};
