/*
 * sharpness - focus and motion, on the finest pixels that were decoded.
 *
 * An edge seen sharply has a second derivative about as large as its first; a
 * blurred one has much less.  The ratio of the two (each at its 99th
 * percentile over eyes, nose and mouth) depends neither on light, contrast nor
 * skin.  A shaken camera blurs along one direction and leaves the one across
 * it sharp, so six are measured: the least counts, and counts less still when
 * the direction across it is much sharper.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>
#include <stdlib.h>

/* Cells of the patch between the irises: finer than the made photo, whose
 * eyes are about 105 px apart; coarser only where the photo itself is. */
#define CELLS_PER_UNIT_MAX 160.0F
#define CELLS_PER_UNIT_MIN 80.0F

enum {
    WIDTH = 256,
    HEIGHT = 272,
    REACH = 2,  /* cells from a derivative's middle to its ends */
    STRIDE = 2, /* every second row and column will do */
    TAPS_MAX = 4,
    BINS = 2048, /* of derivatives, BINS_PER_STEP to a grey step */
    BINS_PER_STEP = 8,
    DIRECTIONS = 6,
};

#define LEFT_X -0.8F
#define TOP_Y -0.35F
#define BOTTOM_Y 1.35F

/* Grey steps a cell: less is noise. */
#define FLAT 0.4F

/* Sharp photos differ by direction, too: down to this share. */
#define ALIKE 0.8F

struct patch {
    int width;
    int height;
    float at[HEIGHT][WIDTH]; /* luma 0..255 */
};

static float luma(const struct image *img, int x, int y)
{
    const uint8_t *px;

    x = x < 0 ? 0 : x < img->width ? x : img->width - 1;
    y = y < 0 ? 0 : y < img->height ? y : img->height - 1;
    px = image_at(img, x, y);
    return 0.299F * (float)px[0] + 0.587F * (float)px[1] +
           0.114F * (float)px[2];
}

static float luma_between(const struct image *img, struct point at)
{
    float x = floorf(at.x - 0.5F);
    float y = floorf(at.y - 0.5F);
    float u = at.x - 0.5F - x;
    float v = at.y - 0.5F - y;
    int i = (int)x;
    int j = (int)y;

    return (1 - v) * ((1 - u) * luma(img, i, j) + u * luma(img, i + 1, j)) +
           v * ((1 - u) * luma(img, i, j + 1) + u * luma(img, i + 1, j + 1));
}

/* Where a patch lies in the finest picture. */
struct sampler {
    const struct image *picture;
    struct face_frame frame; /* in upright pixels */
    float scale;             /* to the picture's */
    float step;              /* of a cell, in units of the frame */
    int taps;
};

/* The mean over one cell of the patch, of taps x taps positions. */
static float cell(const struct sampler *v, struct point corner)
{
    float step = v->step / (float)v->taps;
    float sum = 0;

    for (int i = 0; i < v->taps * v->taps; i++) {
        int row = i / v->taps;
        float x = corner.x + ((float)(i % v->taps) + 0.5F) * step;
        float y = corner.y + ((float)row + 0.5F) * step;
        struct point at = face_frame_at(&v->frame, x, y);

        at.x *= v->scale;
        at.y *= v->scale;
        sum += luma_between(v->picture, at);
    }
    return sum / (float)(v->taps * v->taps);
}

static void read_patch(const struct face_reading *r, struct patch *ret)
{
    struct sampler v = {r->fine, face_frame_of(r), r->native.scale, 0, 1};
    float px = v.frame.unit * v.scale;
    float cells = fminf(fmaxf(px, CELLS_PER_UNIT_MIN), CELLS_PER_UNIT_MAX);

    v.step = 1 / cells;
    v.taps = (int)fminf(fmaxf(roundf(px / cells), 1), TAPS_MAX);
    ret->width = (int)(-2 * LEFT_X * cells);
    ret->height = (int)((BOTTOM_Y - TOP_Y) * cells);
    for (int j = 0; j < ret->height; j++) {
        for (int i = 0; i < ret->width; i++)
            ret->at[j][i] = cell(&v, (struct point){LEFT_X + (float)i * v.step,
                                                    TOP_Y + (float)j * v.step});
    }
}

static void count(int *histogram, float steps)
{
    int bin = (int)(fabsf(steps) * BINS_PER_STEP);

    histogram[bin < BINS ? bin : BINS - 1]++;
}

static float percentile_99(const int *histogram, int n)
{
    int left = n - n / 100;
    int bin = 0;

    while (bin < BINS - 1 && left >= histogram[bin])
        left -= histogram[bin++];
    return ((float)bin + 0.5F) / BINS_PER_STEP;
}

/* Second by first derivative along (dx, dy); NAN where nothing changes along
 * it. */
static float sharpness_along(const struct patch *p, int dx, int dy)
{
    int first[BINS] = {0};
    int second[BINS] = {0};
    float length = hypotf((float)dx, (float)dy);
    int n = 0;

    for (int j = REACH; j < p->height - REACH; j += STRIDE) {
        for (int i = REACH; i < p->width - REACH; i += STRIDE, n++) {
            float before = p->at[j - dy][i - dx];
            float after = p->at[j + dy][i + dx];

            count(first, (after - before) / (2 * length));
            count(second,
                  (after + before - 2 * p->at[j][i]) / (length * length));
        }
    }
    if (percentile_99(first, n) < FLAT)
        return NAN;
    return percentile_99(second, n) / percentile_99(first, n);
}

/* Each direction is followed, three further on, by the one across it. */
static float sharpness(const struct patch *p)
{
    static const int ALONG[DIRECTIONS][2] = {{2, 0}, {2, 1},  {1, 2},
                                             {0, 2}, {-1, 2}, {-2, 1}};
    float found[DIRECTIONS];
    float least = INFINITY;
    float alike = ALIKE;

    for (int i = 0; i < DIRECTIONS; i++) {
        found[i] = sharpness_along(p, ALONG[i][0], ALONG[i][1]);
        least = fminf(least, found[i]);
    }
    for (int i = 0; i < DIRECTIONS; i++)
        alike =
            fminf(alike, found[i] / found[(i + DIRECTIONS / 2) % DIRECTIONS]);
    return least * alike / ALIKE;
}

void check_sharpness(const struct face_reading *r, struct measures *m)
{
    struct patch patch;

    read_patch(r, &patch);
    measure_set(m, FINDING_BLURRED, sharpness(&patch),
                face_frame_region(r, (struct point){LEFT_X, TOP_Y},
                                  (struct point){-LEFT_X, BOTTOM_Y}));
}
