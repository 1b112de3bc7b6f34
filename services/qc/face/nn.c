#include "qc/face/nn.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "qc/face/nn_node.h"
#include "qc/face/nn_plan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { ALIGNMENT = 64, MODEL_BYTES_MAX = 256 * 1024 * 1024 };

struct end {
    float *at;
    size_t size;
};

struct nn {
    float *memory;
    int n_nodes;
    struct nn_node *nodes;
    struct end in;
    int n_out;
    struct end out[TFLITE_OUTPUTS_MAX];
};

static const struct {
    int code;
    int inputs; /* at least */
    nn_make *make;
} MAKERS[] = {
    {TFLITE_ADD, 2, nn_make_pair},
    {TFLITE_MUL, 2, nn_make_pair},
    {TFLITE_CONCATENATION, 1, nn_make_concat},
    {TFLITE_CONV_2D, 2, nn_make_conv},
    {TFLITE_DEPTHWISE_CONV_2D, 2, nn_make_conv},
    {TFLITE_TRANSPOSE_CONV, 3, nn_make_deconv},
    {TFLITE_MAX_POOL_2D, 1, nn_make_max_pool},
    {TFLITE_RELU, 1, nn_make_relu},
    {TFLITE_PRELU, 2, nn_make_prelu},
    {TFLITE_SOFTMAX, 1, nn_make_softmax},
    {TFLITE_RESIZE_BILINEAR, 1, nn_make_resize},
    {TFLITE_RESIZE_NEAREST, 1, nn_make_nearest},
    {TFLITE_PAD, 2, nn_make_pad},
    {TFLITE_TRANSPOSE, 2, nn_make_transpose},
    {TFLITE_SUM, 2, nn_make_sum},
    {TFLITE_CUSTOM, 1, nn_make_special},
};

const struct tflite_tensor *nn_in(const struct nn_builder *b,
                                  const struct tflite_op *op, int i)
{
    if (i >= op->n_in || op->in[i] < 0)
        return NULL;
    return &b->model->tensors[op->in[i]];
}

const struct tflite_tensor *nn_out(const struct nn_builder *b,
                                   const struct tflite_op *op)
{
    return &b->model->tensors[op->out[0]];
}

static float half_to_float(uint16_t half)
{
    uint32_t sign = (uint32_t)(half & 0x8000) << 16;
    uint32_t exponent = (half >> 10) & 31, mantissa = half & 1023;
    uint32_t bits = sign | (exponent + 112) << 23 | mantissa << 13;
    float f;

    if (exponent == 0) /* zero or subnormal: mantissa * 2^-24 */
        return (sign ? -1.0f : 1.0f) * (float)mantissa * 0x1p-24f;
    if (exponent == 31)
        bits = sign | 0x7f800000 | mantissa << 13;
    memcpy(&f, &bits, sizeof f);
    return f;
}

float *nn_constant(const struct nn_builder *b, int t)
{
    if (t < 0 || b->constant[t] < 0)
        return NULL;

    const struct tflite_tensor *from = &b->model->tensors[b->constant[t]];
    size_t n = from->elements;

    if (n != b->model->tensors[t].elements ||
        (from->type != TFLITE_F32 && from->type != TFLITE_F16))
        return NULL;

    float *values = must_alloc(n * sizeof *values + KERNEL_PADDING_BYTES);

    if (from->type == TFLITE_F32) {
        memcpy(values, from->data.at, n * sizeof *values);
        return values;
    }
    for (size_t i = 0; i < n; i++) {
        uint16_t half;
        memcpy(&half, from->data.at + 2 * i, sizeof half);
        values[i] = half_to_float(half);
    }
    return values;
}

static bool needs_step(const struct nn_builder *b, const struct tflite_op *op)
{
    if (op->code == TFLITE_DEQUANTIZE)
        return b->constant[op->out[0]] < 0;
    return !nn_plan_is_view(b->model, op);
}

static int make_node(struct nn_builder *b, const struct tflite_op *op,
                     struct nn_node *ret)
{
    for (size_t i = 0; i < sizeof MAKERS / sizeof *MAKERS; i++)
        if (MAKERS[i].code == op->code && op->n_in >= MAKERS[i].inputs)
            return MAKERS[i].make(b, op, ret);
    return -EINVAL;
}

static int make_nodes(struct nn *nn, struct nn_builder *b)
{
    const struct tflite_model *m = b->model;

    nn->nodes = must_alloc((size_t)m->n_ops * sizeof *nn->nodes);
    for (int i = 0; i < m->n_ops; i++) {
        if (!needs_step(b, &m->ops[i]))
            continue;

        int r = make_node(b, &m->ops[i], &nn->nodes[nn->n_nodes++]);

        if (r < 0)
            return r;
    }
    return 0;
}

static struct end end_of(const struct nn_builder *b, int t)
{
    return (struct end){b->at[t], b->model->tensors[t].elements};
}

static int bind_ends(struct nn *nn, const struct nn_builder *b)
{
    const struct tflite_model *m = b->model;

    nn->in = end_of(b, m->in[0]);
    nn->n_out = m->n_out;
    for (int i = 0; i < m->n_out; i++) {
        nn->out[i] = end_of(b, m->out[i]);
        if (!nn->out[i].at)
            return -EINVAL;
    }
    return m->n_in == 1 && nn->in.at ? 0 : -EINVAL;
}

/* Every computed tensor gets its place in one block. */
static int place(struct nn *nn, const struct tflite_model *m,
                 const struct nn_plan *plan, float **at)
{
    size_t bytes = plan->size * sizeof *nn->memory;

    nn->memory = aligned_alloc(ALIGNMENT, bytes);
    if (!nn->memory)
        return -ENOMEM;
    memset(nn->memory, 0, bytes);
    for (int t = 0; t < m->n_tensors; t++)
        at[t] = plan->constant[t] < 0 ? nn->memory + plan->offset[t] : NULL;
    return 0;
}

static int build(struct nn *nn, const struct tflite_model *m)
{
    _cleanup_(nn_plan_done) struct nn_plan plan = {0};
    _cleanup_(freep) float **at = must_alloc((size_t)m->n_tensors * sizeof *at);
    int r = nn_plan_make(m, &plan);

    if (r == 0)
        r = place(nn, m, &plan, at);
    if (r < 0)
        return r;

    struct nn_builder b = {m, plan.constant, at};

    r = make_nodes(nn, &b);
    return r < 0 ? r : bind_ends(nn, &b);
}

static int read_and_build(struct nn *nn, struct bytes file)
{
    _cleanup_(tflite_done) struct tflite_model m = {0};
    int r = tflite_read(file, &m);

    return r < 0 ? r : build(nn, &m);
}

static void unmap(struct bytes *file)
{
    if (file->at)
        (void)munmap((void *)(uintptr_t)file->at, file->len);
}

static int map(const char *path, struct bytes *ret)
{
    _cleanup_(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) < 0)
        return -errno;
    if (st.st_size < 1 || st.st_size > MODEL_BYTES_MAX)
        return -EINVAL;

    void *at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

    if (at == MAP_FAILED)
        return -errno;
    *ret = (struct bytes){at, (size_t)st.st_size};
    return 0;
}

int nn_open(const char *path, struct nn **ret)
{
    _cleanup_(unmap) struct bytes file = {0};
    _cleanup_(nn_freep) struct nn *nn = NULL;
    int r = kernel_start();

    if (r == 0)
        r = map(path, &file);
    if (r < 0)
        return r;
    nn = must_alloc(sizeof *nn);
    r = read_and_build(nn, file);
    if (r < 0)
        return r;
    *ret = steal(&nn);
    return 0;
}

struct nn *nn_free(struct nn *nn)
{
    if (!nn)
        return NULL;
    for (int i = 0; i < nn->n_nodes; i++) {
        kernel_free(nn->nodes[i].kernel);
        free(nn->nodes[i].params);
    }
    free(nn->nodes);
    free(nn->memory);
    free(nn);
    return NULL;
}

void nn_freep(struct nn **nn)
{
    *nn = nn_free(*nn);
}

float *nn_input(const struct nn *nn)
{
    return nn->in.at;
}

size_t nn_input_size(const struct nn *nn)
{
    return nn->in.size;
}

int nn_outputs(const struct nn *nn)
{
    return nn->n_out;
}

const float *nn_output(const struct nn *nn, int i)
{
    CHECK(i >= 0 && i < nn->n_out);
    return nn->out[i].at;
}

size_t nn_output_size(const struct nn *nn, int i)
{
    CHECK(i >= 0 && i < nn->n_out);
    return nn->out[i].size;
}

void nn_run(const struct nn *nn)
{
    for (int i = 0; i < nn->n_nodes; i++) {
        const struct nn_node *node = &nn->nodes[i];
        if (node->run)
            node->run(node);
        else
            kernel_run(node->kernel);
    }
}

size_t nn_subset(const struct nn *nn, int k, const int **ret)
{
    for (int i = 0; i < nn->n_nodes; i++) {
        size_t n = nn_special_subset(&nn->nodes[i], ret);
        if (n > 0 && k-- == 0)
            return n;
    }
    return 0;
}
