/*
 * sharpness - focus and motion, at the size the face will have in the made
 * photo.
 *
 * An edge seen sharply has a second derivative about as large as its first; a
 * blurred one has much less.  The ratio of the two (each at its 99th
 * percentile over eyes, nose and mouth) depends neither on light, contrast nor
 * skin.  Motion blurs along one direction only, so four are measured and the
 * least counts.
 */
#include "qc/check/families.h"

#include "qc/check/frame.h"

#include <math.h>
#include <stdlib.h>

enum {
    PX_PER_UNIT = 80, /* between the irises */
    WIDTH = 128,
    HEIGHT = 136,
    CELLS = (WIDTH - 2) * (HEIGHT - 2),
    TAPS_MAX = 4,
    BINS = 1024, /* of derivatives, BINS_PER_STEP to a grey step */
    BINS_PER_STEP = 4,
};

#define LEFT_X -0.8F
#define TOP_Y -0.35F

struct patch {
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

/* The mean over one cell of the patch, of taps x taps positions. */
static float cell(const struct face_reading *r, const struct face_frame *f,
                  struct point corner, int taps)
{
    float step = 1.0F / (float)(PX_PER_UNIT * taps);
    float sum = 0;

    for (int i = 0; i < taps * taps; i++) {
        int row = i / taps;
        float x = corner.x + ((float)(i % taps) + 0.5F) * step;
        float y = corner.y + ((float)row + 0.5F) * step;

        sum += luma_between(&r->upright, face_frame_at(f, x, y));
    }
    return sum / (float)(taps * taps);
}

static void read_patch(const struct face_reading *r, struct patch *ret)
{
    struct face_frame f = face_frame_of(r);
    int taps = (int)ceilf(f.unit / PX_PER_UNIT);

    taps = taps < TAPS_MAX ? taps : TAPS_MAX;
    for (int j = 0; j < HEIGHT; j++) {
        for (int i = 0; i < WIDTH; i++) {
            struct point corner = {LEFT_X + (float)i / PX_PER_UNIT,
                                   TOP_Y + (float)j / PX_PER_UNIT};

            ret->at[j][i] = cell(r, &f, corner, taps);
        }
    }
}

static void count(int *histogram, float steps)
{
    int bin = (int)(fabsf(steps) * BINS_PER_STEP);

    histogram[bin < BINS ? bin : BINS - 1]++;
}

static float percentile_99(const int *histogram)
{
    int left = CELLS - CELLS / 100;
    int bin = 0;

    while (bin < BINS - 1 && left >= histogram[bin])
        left -= histogram[bin++];
    return ((float)bin + 0.5F) / BINS_PER_STEP;
}

/* Second by first derivative along (dx, dy). */
static float sharpness_along(const struct patch *p, int dx, int dy)
{
    int first[BINS] = {0};
    int second[BINS] = {0};
    float length = hypotf((float)dx, (float)dy);

    for (int j = 1; j < HEIGHT - 1; j++) {
        for (int i = 1; i < WIDTH - 1; i++) {
            float before = p->at[j - dy][i - dx];
            float after = p->at[j + dy][i + dx];

            count(first, (after - before) / (2 * length));
            count(second,
                  (after + before - 2 * p->at[j][i]) / (length * length));
        }
    }
    return percentile_99(second) / percentile_99(first);
}

void check_sharpness(const struct face_reading *r, struct measures *m)
{
    static const int DIRECTIONS[4][2] = {{1, 0}, {0, 1}, {1, 1}, {1, -1}};
    struct patch patch;
    float least = INFINITY;

    read_patch(r, &patch);
    for (int i = 0; i < 4; i++)
        least = fminf(
            least, sharpness_along(&patch, DIRECTIONS[i][0], DIRECTIONS[i][1]));
    measure_set(m, FINDING_BLURRED, least,
                face_frame_region(r, (struct point){-0.8F, -0.35F},
                                  (struct point){0.8F, 1.35F}));
}
