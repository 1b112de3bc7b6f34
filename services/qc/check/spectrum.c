#include "qc/check/spectrum.h"

#include "core/check.h"
#include "image/hot.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
    SIDE = SPECTRUM_SIDE,
    LOG_SIDE = 8,
    AXIS = 4,          /* so near an axis, JPEG's blocks and their overtones */
    BLOCKS = SIDE / 8, /* do not count */
    LONG = 14,         /* nor those of fewer periods */
    AROUND = 5,        /* where a peak's surroundings are looked at */
    PEAKS_MAX = 16,
};

_Static_assert(1 << LOG_SIDE == SIDE, "a side is a power of two");

void spectrum_fade(struct spectrum *s)
{
    float weight[SIDE];

    for (int i = 0; i < SIDE; i++)
        weight[i] =
            0.5F - 0.5F * cosf(2 * (float)M_PI * ((float)i + 0.5F) / SIDE);
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
            s->re[y][x] *= weight[x] * weight[y];
            s->im[y][x] *= weight[x] * weight[y];
        }
    }
}

static int reversed(int i)
{
    int r = 0;

    for (int bit = 0; bit < LOG_SIDE; bit++)
        r |= (i >> bit & 1) << (LOG_SIDE - 1 - bit);
    return r;
}

static void swap(float *a, float *b)
{
    float was = *a;

    *a = *b;
    *b = was;
}

static void swap_rows(struct spectrum *s, int i, int j)
{
    for (int x = 0; x < SIDE; x++) {
        swap(&s->re[i][x], &s->re[j][x]);
        swap(&s->im[i][x], &s->im[j][x]);
    }
}

/* Rows a and b of every column at once, b turned by the angle before. */
HOT static void butterfly(struct spectrum *s, int a, int b, float angle)
{
    float *restrict ar = s->re[a], *restrict ai = s->im[a];
    float *restrict br = s->re[b], *restrict bi = s->im[b];
    float c = cosf(angle), d = sinf(angle);

    for (int x = 0; x < SIDE; x++) {
        float r = c * br[x] - d * bi[x];
        float i = c * bi[x] + d * br[x];
        br[x] = ar[x] - r;
        bi[x] = ai[x] - i;
        ar[x] += r;
        ai[x] += i;
    }
}

static void transform_columns(struct spectrum *s)
{
    for (int i = 0; i < SIDE; i++) {
        if (reversed(i) > i)
            swap_rows(s, i, reversed(i));
    }
    for (int half = 1; half < SIDE; half *= 2) {
        for (int i = 0; i < SIDE; i += 2 * half) {
            for (int k = 0; k < half; k++)
                butterfly(s, i + k, i + k + half,
                          -(float)M_PI * (float)k / (float)half);
        }
    }
}

static void transpose(struct spectrum *s)
{
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < y; x++) {
            swap(&s->re[y][x], &s->re[x][y]);
            swap(&s->im[y][x], &s->im[x][y]);
        }
    }
}

void spectrum_run(struct spectrum *s)
{
    transform_columns(s);
    transpose(s);
    transform_columns(s);
    for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++)
            s->re[y][x] = s->re[y][x] * s->re[y][x] + s->im[y][x] * s->im[y][x];
    }
    /* A wave and its mirror image carry both squares' powers, mixed. */
    for (int y = 0; y <= SIDE / 2; y++) {
        for (int x = 0; x < SIDE; x++) {
            float *mirror = &s->re[(SIDE - y) % SIDE][(SIDE - x) % SIDE];
            float mean = (s->re[y][x] + *mirror) / 2;

            s->re[y][x] = mean;
            *mirror = mean;
        }
    }
}

static float at(const struct spectrum *s, int x, int y)
{
    return s->re[(y + SIDE) % SIDE][(x + SIDE) % SIDE];
}

static bool is_top(const struct spectrum *s, int x, int y)
{
    for (int j = -1; j <= 1; j++) {
        for (int i = -1; i <= 1; i++) {
            if (at(s, x + i, y + j) > at(s, x, y))
                return false;
        }
    }
    return true;
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

/* The strongest of what lies AROUND: an edge's waves form a ray, and a ray
 * goes on there, a single wave does not. */
static float around(const struct spectrum *s, int x, int y)
{
    float most = 0;

    for (int i = -AROUND; i <= AROUND; i++) {
        most = larger(most, at(s, x + i, y - AROUND));
        most = larger(most, at(s, x + i, y + AROUND));
        most = larger(most, at(s, x - AROUND, y + i));
        most = larger(most, at(s, x + AROUND, y + i));
    }
    return most;
}

static bool is_of_blocks(int along, int across)
{
    int beside = (abs(along) + BLOCKS / 2) % BLOCKS - BLOCKS / 2;

    return abs(across) < AXIS && abs(beside) < AXIS;
}

/* On the axis itself a wave and its mirror image are both in sight. */
static bool counts(int x, int y)
{
    return x * x + y * y >= LONG * LONG && (y > 0 || x > 0) &&
           !is_of_blocks(x, y) && !is_of_blocks(y, x);
}

/* Keeps the strongest, in order. */
static void insert(float peaks[PEAKS_MAX], float peak)
{
    for (int i = 0; i < PEAKS_MAX; i++) {
        if (peak > peaks[i])
            swap(&peak, &peaks[i]);
    }
}

float spectrum_peak(const struct spectrum *s, int rank)
{
    float peaks[PEAKS_MAX] = {0};

    CHECK(rank >= 1 && rank <= PEAKS_MAX);
    for (int y = 0; y < SIDE / 2 - AROUND; y++) {
        for (int x = AROUND - SIDE / 2; x < SIDE / 2 - AROUND; x++) {
            if (counts(x, y) && is_top(s, x, y))
                insert(peaks, at(s, x, y) / larger(around(s, x, y), 1e-6F));
        }
    }
    return peaks[rank - 1];
}
