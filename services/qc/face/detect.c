#include "qc/face/detect.h"

#include "core/check.h"
#include "qc/face/files.h"
#include "qc/face/nn.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Each network looks at a square picture in a grid of cells; `per_cell`
 * guesses in each, all centred on the cell.  Per guess it gives 16 numbers
 * (box centre and size, six key points, in input pixels off the cell's
 * centre) and one score.
 */
struct grid {
    int cells;
    int per_cell;
};

struct kind {
    const char *file;
    int side;
    float score_min;
    struct grid grids[2];
};

enum { SHORT_RANGE, FULL_RANGE, KINDS };

enum {
    GUESS_FLOATS = 16,
    GUESSES_MAX = 2304,
    CANDIDATES_MAX = 256,
    KEYS = 6,
};

static const struct kind KINDS_OF_NETWORK[KINDS] = {
    [SHORT_RANGE] = {"face_detection_short_range.tflite",
                     128,
                     0.5f,
                     {{16, 2}, {8, 6}}},
    [FULL_RANGE] = {"face_detection_full_range.tflite",
                    192,
                    0.6f,
                    {{48, 1}, {0, 0}}},
};

#define SAME_FACE 0.3f /* overlap from which two boxes show one face */

struct detector {
    struct nn *nn[KINDS];
    struct face_box candidates[CANDIDATES_MAX];
    int n;
};

/* The square that holds the whole picture, in the middle. */
struct letterbox {
    float left;
    float top;
    float side;
};

static struct letterbox letterbox_of(const struct image *img)
{
    float w = (float)img->width, h = (float)img->height;
    float side = fmaxf(w, h);

    return (struct letterbox){(w - side) / 2, (h - side) / 2, side};
}

static float sigmoid(float x)
{
    return 1 / (1 + expf(-x));
}

/* Centre of the cell that guess i belongs to, 0..1. */
static struct point cell_centre(const struct kind *kind, int i)
{
    const struct grid *g = &kind->grids[0];
    int first = g->cells * g->cells * g->per_cell;

    if (i >= first) {
        i -= first;
        g = &kind->grids[1];
    }

    int cell = i / g->per_cell;
    int column = cell % g->cells, row = cell / g->cells;

    return (struct point){((float)column + 0.5f) / (float)g->cells,
                          ((float)row + 0.5f) / (float)g->cells};
}

static struct point place(const float *at, struct point cell, float side,
                          const struct letterbox *l)
{
    return (struct point){l->left + (cell.x + at[0] / side) * l->side,
                          l->top + (cell.y + at[1] / side) * l->side};
}

static struct face_box box_of(const float *guess, struct point cell, float side,
                              const struct letterbox *l)
{
    struct point centre = place(guess, cell, side, l);
    struct face_box box = {
        .width = guess[2] / side * l->side,
        .height = guess[3] / side * l->side,
    };

    box.x = centre.x - box.width / 2;
    box.y = centre.y - box.height / 2;
    for (int k = 0; k < KEYS; k++)
        box.keys[k] = place(guess + 4 + 2 * k, cell, side, l);
    return box;
}

static int guesses(const struct kind *kind)
{
    int n = 0;

    for (int i = 0; i < 2; i++)
        n += kind->grids[i].cells * kind->grids[i].cells *
             kind->grids[i].per_cell;
    return n;
}

static void collect(struct detector *d, int k, const struct letterbox *l)
{
    const struct kind *kind = &KINDS_OF_NETWORK[k];
    const float *boxes = nn_output(d->nn[k], 0);
    const float *scores = nn_output(d->nn[k], 1);
    int n = guesses(kind);

    for (int i = 0; i < n && d->n < CANDIDATES_MAX; i++) {
        float score = sigmoid(scores[i]);
        if (score < kind->score_min)
            continue;

        struct face_box box =
            box_of(boxes + (size_t)i * GUESS_FLOATS, cell_centre(kind, i),
                   (float)kind->side, l);

        box.score = score;
        if (box.width > 0 && box.height > 0)
            d->candidates[d->n++] = box;
    }
}

static void look(struct detector *d, int k, const struct pyramid *picture)
{
    struct letterbox l = letterbox_of(picture->base);
    int side = KINDS_OF_NETWORK[k].side;
    float step = l.side / (float)side;
    struct affine m = {l.left, step, 0, l.top, 0, step};
    struct view view = {side, side, 2.0f / 255, -1, nn_input(d->nn[k])};

    pyramid_view(picture, &m, &view);
    nn_run(d->nn[k]);
    collect(d, k, &l);
}

float face_box_overlap(const struct face_box *a, const struct face_box *b)
{
    float w = fminf(a->x + a->width, b->x + b->width) - fmaxf(a->x, b->x);
    float h = fminf(a->y + a->height, b->y + b->height) - fmaxf(a->y, b->y);

    if (w <= 0 || h <= 0)
        return 0;
    return w * h / (a->width * a->height + b->width * b->height - w * h);
}

static int by_score(const void *a, const void *b)
{
    float x = ((const struct face_box *)a)->score;
    float y = ((const struct face_box *)b)->score;

    return (x < y) - (x > y);
}

static int by_area(const void *a, const void *b)
{
    const struct face_box *x = a, *y = b;
    float u = x->width * x->height, v = y->width * y->height;

    return (u < v) - (u > v);
}

static void add_weighted(struct face_box *sum, const struct face_box *b)
{
    float w = b->score;

    sum->x += w * b->x;
    sum->y += w * b->y;
    sum->width += w * b->width;
    sum->height += w * b->height;
    for (int k = 0; k < KEYS; k++) {
        sum->keys[k].x += w * b->keys[k].x;
        sum->keys[k].y += w * b->keys[k].y;
    }
}

static void divide(struct face_box *sum, float weight)
{
    sum->x /= weight;
    sum->y /= weight;
    sum->width /= weight;
    sum->height /= weight;
    for (int k = 0; k < KEYS; k++) {
        sum->keys[k].x /= weight;
        sum->keys[k].y /= weight;
    }
}

/* Takes the group of boxes[0] out of n; the others close up. */
static struct face_box take_group(struct face_box *boxes, int *n)
{
    struct face_box first = boxes[0], sum = {.score = first.score};
    float weight = 0;
    int left = 0;

    for (int i = 0; i < *n; i++) {
        if (i == 0 || face_box_overlap(&first, &boxes[i]) > SAME_FACE) {
            add_weighted(&sum, &boxes[i]);
            weight += boxes[i].score;
        } else {
            boxes[left++] = boxes[i];
        }
    }
    divide(&sum, weight);
    *n = left;
    return sum;
}

int face_box_merge(struct face_box *boxes, int n)
{
    struct face_box merged[FACE_BOXES_MAX] = {{0}};
    int n_merged = 0;

    qsort(boxes, (size_t)n, sizeof *boxes, by_score);
    while (n > 0 && n_merged < FACE_BOXES_MAX)
        merged[n_merged++] = take_group(boxes, &n);
    qsort(merged, (size_t)n_merged, sizeof *merged, by_area);
    for (int i = 0; i < n_merged; i++)
        boxes[i] = merged[i];
    return n_merged;
}

static int open_network(const char *models, int k, struct nn **ret)
{
    const struct kind *kind = &KINDS_OF_NETWORK[k];
    size_t n = (size_t)guesses(kind);
    int r = face_open_network(models, kind->file, ret);

    if (r < 0)
        return r;
    if (nn_input_size(*ret) != 3 * (size_t)kind->side * (size_t)kind->side ||
        nn_outputs(*ret) != 2 || nn_output_size(*ret, 0) != n * GUESS_FLOATS ||
        nn_output_size(*ret, 1) != n)
        return -EINVAL;
    return 0;
}

int detector_new(const char *models, struct detector **ret)
{
    struct detector *d = must_alloc(sizeof *d);
    int r = 0;

    for (int k = 0; k < KINDS && r == 0; k++)
        r = open_network(models, k, &d->nn[k]);
    if (r < 0) {
        detector_free(d);
        return r;
    }
    *ret = d;
    return 0;
}

struct detector *detector_free(struct detector *d)
{
    if (!d)
        return NULL;
    for (int k = 0; k < KINDS; k++)
        nn_free(d->nn[k]);
    free(d);
    return NULL;
}

/* Looks with one network; the faces it sees, largest first. */
static int find_by(struct detector *d, int k, const struct pyramid *picture)
{
    d->n = 0;
    look(d, k, picture);
    return face_box_merge(d->candidates, d->n);
}

/*
 * The short-range network finds a near face that is half hidden, but also sees
 * faces in hands and clothes: it is asked only when the other saw none, and may
 * name one.
 */
int detector_find(struct detector *d, const struct pyramid *picture,
                  struct face_box *ret)
{
    int n = find_by(d, FULL_RANGE, picture);

    if (n == 0)
        n = find_by(d, SHORT_RANGE, picture) > 0 ? 1 : 0;
    memcpy(ret, d->candidates, (size_t)n * sizeof *ret);
    return n;
}

float detector_score(struct detector *d, const struct pyramid *picture)
{
    float best = 0;

    d->n = 0;
    look(d, FULL_RANGE, picture);
    for (int i = 0; i < d->n; i++)
        best = fmaxf(best, d->candidates[i].score);
    return best;
}
