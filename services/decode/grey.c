#include "decode/grey.h"

#include "core/cleanup.h"

#include <errno.h>
#include <math.h>
#include <string.h>

int grey_make(struct grey *ret, int width, int height)
{
    size_t n = (size_t)width * (size_t)height;
    uint8_t *px;

    if (n == 0 || n > GREY_PIXELS_MAX)
        return -ENOMEM;
    px = malloc(n);
    if (!px)
        return -ENOMEM;
    free(ret->px);
    ret->width = width;
    ret->height = height;
    ret->px = px;
    return 0;
}

void grey_done(struct grey *g)
{
    free(g->px);
    *g = (struct grey){0};
}

static uint8_t *row_of(const struct grey *g, int y)
{
    return g->px + (size_t)y * (size_t)g->width;
}

/* What one pixel of the result takes from a row or column of the source: a few
 * neighbours with weights that sum up to 1 << WEIGHT_BITS. */
enum { WEIGHT_BITS = 12, TAPS_MAX = 64 };

struct tap {
    int first;
    int n;
    uint16_t weight[TAPS_MAX];
};

static int clamp(int value, int max)
{
    if (value < 0)
        return 0;
    return value > max ? max : value;
}

/* The weight of the neighbour at `at` is a triangle around the centre, as wide
 * as the step between two pixels of the result, at least 1. */
static void weigh(struct tap *tap, double centre, double reach, int size)
{
    int first = (int)ceil(centre - reach);
    int last = (int)floor(centre + reach);
    double sum = 0;
    double raw[TAPS_MAX] = {0};

    first = clamp(first, size - 1);
    last = clamp(last, size - 1);
    if (last - first >= TAPS_MAX)
        last = first + TAPS_MAX - 1;
    for (int i = first; i <= last; i++) {
        raw[i - first] = fmax(reach - fabs(i - centre), 1e-6);
        sum += raw[i - first];
    }
    tap->first = first;
    tap->n = last - first + 1;
    for (int i = 0; i < tap->n; i++)
        tap->weight[i] = (uint16_t)lround(raw[i] / sum * (1 << WEIGHT_BITS));
}

static struct tap *taps_of(int size, int scaled, double scale)
{
    struct tap *taps = calloc((size_t)scaled, sizeof *taps);
    double reach = scale < 1 ? 1 / scale : 1;

    for (int i = 0; taps && i < scaled; i++)
        weigh(&taps[i], (i + 0.5) / scale - 0.5, reach, size);
    return taps;
}

static uint8_t mix(const struct tap *tap, const uint8_t *at, size_t stride)
{
    uint32_t sum = 1u << (WEIGHT_BITS - 1);

    for (int i = 0; i < tap->n; i++)
        sum += tap->weight[i] * (uint32_t)at[(size_t)i * stride];
    sum >>= WEIGHT_BITS;
    return (uint8_t)(sum > GREY_WHITE ? GREY_WHITE : sum);
}

static void scale_rows(const struct grey *from, const struct tap *taps,
                       struct grey *ret)
{
    for (int y = 0; y < ret->height; y++) {
        const uint8_t *source = row_of(from, y);
        uint8_t *row = row_of(ret, y);

        for (int x = 0; x < ret->width; x++)
            row[x] = mix(&taps[x], source + taps[x].first, 1);
    }
}

static void scale_columns(const struct grey *from, const struct tap *taps,
                          int border, struct grey *ret)
{
    memset(ret->px, GREY_WHITE, (size_t)ret->width * (size_t)ret->height);
    for (int y = 0; y < ret->height - 2 * border; y++) {
        const uint8_t *source = row_of(from, taps[y].first);
        uint8_t *row = row_of(ret, y + border) + border;

        for (int x = 0; x < from->width; x++)
            row[x] = mix(&taps[y], source + x, (size_t)from->width);
    }
}

int grey_scale(const struct grey *from, double scale, int border,
               struct grey *ret)
{
    int width =
        clamp((int)lround(from->width * scale) - 1, GREY_PIXELS_MAX) + 1;
    int height =
        clamp((int)lround(from->height * scale) - 1, GREY_PIXELS_MAX) + 1;
    _cleanup_(freep) struct tap *across = taps_of(from->width, width, scale);
    _cleanup_(freep) struct tap *down = taps_of(from->height, height, scale);
    _cleanup_(grey_done) struct grey half = {0};
    int r;

    if (!across || !down)
        return -ENOMEM;
    r = grey_make(&half, width, from->height);
    if (r == 0)
        r = grey_make(ret, width + 2 * border, height + 2 * border);
    if (r < 0)
        return r;
    scale_rows(from, across, &half);
    scale_columns(&half, down, border, ret);
    return 0;
}

/* Sum of the 3x3 pixels around (x, y); the edge is repeated. */
static int sum_around(const struct grey *g, int x, int y)
{
    int sum = 0;

    for (int dy = -1; dy <= 1; dy++) {
        const uint8_t *row = row_of(g, clamp(y + dy, g->height - 1));

        for (int dx = -1; dx <= 1; dx++)
            sum += row[clamp(x + dx, g->width - 1)];
    }
    return sum;
}

int grey_sharpen(const struct grey *from, struct grey *ret)
{
    enum { AMOUNT = 2 }; /* of the difference to the mean of nine */
    int r = grey_make(ret, from->width, from->height);

    for (int y = 0; r == 0 && y < from->height; y++) {
        const uint8_t *source = row_of(from, y);
        uint8_t *row = row_of(ret, y);

        for (int x = 0; x < from->width; x++) {
            int edge = 9 * source[x] - sum_around(from, x, y);

            row[x] = (uint8_t)clamp(source[x] + AMOUNT * edge / 9, GREY_WHITE);
        }
    }
    return r;
}

/* sums[y][x] is the sum of all pixels above and left of (x, y). */
static uint32_t *summed(const struct grey *g)
{
    size_t stride = (size_t)g->width + 1;
    uint32_t *sums = calloc(stride * ((size_t)g->height + 1), sizeof *sums);

    for (int y = 0; sums && y < g->height; y++) {
        uint32_t *above = sums + (size_t)y * stride;
        const uint8_t *row = row_of(g, y);
        uint32_t sum = 0;

        for (int x = 0; x < g->width; x++) {
            sum += row[x];
            above[stride + (size_t)x + 1] = above[x + 1] + sum;
        }
    }
    return sums;
}

struct threshold {
    const uint32_t *sums;
    int radius;
    unsigned percent;
};

static uint8_t black_or_white(const struct grey *g, const struct threshold *t,
                              int x, int y)
{
    const uint32_t *sums = t->sums;
    int radius = t->radius;
    size_t stride = (size_t)g->width + 1;
    int left = clamp(x - radius, g->width);
    int right = clamp(x + radius + 1, g->width);
    const uint32_t *top = sums + (size_t)clamp(y - radius, g->height) * stride;
    const uint32_t *end =
        sums + (size_t)clamp(y + radius + 1, g->height) * stride;
    uint32_t sum = end[right] - end[left] - top[right] + top[left];
    uint32_t n = (uint32_t)((right - left) * ((end - top) / (ptrdiff_t)stride));

    return (uint64_t)row_of(g, y)[x] * n * 100 < (uint64_t)sum * t->percent
               ? 0
               : GREY_WHITE;
}

int grey_threshold(const struct grey *from, int radius, unsigned percent,
                   struct grey *ret)
{
    _cleanup_(freep) uint32_t *sums = summed(from);
    struct threshold threshold = {sums, radius, percent};
    int r = sums ? grey_make(ret, from->width, from->height) : -ENOMEM;

    for (int y = 0; r == 0 && y < from->height; y++) {
        uint8_t *row = row_of(ret, y);

        for (int x = 0; x < from->width; x++)
            row[x] = black_or_white(from, &threshold, x, y);
    }
    return r;
}

/* Between the four pixels around; white outside. */
static uint8_t between(const struct grey *g, double x, double y)
{
    int left = (int)floor(x);
    int top = (int)floor(y);
    double right_share = x - left;
    double low_share = y - top;
    const uint8_t *at;

    if (left < 0 || top < 0 || left >= g->width - 1 || top >= g->height - 1)
        return GREY_WHITE;
    at = row_of(g, top) + left;
    return (uint8_t)((at[0] * (1 - right_share) + at[1] * right_share) *
                         (1 - low_share) +
                     (at[g->width] * (1 - right_share) +
                      at[g->width + 1] * right_share) *
                         low_share);
}

int grey_straighten(const struct grey *from, double x, double y,
                    struct grey *ret)
{
    double room = 1 + fabs(x) + fabs(y); /* for the edge that grows */
    int r = grey_make(ret, from->width, from->height);

    for (int row = 0; r == 0 && row < ret->height; row++) {
        uint8_t *to = row_of(ret, row);
        double v = room * (2.0 * row / ret->height - 1);

        for (int column = 0; column < ret->width; column++) {
            double u = room * (2.0 * column / ret->width - 1);
            double depth = 1 + x * u + y * v;

            to[column] = between(from, (u / depth + 1) / 2 * from->width,
                                 (v / depth + 1) / 2 * from->height);
        }
    }
    return r;
}
