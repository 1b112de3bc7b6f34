#ifndef QC_FACE_TFLITE_H
#define QC_FACE_TFLITE_H

/*
 * tflite - a .tflite file as tensors and operators.
 *
 * Nothing is copied: constants are views into the file, which must outlive
 * the model.  Every index in a model that was read is within its range.
 */

#include "qc/face/flatbuf.h"

enum {
    TFLITE_RANK_MAX = 5,
    TFLITE_INPUTS_MAX = 8,
    TFLITE_OUTPUTS_MAX = 8,
    TFLITE_TENSORS_MAX = 4096,
    TFLITE_ELEMENTS_MAX = 64 * 1024 * 1024,
};

enum tflite_type { TFLITE_F32 = 0, TFLITE_F16 = 1, TFLITE_I32 = 2 };

/* The operators our models use. */
enum tflite_code {
    TFLITE_ADD = 0,
    TFLITE_CONCATENATION = 2,
    TFLITE_CONV_2D = 3,
    TFLITE_DEPTHWISE_CONV_2D = 4,
    TFLITE_DEQUANTIZE = 6,
    TFLITE_MAX_POOL_2D = 17,
    TFLITE_MUL = 18,
    TFLITE_RELU = 19,
    TFLITE_RESHAPE = 22,
    TFLITE_RESIZE_BILINEAR = 23,
    TFLITE_SOFTMAX = 25,
    TFLITE_CUSTOM = 32,
    TFLITE_PAD = 34,
    TFLITE_TRANSPOSE = 39,
    TFLITE_STRIDED_SLICE = 45,
    TFLITE_PRELU = 54,
    TFLITE_TRANSPOSE_CONV = 67,
    TFLITE_SUM = 74,
    TFLITE_RESIZE_NEAREST = 97,
};

struct tflite_tensor {
    int type;
    int rank;
    int dims[TFLITE_RANK_MAX];
    size_t elements;
    struct bytes data; /* empty: computed at run time */
};

struct tflite_op {
    int code;
    struct bytes custom_name;
    struct bytes custom_options;
    struct fb options;
    int n_in;
    int in[TFLITE_INPUTS_MAX]; /* -1: left out */
    int n_out;
    int out[TFLITE_OUTPUTS_MAX];
};

struct tflite_model {
    int n_tensors;
    struct tflite_tensor *tensors;
    int n_ops;
    struct tflite_op *ops;
    int n_in;
    int in[TFLITE_INPUTS_MAX];
    int n_out;
    int out[TFLITE_OUTPUTS_MAX];
};

/* 0; -EINVAL for anything but a sound model within the limits above. */
int tflite_read(struct bytes file, struct tflite_model *ret)
    __attribute__((warn_unused_result));
void tflite_done(struct tflite_model *m);

/* One dimension counted from the last (0), 1 where the rank is smaller. */
int tflite_dim_from_last(const struct tflite_tensor *t, int i);

/* The i-th element of a constant of type I32; 0 beyond its end. */
int tflite_const_i32(const struct tflite_tensor *t, size_t i);

#endif
