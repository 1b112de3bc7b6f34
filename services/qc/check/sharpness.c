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
    REACH = 2,   /* cells from a derivative's middle to its ends */
    STRIDE = 2,  /* every second row and column will do */
    BINS = 2048, /* of derivatives, BINS_PER_STEP to a grey step */
    BINS_PER_STEP = 8,
    DIRECTIONS = 6,
};

/* From so many pixels to a cell on, the picture of half the size is read. */
#define COARSER 2.0F

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
    float at[HEIGHT][WIDTH]; /* 0..255 */
};

static inline float within(float v, float max)
{
    v = v > 0 ? v : 0;
    return v < max ? v : max;
}

/* Green between pixels: as sharp as luma, a third of the work. */
static inline float green(const struct image *img, float at_x, float at_y)
{
    float x = within(at_x - 0.5F, (float)img->width - 1.01F);
    float y = within(at_y - 0.5F, (float)img->height - 1.01F);
    int i = (int)x;
    int j = (int)y;
    float u = x - (float)i;
    float v = y - (float)j;
    const uint8_t *above = image_at(img, i, j) + 1;
    const uint8_t *below = above + (size_t)3 * (size_t)img->width;

    return (1 - v) * ((1 - u) * (float)above[0] + u * (float)above[3]) +
           v * ((1 - u) * (float)below[0] + u * (float)below[3]);
}

/* Where a patch lies in a picture: its first cell's corner, and a cell's
 * sides. */
struct sampler {
    const struct image *picture;
    struct point corner;
    struct point x;
    struct point y;
    int taps;
};

/* At a position of the patch, in cells. */
static inline float green_at(const struct sampler *s, float x, float y)
{
    return green(s->picture, s->corner.x + x * s->x.x + y * s->y.x,
                 s->corner.y + x * s->x.y + y * s->y.y);
}

/* The middle of the cell, or the mean of its quarters' middles. */
static inline float cell(const struct sampler *s, int column, int row)
{
    float x = (float)column, y = (float)row;

    if (s->taps == 1)
        return green_at(s, x + 0.5F, y + 0.5F);
    return (green_at(s, x + 0.25F, y + 0.25F) +
            green_at(s, x + 0.75F, y + 0.25F) +
            green_at(s, x + 0.25F, y + 0.75F) +
            green_at(s, x + 0.75F, y + 0.75F)) /
           4;
}

static struct sampler sampler_of(const struct face_reading *r, float cells)
{
    struct face_frame f = face_frame_of(r);
    bool halved = f.unit * r->native.scale >= COARSER * cells;
    float k = halved ? 1 : r->native.scale;
    struct point corner = face_frame_at(&f, LEFT_X, TOP_Y);
    float step = k * f.unit / cells;

    return (struct sampler){
        .picture = halved ? &r->upright : r->fine,
        .corner = {k * corner.x, k * corner.y},
        .x = {step * f.x.x, step * f.x.y},
        .y = {step * f.y.x, step * f.y.y},
        .taps = step < COARSER ? 1 : 2,
    };
}

static void read_patch(const struct face_reading *r, struct patch *ret)
{
    float px = r->native.scale * face_frame_of(r).unit;
    float cells = fminf(fmaxf(px, CELLS_PER_UNIT_MIN), CELLS_PER_UNIT_MAX);
    struct sampler s = sampler_of(r, cells);

    ret->width = (int)(-2 * LEFT_X * cells);
    ret->height = (int)((BOTTOM_Y - TOP_Y) * cells);
    for (int j = 0; j < ret->height; j++) {
        for (int i = 0; i < ret->width; i++)
            ret->at[j][i] = cell(&s, i, j);
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
    struct patch patch = {.width = 0};

    read_patch(r, &patch);
    measure_set(m, FINDING_BLURRED, sharpness(&patch),
                face_frame_region(r, (struct point){LEFT_X, TOP_Y},
                                  (struct point){-LEFT_X, BOTTOM_Y}));
}
