#include "qc/face/kernel.h"

#include "core/check.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>

#include <xnnpack.h>

/* A kernel is an XNNPACK operator; the cast only hides its type. */
static struct kernel *kernel_of(xnn_operator_t op)
{
    return (struct kernel *)(void *)op;
}

static xnn_operator_t operator_of(struct kernel *k)
{
    return (xnn_operator_t)(void *)k;
}

/* Every creation ends here: with a set-up operator, or with nothing. */
static int finish(xnn_operator_t op, enum xnn_status status,
                  struct kernel **ret)
{
    if (status != xnn_status_success) {
        (void)xnn_delete_operator(op);
        return -EINVAL;
    }
    *ret = kernel_of(op);
    return 0;
}

int kernel_start(void)
{
    return xnn_initialize(NULL) == xnn_status_success ? 0 : -ENOSYS;
}

int kernel_new_conv(const struct kernel_conv *conv, struct kernel_io io,
                    struct kernel **ret)
{
    const struct kernel_window *w = &conv->window;
    size_t in = (size_t)conv->in.channels, out = (size_t)conv->out_channels;
    bool by_channel = conv->depthwise;
    xnn_operator_t op = NULL;
    enum xnn_status s = xnn_create_convolution2d_nhwc_f32(
        (uint32_t)w->pad_top, (uint32_t)w->pad_right, (uint32_t)w->pad_bottom,
        (uint32_t)w->pad_left, (uint32_t)w->height, (uint32_t)w->width,
        (uint32_t)w->stride_y, (uint32_t)w->stride_x, 1, 1,
        by_channel ? (uint32_t)in : 1, by_channel ? 1 : in,
        by_channel ? out / in : out, in, out, conv->weights, conv->bias,
        conv->range.min, conv->range.max,
        by_channel ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0, &op);

    if (s == xnn_status_success)
        s = xnn_setup_convolution2d_nhwc_f32(op, 1, (size_t)conv->in.height,
                                             (size_t)conv->in.width, io.in,
                                             io.out, NULL);
    return finish(op, s, ret);
}

int kernel_new_deconv(const struct kernel_conv *conv, struct kernel_io io,
                      struct kernel **ret)
{
    const struct kernel_window *w = &conv->window;
    size_t in = (size_t)conv->in.channels, out = (size_t)conv->out_channels;
    xnn_operator_t op = NULL;
    enum xnn_status s = xnn_create_deconvolution2d_nhwc_f32(
        (uint32_t)w->pad_top, (uint32_t)w->pad_right, (uint32_t)w->pad_bottom,
        (uint32_t)w->pad_left, (uint32_t)w->height, (uint32_t)w->width,
        (uint32_t)w->stride_y, (uint32_t)w->stride_x, 1, 1, 1, in, out, in, out,
        conv->weights, conv->bias, conv->range.min, conv->range.max, 0, &op);

    if (s == xnn_status_success)
        s = xnn_setup_deconvolution2d_nhwc_f32(op, 1, (size_t)conv->in.height,
                                               (size_t)conv->in.width, 0, 0,
                                               io.in, io.out, NULL);
    return finish(op, s, ret);
}

int kernel_new_max_pool(const struct kernel_shape *in,
                        const struct kernel_window *window, struct kernel_io io,
                        struct kernel **ret)
{
    const struct kernel_window *w = window;
    size_t channels = (size_t)in->channels;
    xnn_operator_t op = NULL;
    enum xnn_status s = xnn_create_max_pooling2d_nhwc_f32(
        (uint32_t)w->pad_top, (uint32_t)w->pad_right, (uint32_t)w->pad_bottom,
        (uint32_t)w->pad_left, (uint32_t)w->height, (uint32_t)w->width,
        (uint32_t)w->stride_y, (uint32_t)w->stride_x, 1, 1, channels, channels,
        channels, -INFINITY, INFINITY, 0, &op);

    if (s == xnn_status_success)
        s = xnn_setup_max_pooling2d_nhwc_f32(
            op, 1, (size_t)in->height, (size_t)in->width, io.in, io.out, NULL);
    return finish(op, s, ret);
}

static int new_add(const struct kernel_dims dims[2], struct kernel_range range,
                   struct kernel_io io, struct kernel **ret)
{
    xnn_operator_t op = NULL;
    enum xnn_status s = xnn_create_add_nd_f32(range.min, range.max, 0, &op);

    if (s == xnn_status_success)
        s = xnn_setup_add_nd_f32(op, (size_t)dims[0].rank, dims[0].dims,
                                 (size_t)dims[1].rank, dims[1].dims, io.in,
                                 io.in2, io.out, NULL);
    return finish(op, s, ret);
}

static int new_multiply(const struct kernel_dims dims[2],
                        struct kernel_range range, struct kernel_io io,
                        struct kernel **ret)
{
    xnn_operator_t op = NULL;
    enum xnn_status s =
        xnn_create_multiply_nd_f32(range.min, range.max, 0, &op);

    if (s == xnn_status_success)
        s = xnn_setup_multiply_nd_f32(op, (size_t)dims[0].rank, dims[0].dims,
                                      (size_t)dims[1].rank, dims[1].dims, io.in,
                                      io.in2, io.out, NULL);
    return finish(op, s, ret);
}

int kernel_new_pair(enum kernel_pair what, const struct kernel_dims dims[2],
                    struct kernel_range range, struct kernel_io io,
                    struct kernel **ret)
{
    return what == KERNEL_ADD ? new_add(dims, range, io, ret)
                              : new_multiply(dims, range, io, ret);
}

int kernel_new_clamp(size_t n, struct kernel_range range, struct kernel_io io,
                     struct kernel **ret)
{
    xnn_operator_t op = NULL;
    enum xnn_status s =
        xnn_create_clamp_nc_f32(1, 1, 1, range.min, range.max, 0, &op);

    if (s == xnn_status_success)
        s = xnn_setup_clamp_nc_f32(op, n, io.in, io.out, NULL);
    return finish(op, s, ret);
}

int kernel_new_prelu(size_t n, size_t channels, const float *slopes,
                     struct kernel_io io, struct kernel **ret)
{
    xnn_operator_t op = NULL;
    enum xnn_status s =
        xnn_create_prelu_nc_f32(channels, channels, channels, slopes, 0, &op);

    if (s == xnn_status_success)
        s = xnn_setup_prelu_nc_f32(op, n / channels, io.in, io.out, NULL);
    return finish(op, s, ret);
}

int kernel_new_softmax(size_t n, size_t channels, struct kernel_io io,
                       struct kernel **ret)
{
    xnn_operator_t op = NULL;
    enum xnn_status s =
        xnn_create_softmax_nc_f32(channels, channels, channels, 0, &op);

    if (s == xnn_status_success)
        s = xnn_setup_softmax_nc_f32(op, n / channels, io.in, io.out, NULL);
    return finish(op, s, ret);
}

static uint32_t resize_flags(const struct kernel_resize *resize)
{
    if (resize->align_corners)
        return XNN_FLAG_ALIGN_CORNERS;
    return resize->half_pixel_centers ? 0 : XNN_FLAG_TENSORFLOW_LEGACY_MODE;
}

int kernel_new_resize(const struct kernel_resize *resize, struct kernel_io io,
                      struct kernel **ret)
{
    size_t channels = (size_t)resize->in.channels;
    xnn_operator_t op = NULL;
    enum xnn_status s = xnn_create_resize_bilinear2d_nhwc_f32(
        channels, channels, channels, resize_flags(resize), &op);

    if (s == xnn_status_success)
        s = xnn_setup_resize_bilinear2d_nhwc_f32(
            op, 1, (size_t)resize->in.height, (size_t)resize->in.width,
            (size_t)resize->out_height, (size_t)resize->out_width, io.in,
            io.out, NULL);
    return finish(op, s, ret);
}

int kernel_new_pad(const struct kernel_pad *pad, struct kernel_io io,
                   struct kernel **ret)
{
    static const float ZERO = 0;
    xnn_operator_t op = NULL;
    enum xnn_status s = xnn_create_constant_pad_nd_x32(&ZERO, 0, &op);

    if (s == xnn_status_success)
        s = xnn_setup_constant_pad_nd_x32(op, (size_t)pad->in.rank,
                                          pad->in.dims, pad->before, pad->after,
                                          io.in, io.out, NULL);
    return finish(op, s, ret);
}

void kernel_run(struct kernel *k)
{
    CHECK(xnn_run_operator(operator_of(k), NULL) == xnn_status_success);
}

void kernel_free(struct kernel *k)
{
    if (k)
        (void)xnn_delete_operator(operator_of(k));
}
