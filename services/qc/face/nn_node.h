#ifndef QC_FACE_NN_NODE_H
#define QC_FACE_NN_NODE_H

/*
 * nn_node - one step of a network: a kernel of XNNPACK, or one of ours.
 * Internal to nn.
 */

#include "qc/face/kernel.h"
#include "qc/face/tflite.h"

struct nn_node {
    void (*run)(const struct nn_node *node); /* NULL: run the kernel */
    struct kernel *kernel;
    const float *in;
    const float *in2;
    float *out;
    void *params; /* owned, of the operator's own type */
};

/* A network while it is put together. */
struct nn_builder {
    const struct tflite_model *model;
    const int *constant; /* per tensor: the tensor that holds its data, or -1 */
    float **at;          /* per tensor: where run time finds it, or NULL */
};

typedef int nn_make(struct nn_builder *b, const struct tflite_op *op,
                    struct nn_node *ret);

/* Steps that XNNPACK runs. */
nn_make nn_make_conv, nn_make_deconv, nn_make_max_pool, nn_make_pair,
    nn_make_relu, nn_make_prelu, nn_make_softmax, nn_make_resize, nn_make_pad;

/* Steps that we run. */
nn_make nn_make_concat, nn_make_transpose, nn_make_sum, nn_make_nearest,
    nn_make_special;

/* A constant as floats, newly allocated with room for what kernels read
 * beyond its end; NULL if tensor t is no constant of a known type. */
float *nn_constant(const struct nn_builder *b, int t);

/* The tensor behind an operator's i-th input, NULL if left out. */
const struct tflite_tensor *nn_in(const struct nn_builder *b,
                                  const struct tflite_op *op, int i);
const struct tflite_tensor *nn_out(const struct nn_builder *b,
                                   const struct tflite_op *op);

/* The subset of a Landmarks2TransformMatrix step, 0 for any other. */
size_t nn_special_subset(const struct nn_node *node, const int **ret);

#endif
