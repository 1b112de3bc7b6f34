/*
 * Steps for which XNNPACK has no operator: they only move or add up.
 */
#include "qc/face/nn_node.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <string.h>

enum { OPT_CONCAT_AXIS = 0, OPT_NEAREST_HALF_PIXEL = 1 };

/* Product of the dimensions from `from` on, up to `to`. */
static size_t span(const struct tflite_tensor *t, int from, int to)
{
    size_t n = 1;

    for (int i = from; i < to; i++)
        n *= (size_t)t->dims[i];
    return n;
}

struct concat {
    int parts;
    size_t rows;
    size_t row_floats;
    const float *from[TFLITE_INPUTS_MAX];
    size_t part_floats[TFLITE_INPUTS_MAX]; /* of one row */
};

static void run_concat(const struct nn_node *node)
{
    const struct concat *c = node->params;
    float *to = node->out;

    for (size_t row = 0; row < c->rows; row++) {
        for (int i = 0; i < c->parts; i++) {
            memcpy(to, c->from[i] + row * c->part_floats[i],
                   c->part_floats[i] * sizeof *to);
            to += c->part_floats[i];
        }
    }
}

int nn_make_concat(struct nn_builder *b, const struct tflite_op *op,
                   struct nn_node *ret)
{
    const struct tflite_tensor *out = nn_out(b, op);
    int axis = fb_i32(op->options, OPT_CONCAT_AXIS, 0);
    struct concat *c = ret->params = must_alloc(sizeof *c);

    if (axis < 0)
        axis += out->rank;
    if (axis < 0 || axis >= out->rank)
        return -EINVAL;
    c->parts = op->n_in;
    c->rows = span(out, 0, axis);
    for (int i = 0; i < op->n_in; i++) {
        const struct tflite_tensor *in = nn_in(b, op, i);
        if (!in || !b->at[op->in[i]] || in->elements % c->rows != 0)
            return -EINVAL;
        c->from[i] = b->at[op->in[i]];
        c->part_floats[i] = in->elements / c->rows;
        c->row_floats += c->part_floats[i];
    }
    ret->out = b->at[op->out[0]];
    ret->run = run_concat;
    return ret->out && c->row_floats * c->rows == out->elements ? 0 : -EINVAL;
}

/* The result's dimensions, and the input's step for each of them. */
struct transpose {
    int dims[TFLITE_RANK_MAX];
    size_t step[TFLITE_RANK_MAX];
};

/* One result row of the last dimension. */
static void transpose_row(const float *from, size_t step, float *to, int n)
{
    if (step == 1) {
        memcpy(to, from, (size_t)n * sizeof *to);
        return;
    }
    for (int i = 0; i < n; i++)
        to[i] = from[(size_t)i * step];
}

static void run_transpose(const struct nn_node *node)
{
    const struct transpose *t = node->params;
    const int *d = t->dims;
    const size_t *s = t->step;
    float *to = node->out;
    int rows = d[0] * d[1] * d[2] * d[3];

    for (int row = 0; row < rows; row++, to += d[4]) {
        size_t from = (size_t)(row % d[3]) * s[3] +
                      (size_t)(row / d[3] % d[2]) * s[2] +
                      (size_t)(row / (d[3] * d[2]) % d[1]) * s[1] +
                      (size_t)(row / (d[3] * d[2] * d[1])) * s[0];
        transpose_row(node->in + from, s[4], to, d[4]);
    }
}

int nn_make_transpose(struct nn_builder *b, const struct tflite_op *op,
                      struct nn_node *ret)
{
    const struct tflite_tensor *in = nn_in(b, op, 0), *order = nn_in(b, op, 1);
    struct transpose *t = ret->params = must_alloc(sizeof *t);
    int lead = TFLITE_RANK_MAX - in->rank;

    ret->in = b->at[op->in[0]];
    ret->out = b->at[op->out[0]];
    if (!order || order->elements != (size_t)in->rank || !ret->in ||
        !ret->out || nn_out(b, op)->elements != in->elements)
        return -EINVAL;
    for (int i = 0; i < lead; i++)
        t->dims[i] = 1;
    for (int i = 0; i < in->rank; i++) {
        int from = tflite_const_i32(order, (size_t)i);
        if (from < 0 || from >= in->rank)
            return -EINVAL;
        t->dims[lead + i] = in->dims[from];
        t->step[lead + i] = span(in, from + 1, in->rank);
    }
    ret->run = run_transpose;
    return 0;
}

/* in [outer][n][inner] -> out [outer][inner] */
struct sum {
    size_t outer;
    size_t n;
    size_t inner;
};

static void run_sum(const struct nn_node *node)
{
    const struct sum *s = node->params;
    const float *from = node->in;

    for (size_t o = 0; o < s->outer; o++) {
        float *to = node->out + o * s->inner;
        memset(to, 0, s->inner * sizeof *to);
        for (size_t k = 0; k < s->n; k++, from += s->inner)
            for (size_t i = 0; i < s->inner; i++)
                to[i] += from[i];
    }
}

int nn_make_sum(struct nn_builder *b, const struct tflite_op *op,
                struct nn_node *ret)
{
    const struct tflite_tensor *in = nn_in(b, op, 0), *axes = nn_in(b, op, 1);
    struct sum *s = ret->params = must_alloc(sizeof *s);

    if (!axes || axes->elements != 1)
        return -EINVAL;

    int axis = tflite_const_i32(axes, 0);

    if (axis < 0)
        axis += in->rank;
    if (axis < 0 || axis >= in->rank)
        return -EINVAL;
    *s = (struct sum){span(in, 0, axis), (size_t)in->dims[axis],
                      span(in, axis + 1, in->rank)};
    ret->in = b->at[op->in[0]];
    ret->out = b->at[op->out[0]];
    ret->run = run_sum;
    return ret->in && ret->out && nn_out(b, op)->elements == s->outer * s->inner
               ? 0
               : -EINVAL;
}

/* Enlarges by whole factors: each pixel `x` times, each row `y` times. */
struct nearest {
    int height;
    int width;
    size_t pixel_floats;
    int x;
    int y;
};

static void run_nearest(const struct nn_node *node)
{
    const struct nearest *n = node->params;
    size_t row = (size_t)n->width * (size_t)n->x * n->pixel_floats;
    const float *from = node->in;
    float *to = node->out;

    for (int y = 0; y < n->height; y++) {
        float *first = to;
        for (int x = 0; x < n->width; x++, from += n->pixel_floats)
            for (int i = 0; i < n->x; i++, to += n->pixel_floats)
                memcpy(to, from, n->pixel_floats * sizeof *to);
        for (int i = 1; i < n->y; i++, to += row)
            memcpy(to, first, row * sizeof *to);
    }
}

int nn_make_nearest(struct nn_builder *b, const struct tflite_op *op,
                    struct nn_node *ret)
{
    const struct tflite_tensor *in = nn_in(b, op, 0), *out = nn_out(b, op);
    struct nearest *n = ret->params = must_alloc(sizeof *n);

    if (in->rank != 4 || out->rank != 4 || in->dims[0] != 1 ||
        out->dims[0] != 1 || in->dims[3] != out->dims[3] ||
        out->dims[1] % in->dims[1] != 0 || out->dims[2] % in->dims[2] != 0)
        return -EINVAL;
    *n = (struct nearest){
        .height = in->dims[1],
        .width = in->dims[2],
        .pixel_floats = (size_t)in->dims[3],
        .x = out->dims[2] / in->dims[2],
        .y = out->dims[1] / in->dims[1],
    };
    ret->in = b->at[op->in[0]];
    ret->out = b->at[op->out[0]];
    ret->run = run_nearest;
    return ret->in && ret->out ? 0 : -EINVAL;
}
