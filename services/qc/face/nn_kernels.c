/*
 * Steps that XNNPACK runs: options of a .tflite operator -> a kernel.
 */
#include "qc/face/nn_node.h"

#include "core/cleanup.h"

#include <errno.h>
#include <math.h>

/* Field numbers of the options, by operator; all pool and convolution options
 * begin with padding, stride_w, stride_h. */
enum {
    OPT_PADDING = 0,
    OPT_STRIDE_W = 1,
    OPT_STRIDE_H = 2,
    OPT_CONV_ACTIVATION = 3,
    OPT_CONV_DILATION_W = 4,
    OPT_DEPTHWISE_ACTIVATION = 4,
    OPT_DEPTHWISE_DILATION_W = 5,
    OPT_DECONV_ACTIVATION = 3,
    OPT_POOL_WIDTH = 3,
    OPT_POOL_HEIGHT = 4,
    OPT_POOL_ACTIVATION = 5,
    OPT_PAIR_ACTIVATION = 0,
    OPT_RESIZE_ALIGN = 2,
    OPT_RESIZE_HALF_PIXEL = 3,
    OPT_SOFTMAX_BETA = 0,
};

enum { PADDING_SAME = 0 };

enum activation { ACT_NONE = 0, ACT_RELU = 1, ACT_RELU_N1_TO_1 = 2, ACT_RELU6 };

static int range_of(int activation, struct kernel_range *ret)
{
    switch (activation) {
    case ACT_NONE:
        *ret = (struct kernel_range){-INFINITY, INFINITY};
        return 0;
    case ACT_RELU:
        *ret = (struct kernel_range){0, INFINITY};
        return 0;
    case ACT_RELU_N1_TO_1:
        *ret = (struct kernel_range){-1, 1};
        return 0;
    case ACT_RELU6:
        *ret = (struct kernel_range){0, 6};
        return 0;
    default:
        return -EINVAL;
    }
}

static struct kernel_shape shape_of(const struct tflite_tensor *t)
{
    return (struct kernel_shape){
        .height = tflite_dim_from_last(t, 2),
        .width = tflite_dim_from_last(t, 1),
        .channels = tflite_dim_from_last(t, 0),
    };
}

static struct kernel_dims dims_of(const struct tflite_tensor *t)
{
    struct kernel_dims d = {.rank = t->rank};

    for (int i = 0; i < t->rank; i++)
        d.dims[i] = (size_t)t->dims[i];
    return d;
}

/* Where the tensors lie; -EINVAL when one is not computed at run time. */
static int io_of(const struct nn_builder *b, const struct tflite_op *op, int in,
                 struct kernel_io *ret)
{
    struct kernel_io io = {.in = b->at[op->in[in]], .out = b->at[op->out[0]]};

    if (!io.in || !io.out)
        return -EINVAL;
    *ret = io;
    return 0;
}

/* TensorFlow's SAME: what is missing, the odd one behind. */
static void pad_same(int in, int out, int size, int stride, int ret[2])
{
    int total = (out - 1) * stride + size - in;

    if (total < 0)
        total = 0;
    ret[0] = total / 2;
    ret[1] = total - total / 2;
}

static int window_of(struct fb options, const struct tflite_tensor *in,
                     const struct tflite_tensor *out, struct kernel_window *ret)
{
    struct kernel_shape i = shape_of(in), o = shape_of(out);
    int y[2] = {0, 0}, x[2] = {0, 0};

    ret->stride_x = fb_i32(options, OPT_STRIDE_W, 1);
    ret->stride_y = fb_i32(options, OPT_STRIDE_H, 1);
    if (ret->height < 1 || ret->width < 1 || ret->stride_x < 1 ||
        ret->stride_y < 1)
        return -EINVAL;
    if (fb_u8(options, OPT_PADDING, PADDING_SAME) == PADDING_SAME) {
        pad_same(i.height, o.height, ret->height, ret->stride_y, y);
        pad_same(i.width, o.width, ret->width, ret->stride_x, x);
    }
    ret->pad_top = y[0];
    ret->pad_bottom = y[1];
    ret->pad_left = x[0];
    ret->pad_right = x[1];
    return (i.height + y[0] + y[1] - ret->height) / ret->stride_y + 1 ==
                       o.height &&
                   (i.width + x[0] + x[1] - ret->width) / ret->stride_x + 1 ==
                       o.width
               ? 0
               : -EINVAL;
}

static int conv_shape(const struct nn_builder *b, const struct tflite_op *op,
                      struct kernel_conv *ret)
{
    const struct tflite_tensor *in = nn_in(b, op, 0), *w = nn_in(b, op, 1);
    const struct tflite_tensor *out = nn_out(b, op);
    bool by_channel = op->code == TFLITE_DEPTHWISE_CONV_2D;
    size_t expect;

    if (!w || w->rank != 4 || in->rank != 4 || out->rank != 4)
        return -EINVAL;
    ret->in = shape_of(in);
    ret->out_channels = shape_of(out).channels;
    ret->depthwise = by_channel;
    ret->window.height = w->dims[1];
    ret->window.width = w->dims[2];
    expect = (size_t)w->dims[1] * (size_t)w->dims[2] *
             (size_t)ret->out_channels *
             (by_channel ? 1 : (size_t)ret->in.channels);
    if (w->elements != expect ||
        fb_i32(op->options,
               by_channel ? OPT_DEPTHWISE_DILATION_W : OPT_CONV_DILATION_W,
               1) != 1 ||
        (by_channel && ret->out_channels % ret->in.channels != 0))
        return -EINVAL;
    return window_of(op->options, in, out, &ret->window);
}

/* The weights live only until the kernel has packed them. */
static int with_weights(struct nn_builder *b, const struct tflite_op *op,
                        const int inputs[2], struct kernel_conv *conv,
                        float *ret[2])
{
    const struct tflite_tensor *bias = nn_in(b, op, inputs[1]);

    ret[0] = nn_constant(b, op->in[inputs[0]]);
    if (!ret[0])
        return -EINVAL;
    if (bias) {
        ret[1] = nn_constant(b, op->in[inputs[1]]);
        if (!ret[1] || bias->elements != (size_t)conv->out_channels)
            return -EINVAL;
    }
    conv->weights = ret[0];
    conv->bias = ret[1];
    return 0;
}

static void free_both(float *(*weights)[2])
{
    free((*weights)[0]);
    free((*weights)[1]);
}

int nn_make_conv(struct nn_builder *b, const struct tflite_op *op,
                 struct nn_node *ret)
{
    struct kernel_conv conv = {0};
    struct kernel_io io;
    _cleanup_(free_both) float *weights[2] = {NULL, NULL};
    unsigned activation = op->code == TFLITE_DEPTHWISE_CONV_2D
                              ? OPT_DEPTHWISE_ACTIVATION
                              : OPT_CONV_ACTIVATION;

    if (conv_shape(b, op, &conv) < 0 ||
        range_of(fb_u8(op->options, activation, ACT_NONE), &conv.range) < 0 ||
        io_of(b, op, 0, &io) < 0 ||
        with_weights(b, op, (int[2]){1, 2}, &conv, weights) < 0)
        return -EINVAL;
    return kernel_new_conv(&conv, io, &ret->kernel);
}

/* Inputs: output shape, weights, input, bias.  Only kernels that tile the
 * result, as ours do. */
int nn_make_deconv(struct nn_builder *b, const struct tflite_op *op,
                   struct nn_node *ret)
{
    const struct tflite_tensor *w = nn_in(b, op, 1), *in = nn_in(b, op, 2);
    struct kernel_conv conv = {0};
    struct kernel_io io;
    _cleanup_(free_both) float *weights[2] = {NULL, NULL};

    if (!w || !in || w->rank != 4 || in->rank != 4)
        return -EINVAL;
    conv.in = shape_of(in);
    conv.out_channels = shape_of(nn_out(b, op)).channels;
    conv.window.height = conv.window.stride_y = w->dims[1];
    conv.window.width = conv.window.stride_x = w->dims[2];
    if (fb_i32(op->options, OPT_STRIDE_W, 1) != w->dims[2] ||
        fb_i32(op->options, OPT_STRIDE_H, 1) != w->dims[1] ||
        nn_out(b, op)->elements != in->elements / (size_t)conv.in.channels *
                                       (size_t)conv.out_channels *
                                       (size_t)w->dims[1] *
                                       (size_t)w->dims[2] ||
        w->elements != (size_t)w->dims[1] * (size_t)w->dims[2] *
                           (size_t)conv.in.channels *
                           (size_t)conv.out_channels ||
        range_of(fb_u8(op->options, OPT_DECONV_ACTIVATION, ACT_NONE),
                 &conv.range) < 0 ||
        io_of(b, op, 2, &io) < 0 ||
        with_weights(b, op, (int[2]){1, 3}, &conv, weights) < 0)
        return -EINVAL;
    return kernel_new_deconv(&conv, io, &ret->kernel);
}

int nn_make_max_pool(struct nn_builder *b, const struct tflite_op *op,
                     struct nn_node *ret)
{
    struct kernel_shape in = shape_of(nn_in(b, op, 0));
    struct kernel_window w = {
        .height = fb_i32(op->options, OPT_POOL_HEIGHT, 1),
        .width = fb_i32(op->options, OPT_POOL_WIDTH, 1),
    };
    struct kernel_io io;

    if (fb_u8(op->options, OPT_POOL_ACTIVATION, ACT_NONE) != ACT_NONE ||
        io_of(b, op, 0, &io) < 0 ||
        window_of(op->options, nn_in(b, op, 0), nn_out(b, op), &w) < 0)
        return -EINVAL;
    return kernel_new_max_pool(&in, &w, io, &ret->kernel);
}

/* Each operand is computed, or a constant that then belongs to the step. */
static int operand(struct nn_builder *b, int t, struct nn_node *node,
                   const float **ret)
{
    *ret = b->at[t];
    if (!*ret && !node->params)
        *ret = node->params = nn_constant(b, t);
    return *ret ? 0 : -EINVAL;
}

static bool broadcasts(const struct tflite_tensor *from,
                       const struct tflite_tensor *to)
{
    if (from->rank > to->rank)
        return false;
    for (int i = 0; i < from->rank; i++) {
        int d = tflite_dim_from_last(from, i);
        if (d != 1 && d != tflite_dim_from_last(to, i))
            return false;
    }
    return true;
}

int nn_make_pair(struct nn_builder *b, const struct tflite_op *op,
                 struct nn_node *ret)
{
    const struct tflite_tensor *x = nn_in(b, op, 0), *y = nn_in(b, op, 1);
    struct kernel_io io = {.out = b->at[op->out[0]]};
    struct kernel_range range;

    if (!y || !io.out || !broadcasts(x, nn_out(b, op)) ||
        !broadcasts(y, nn_out(b, op)) ||
        range_of(fb_u8(op->options, OPT_PAIR_ACTIVATION, ACT_NONE), &range) <
            0 ||
        operand(b, op->in[0], ret, &io.in) < 0 ||
        operand(b, op->in[1], ret, &io.in2) < 0)
        return -EINVAL;
    return kernel_new_pair(op->code == TFLITE_ADD ? KERNEL_ADD
                                                  : KERNEL_MULTIPLY,
                           (struct kernel_dims[2]){dims_of(x), dims_of(y)},
                           range, io, &ret->kernel);
}

/* An operator of one input whose result has as many elements. */
static int same_size_io(const struct nn_builder *b, const struct tflite_op *op,
                        struct kernel_io *ret)
{
    if (nn_in(b, op, 0)->elements != nn_out(b, op)->elements)
        return -EINVAL;
    return io_of(b, op, 0, ret);
}

int nn_make_relu(struct nn_builder *b, const struct tflite_op *op,
                 struct nn_node *ret)
{
    struct kernel_io io;

    if (same_size_io(b, op, &io) < 0)
        return -EINVAL;
    return kernel_new_clamp(nn_out(b, op)->elements,
                            (struct kernel_range){0, INFINITY}, io,
                            &ret->kernel);
}

int nn_make_prelu(struct nn_builder *b, const struct tflite_op *op,
                  struct nn_node *ret)
{
    const struct tflite_tensor *slopes = nn_in(b, op, 1);
    size_t channels = (size_t)tflite_dim_from_last(nn_in(b, op, 0), 0);
    struct kernel_io io;

    if (!slopes || slopes->elements != channels || same_size_io(b, op, &io) < 0)
        return -EINVAL;

    _cleanup_(freep) float *values = nn_constant(b, op->in[1]);

    if (!values)
        return -EINVAL;
    return kernel_new_prelu(nn_out(b, op)->elements, channels, values, io,
                            &ret->kernel);
}

int nn_make_softmax(struct nn_builder *b, const struct tflite_op *op,
                    struct nn_node *ret)
{
    struct kernel_io io;

    if (fb_f32(op->options, OPT_SOFTMAX_BETA, 1) != 1 ||
        same_size_io(b, op, &io) < 0)
        return -EINVAL;
    return kernel_new_softmax(nn_out(b, op)->elements,
                              (size_t)tflite_dim_from_last(nn_out(b, op), 0),
                              io, &ret->kernel);
}

int nn_make_resize(struct nn_builder *b, const struct tflite_op *op,
                   struct nn_node *ret)
{
    struct kernel_shape out = shape_of(nn_out(b, op));
    struct kernel_resize resize = {
        .in = shape_of(nn_in(b, op, 0)),
        .out_height = out.height,
        .out_width = out.width,
        .align_corners = fb_u8(op->options, OPT_RESIZE_ALIGN, 0) != 0,
        .half_pixel_centers = fb_u8(op->options, OPT_RESIZE_HALF_PIXEL, 0) != 0,
    };
    struct kernel_io io;

    if (resize.in.channels != out.channels || io_of(b, op, 0, &io) < 0)
        return -EINVAL;
    return kernel_new_resize(&resize, io, &ret->kernel);
}

int nn_make_pad(struct nn_builder *b, const struct tflite_op *op,
                struct nn_node *ret)
{
    const struct tflite_tensor *in = nn_in(b, op, 0), *p = nn_in(b, op, 1);
    struct kernel_pad pad = {.in = dims_of(in)};
    struct kernel_io io;

    if (!p || p->elements != 2 * (size_t)in->rank ||
        nn_out(b, op)->rank != in->rank || io_of(b, op, 0, &io) < 0)
        return -EINVAL;
    for (int i = 0; i < in->rank; i++) {
        int before = tflite_const_i32(p, 2 * (size_t)i);
        int after = tflite_const_i32(p, 2 * (size_t)i + 1);
        if (before < 0 || after < 0 ||
            in->dims[i] + before + after != nn_out(b, op)->dims[i])
            return -EINVAL;
        pad.before[i] = (size_t)before;
        pad.after[i] = (size_t)after;
    }
    return kernel_new_pad(&pad, io, &ret->kernel);
}
