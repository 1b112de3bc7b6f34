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

/* Green between pixels: as sharp as luma, a third of the work. */
static float green(const struct image *img, struct point at)
{
    float x = fminf(fmaxf(at.x - 0.5F, 0), (float)img->width - 1.01F);
    float y = fminf(fmaxf(at.y - 0.5F, 0), (float)img->height - 1.01F);
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

/* The mean over one cell of the patch, of taps x taps positions. */
static float cell(const struct sampler *s, int column, int row)
{
    float sum = 0;

    for (int i = 0; i < s->taps * s->taps; i++) {
        int below = i / s->taps;
        float x =
            (float)column + ((float)(i % s->taps) + 0.5F) / (float)s->taps;
        float y = (float)row + ((float)below + 0.5F) / (float)s->taps;

        sum += green(s->picture,
                     (struct point){s->corner.x + x * s->x.x + y * s->y.x,
                                    s->corner.y + x * s->x.y + y * s->y.y});
    }
    return sum / (float)(s->taps * s->taps);
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
