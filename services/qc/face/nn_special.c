/*
 * The three special operators of the attention mesh: it looks again, closer,
 * at eyes and lips, through matrices made from its own first points.
 *
 * A matrix is 4 x 4, row by row; only x and y are used:
 *     [0] [1] . [3]      x' = [0] x + [1] y + [3]
 *     [4] [5] . [7]      y' = [4] x + [5] y + [7]
 */
#include "qc/face/nn_node.h"

#include "core/check.h"
#include "qc/face/flexbuf.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { MATRIX_FLOATS = 16, POINT_FLOATS = 3, SUBSET_MAX = 128 };

struct crop {
    size_t n;
    int subset[SUBSET_MAX];
    int left; /* the line from left to right gives the rotation */
    int right;
    float width; /* of the crop, in its own pixels */
    float height;
    float scale_x;
    float scale_y;
    float rotation;
};

struct box {
    float x0, y0, x1, y1;
};

/* Bounding box of the subset after a turn by (c, s). */
static struct box turned_box(const struct crop *crop, const float *points,
                             float c, float s)
{
    struct box b = {FLT_MAX, FLT_MAX, -FLT_MAX, -FLT_MAX};

    for (size_t i = 0; i < crop->n; i++) {
        const float *p = points + POINT_FLOATS * crop->subset[i];
        float x = c * p[0] - s * p[1], y = s * p[0] + c * p[1];
        b.x0 = fminf(b.x0, x);
        b.x1 = fmaxf(b.x1, x);
        b.y0 = fminf(b.y0, y);
        b.y1 = fmaxf(b.y1, y);
    }
    return b;
}

/* T(box centre) R(-r) S(size / crop) T(-crop / 2) */
static void run_matrix(const struct nn_node *node)
{
    const struct crop *crop = node->params;
    const float *l = node->in + POINT_FLOATS * crop->left;
    const float *r = node->in + POINT_FLOATS * crop->right;
    float turn = crop->rotation - atan2f(r[1] - l[1], r[0] - l[0]);
    float c = cosf(turn), s = sinf(turn);
    struct box b = turned_box(crop, node->in, c, s);
    float mx = (b.x0 + b.x1) / 2, my = (b.y0 + b.y1) / 2;
    float kx = crop->scale_x * (b.x1 - b.x0) / crop->width;
    float ky = crop->scale_y * (b.y1 - b.y0) / crop->height;
    float *m = node->out;

    memset(m, 0, MATRIX_FLOATS * sizeof *m);
    m[0] = c * kx;
    m[1] = s * ky;
    m[4] = -s * kx;
    m[5] = c * ky;
    m[3] = c * mx + s * my - (m[0] * crop->width + m[1] * crop->height) / 2;
    m[7] = -s * mx + c * my - (m[4] * crop->width + m[5] * crop->height) / 2;
    m[10] = m[15] = 1;
}

static bool are_points(const struct crop *crop, size_t n_points)
{
    if (crop->left < 0 || (size_t)crop->left >= n_points || crop->right < 0 ||
        (size_t)crop->right >= n_points)
        return false;
    for (size_t i = 0; i < crop->n; i++)
        if (crop->subset[i] < 0 || (size_t)crop->subset[i] >= n_points)
            return false;
    return true;
}

static int make_matrix(struct nn_builder *b, const struct tflite_op *op,
                       struct nn_node *ret)
{
    struct bytes o = op->custom_options;
    struct crop *c = ret->params = must_alloc(sizeof *c);

    c->n = flexbuf_ints(o, "subset_idxs", c->subset, SUBSET_MAX);
    c->left = (int)flexbuf_number(o, "left_rotation_idx", -1);
    c->right = (int)flexbuf_number(o, "right_rotation_idx", -1);
    c->width = flexbuf_number(o, "output_width", 0);
    c->height = flexbuf_number(o, "output_height", 0);
    c->scale_x = flexbuf_number(o, "scale_x", 1);
    c->scale_y = flexbuf_number(o, "scale_y", 1);
    c->rotation = flexbuf_number(o, "target_rotation_radians", 0);
    ret->run = run_matrix;
    return c->n > 0 && c->width > 0 && c->height > 0 &&
                   nn_out(b, op)->elements == MATRIX_FLOATS &&
                   are_points(c, nn_in(b, op, 0)->elements / POINT_FLOATS)
               ? 0
               : -EINVAL;
}

struct warp {
    int in_height;
    int in_width;
    int out_height;
    int out_width;
    int channels;
};

static void mix(const float *const at[4], float fx, float fy,
                const struct warp *w, float *out)
{
    float a = (1 - fx) * (1 - fy), b = fx * (1 - fy);
    float c = (1 - fx) * fy, d = fx * fy;

    for (int i = 0; i < w->channels; i++)
        out[i] = a * at[0][i] + b * at[1][i] + c * at[2][i] + d * at[3][i];
}

static void warp_pixel(const float *in, const struct warp *w, float x, float y,
                       float *out)
{
    if (!(x >= 0 && y >= 0 && x <= (float)(w->in_width - 1) &&
          y <= (float)(w->in_height - 1))) {
        memset(out, 0, (size_t)w->channels * sizeof *out);
        return;
    }

    int x0 = (int)x, y0 = (int)y;
    size_t c = (size_t)w->channels;
    size_t right = x0 + 1 < w->in_width ? c : 0;
    size_t below = y0 + 1 < w->in_height ? c * (size_t)w->in_width : 0;
    const float *p = in + ((size_t)y0 * (size_t)w->in_width + (size_t)x0) * c;

    mix((const float *const[4]){p, p + right, p + below, p + right + below},
        x - (float)x0, y - (float)y0, w, out);
}

/* Version 2 of the operator: positions are of pixel centres. */
static void run_warp(const struct nn_node *node)
{
    const struct warp *w = node->params;
    const float *m = node->in2;
    float *out = node->out;

    for (int y = 0; y < w->out_height; y++) {
        for (int x = 0; x < w->out_width; x++, out += w->channels) {
            float u = (float)x + 0.5f, v = (float)y + 0.5f;
            warp_pixel(node->in, w, m[0] * u + m[1] * v + m[3] - 0.5f,
                       m[4] * u + m[5] * v + m[7] - 0.5f, out);
        }
    }
}

static int make_warp(struct nn_builder *b, const struct tflite_op *op,
                     struct nn_node *ret)
{
    const struct tflite_tensor *in = nn_in(b, op, 0), *out = nn_out(b, op);
    struct warp *w = ret->params = must_alloc(sizeof *w);

    if (in->rank != 4 || out->rank != 4 || in->dims[3] != out->dims[3])
        return -EINVAL;
    *w = (struct warp){in->dims[1], in->dims[2], out->dims[1], out->dims[2],
                       in->dims[3]};
    ret->run = run_warp;
    return 0;
}

struct points {
    size_t n;
    size_t floats; /* of one point: 2 or 3 */
};

static void run_points(const struct nn_node *node)
{
    const struct points *p = node->params;
    const float *m = node->in2, *from = node->in;
    float *to = node->out;

    for (size_t i = 0; i < p->n; i++, from += p->floats, to += p->floats) {
        to[0] = m[0] * from[0] + m[1] * from[1] + m[3];
        to[1] = m[4] * from[0] + m[5] * from[1] + m[7];
        if (p->floats > 2)
            to[2] = from[2];
    }
}

static int make_points(struct nn_builder *b, const struct tflite_op *op,
                       struct nn_node *ret)
{
    const struct tflite_tensor *in = nn_in(b, op, 0);
    struct points *p = ret->params = must_alloc(sizeof *p);

    p->floats = (size_t)tflite_dim_from_last(in, 0);
    p->n = in->elements / p->floats;
    ret->run = run_points;
    return (p->floats == 2 || p->floats == POINT_FLOATS) &&
                   nn_out(b, op)->elements == in->elements
               ? 0
               : -EINVAL;
}

static const struct {
    const char *name;
    int inputs;
    nn_make *make;
} SPECIALS[] = {
    {"Landmarks2TransformMatrix", 1, make_matrix},
    {"TransformTensorBilinear", 2, make_warp},
    {"TransformLandmarks", 2, make_points},
};

static bool is_called(const struct tflite_op *op, const char *name)
{
    return bytes_equal(op->custom_name, bytes_of_text(name));
}

/* The second input is always a matrix. */
static int bind_inputs(const struct nn_builder *b, const struct tflite_op *op,
                       int inputs, struct nn_node *ret)
{
    if (op->n_in < inputs)
        return -EINVAL;
    ret->in = b->at[op->in[0]];
    ret->out = b->at[op->out[0]];
    if (inputs > 1) {
        const struct tflite_tensor *matrix = nn_in(b, op, 1);
        if (!matrix || matrix->elements != MATRIX_FLOATS)
            return -EINVAL;
        ret->in2 = b->at[op->in[1]];
    }
    return ret->in && ret->out && (inputs < 2 || ret->in2) ? 0 : -EINVAL;
}

int nn_make_special(struct nn_builder *b, const struct tflite_op *op,
                    struct nn_node *ret)
{
    for (size_t i = 0; i < sizeof SPECIALS / sizeof *SPECIALS; i++) {
        if (!is_called(op, SPECIALS[i].name))
            continue;
        if (bind_inputs(b, op, SPECIALS[i].inputs, ret) < 0)
            return -EINVAL;
        return SPECIALS[i].make(b, op, ret);
    }
    return -EINVAL;
}

size_t nn_special_subset(const struct nn_node *node, const int **ret)
{
    const struct crop *c = node->params;

    if (node->run != run_matrix)
        return 0;
    *ret = c->subset;
    return c->n;
}
