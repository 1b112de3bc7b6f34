#include "qc/face/segment.h"

#include "core/check.h"
#include "image/hot.h"
#include "qc/face/files.h"
#include "qc/face/nn.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = FACE_MAP_SIDE * FACE_MAP_SIDE };

/* Share of a row's columns that must show head for the head to go on. */
#define HEAD_SHARE 0.12f

struct segmenter {
    struct nn *nn;
    float p[CELLS][FACE_CLASSES];
};

/* e^x for x <= 0 to about 1e-6: 2^n by the exponent's bits, 2^f by a series. */
static inline float exp_negative(float x)
{
    float t = (x > -80 ? x : -80) * 1.44269504f;
    float n = floorf(t);
    float f = (t - n) * 0.693147181f;
    float series =
        1 + f * (1 + f * (0.5f +
                          f * (0.166666667f + f * (0.0416666667f +
                                                   f * (0.00833333333f +
                                                        f * 0.00138888889f)))));
    uint32_t bits = (uint32_t)((int32_t)n + 127) << 23;
    float power;

    memcpy(&power, &bits, sizeof power);
    return series * power;
}

/* Largest of each cell to zero, so that no power overflows. */
HOT static void subtract_largest(const float *from, float *to, size_t cells)
{
    for (size_t i = 0; i < cells;
         i++, from += FACE_CLASSES, to += FACE_CLASSES) {
        float most = from[0];
        for (int c = 1; c < FACE_CLASSES; c++)
            most = from[c] > most ? from[c] : most;
        for (int c = 0; c < FACE_CLASSES; c++)
            to[c] = from[c] - most;
    }
}

HOT static void raise(float *at, size_t n)
{
    for (size_t i = 0; i < n; i++)
        at[i] = exp_negative(at[i]);
}

HOT static void normalise(float *at, size_t cells)
{
    for (size_t i = 0; i < cells; i++, at += FACE_CLASSES) {
        float sum = 0;
        for (int c = 0; c < FACE_CLASSES; c++)
            sum += at[c];
        for (int c = 0; c < FACE_CLASSES; c++)
            at[c] /= sum;
    }
}

void segment_softmax(const float *logits, float *ret, size_t n)
{
    subtract_largest(logits, ret, n);
    raise(ret, n * FACE_CLASSES);
    normalise(ret, n);
}

int segmenter_new(const char *models, struct segmenter **ret)
{
    struct segmenter *s = must_alloc(sizeof *s);
    int r =
        face_open_network(models, "selfie_multiclass_256x256.tflite", &s->nn);

    if (r == 0 && (nn_input_size(s->nn) != (size_t)CELLS * 3 ||
                   nn_output_size(s->nn, 0) != (size_t)CELLS * FACE_CLASSES))
        r = -EINVAL;
    if (r < 0) {
        segmenter_free(s);
        return r;
    }
    *ret = s;
    return 0;
}

struct segmenter *segmenter_free(struct segmenter *s)
{
    if (s)
        nn_free(s->nn);
    free(s);
    return NULL;
}

void segmenter_run(struct segmenter *s, const struct pyramid *picture,
                   const struct segment_window *w, struct face_map *ret)
{
    struct face_map map = {
        .left = w->left,
        .top = w->top,
        .cell_width = w->width / FACE_MAP_SIDE,
        .cell_height = w->height / FACE_MAP_SIDE,
        .p = (const float(*)[FACE_CLASSES])s->p,
    };
    struct affine m = {map.left, map.cell_width, 0, map.top,
                       0,        map.cell_height};
    struct view view = {FACE_MAP_SIDE, FACE_MAP_SIDE, 1.0f / 255, 0,
                        nn_input(s->nn)};

    pyramid_view(picture, &m, &view);
    nn_run(s->nn);
    segment_softmax(nn_output(s->nn, 0), &s->p[0][0], CELLS);
    *ret = map;
}

static int cell_of(float position, float start, float size)
{
    int i = (int)floorf((position - start) / size);

    if (i < 0)
        return 0;
    return i < FACE_MAP_SIDE ? i : FACE_MAP_SIDE - 1;
}

/* Columns of the map between two positions. */
struct columns {
    int first;
    int last;
};

static struct columns columns_between(const struct face_map *map, float x0,
                                      float x1)
{
    int first = cell_of(x0, map->left, map->cell_width);
    int last = cell_of(x1, map->left, map->cell_width);

    return (struct columns){first, last < first ? first : last};
}

static float head_share(const struct face_map *map, int row, struct columns c)
{
    const float(*p)[FACE_CLASSES] = map->p + (size_t)row * FACE_MAP_SIDE;
    int n = 0;

    for (int i = c.first; i <= c.last; i++)
        n += p[i][FACE_BACKGROUND] < 0.5f;
    return (float)n / (float)(c.last - c.first + 1);
}

float segment_crown(const struct face_map *map, float from_y, float x0,
                    float x1)
{
    struct columns c = columns_between(map, x0, x1);
    int row = cell_of(from_y, map->top, map->cell_height);

    while (row >= 0 && head_share(map, row, c) > HEAD_SHARE)
        row--;
    return map->top + (float)(row + 1) * map->cell_height;
}

float segment_head_at_top(const struct face_map *map, float x0, float x1)
{
    return head_share(map, 0, columns_between(map, x0, x1));
}

static float clamp_cell(float v)
{
    return fminf(fmaxf(v, 0), FACE_MAP_SIDE - 1);
}

float face_map_at(const struct face_map *map, enum face_class c, float x,
                  float y)
{
    float u = clamp_cell((x - map->left) / map->cell_width - 0.5f);
    float v = clamp_cell((y - map->top) / map->cell_height - 0.5f);
    int i = (int)u, j = (int)v;
    int right = i + 1 < FACE_MAP_SIDE ? 1 : 0;
    int below = j + 1 < FACE_MAP_SIDE ? FACE_MAP_SIDE : 0;
    const float(*p)[FACE_CLASSES] = map->p + j * FACE_MAP_SIDE + i;

    u -= (float)i;
    v -= (float)j;
    return (1 - v) * ((1 - u) * p[0][c] + u * p[right][c]) +
           v * ((1 - u) * p[below][c] + u * p[below + right][c]);
}
