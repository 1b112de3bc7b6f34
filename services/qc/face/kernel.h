#ifndef QC_FACE_KERNEL_H
#define QC_FACE_KERNEL_H

/*
 * kernel - the standard operators, run by XNNPACK on one core.  The only file
 * that knows XNNPACK is kernel.c.
 *
 * Tensors are NHWC floats; the addresses given at creation are used by every
 * run.  XNNPACK reads up to KERNEL_PADDING_BYTES beyond a tensor's end.
 *
 * Weights are packed at creation and may be freed afterwards.
 * Errors   0, or -EINVAL for what XNNPACK refuses.
 */

#include <stdbool.h>
#include <stddef.h>

enum { KERNEL_PADDING_BYTES = 16, KERNEL_RANK_MAX = 5 };

struct kernel;

struct kernel_io {
    const float *in;
    const float *in2; /* of the operators that take two */
    float *out;
};

/* Result values are cut to min..max (an activation fused in). */
struct kernel_range {
    float min;
    float max;
};

/* A picture-shaped tensor, batch 1. */
struct kernel_shape {
    int height;
    int width;
    int channels;
};

/* A window that slides over it. */
struct kernel_window {
    int height;
    int width;
    int stride_y;
    int stride_x;
    int pad_top;
    int pad_bottom;
    int pad_left;
    int pad_right;
};

struct kernel_conv {
    struct kernel_shape in;
    int out_channels;
    struct kernel_window window;
    bool depthwise;
    const float *weights;
    const float *bias; /* or NULL */
    struct kernel_range range;
};

struct kernel_dims {
    int rank;
    size_t dims[KERNEL_RANK_MAX];
};

struct kernel_pad {
    struct kernel_dims in;
    size_t before[KERNEL_RANK_MAX];
    size_t after[KERNEL_RANK_MAX];
};

struct kernel_resize {
    struct kernel_shape in;
    int out_height;
    int out_width;
    bool align_corners;
    bool half_pixel_centers;
};

enum kernel_pair { KERNEL_ADD, KERNEL_MULTIPLY };

/* Once per process, before anything else. */
int kernel_start(void) __attribute__((warn_unused_result));

int kernel_new_conv(const struct kernel_conv *conv, struct kernel_io io,
                    struct kernel **ret) __attribute__((warn_unused_result));
/* Transposed; weights are [out][height][width][in], as in TensorFlow Lite. */
int kernel_new_deconv(const struct kernel_conv *conv, struct kernel_io io,
                      struct kernel **ret) __attribute__((warn_unused_result));
int kernel_new_max_pool(const struct kernel_shape *in,
                        const struct kernel_window *window, struct kernel_io io,
                        struct kernel **ret)
    __attribute__((warn_unused_result));
int kernel_new_pair(enum kernel_pair what, const struct kernel_dims dims[2],
                    struct kernel_range range, struct kernel_io io,
                    struct kernel **ret) __attribute__((warn_unused_result));
int kernel_new_clamp(size_t n, struct kernel_range range, struct kernel_io io,
                     struct kernel **ret) __attribute__((warn_unused_result));
int kernel_new_prelu(size_t n, size_t channels, const float *slopes,
                     struct kernel_io io, struct kernel **ret)
    __attribute__((warn_unused_result));
int kernel_new_softmax(size_t n, size_t channels, struct kernel_io io,
                       struct kernel **ret) __attribute__((warn_unused_result));
int kernel_new_resize(const struct kernel_resize *resize, struct kernel_io io,
                      struct kernel **ret) __attribute__((warn_unused_result));
int kernel_new_pad(const struct kernel_pad *pad, struct kernel_io io,
                   struct kernel **ret) __attribute__((warn_unused_result));

void kernel_run(struct kernel *k);
void kernel_free(struct kernel *k);

#endif
