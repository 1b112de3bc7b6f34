#include "qc/face/tflite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Field numbers of the schema's tables. */
enum {
    MODEL_CODES = 1,
    MODEL_GRAPHS = 2,
    MODEL_BUFFERS = 4,
    GRAPH_TENSORS = 0,
    GRAPH_INPUTS = 1,
    GRAPH_OUTPUTS = 2,
    GRAPH_OPERATORS = 3,
    TENSOR_SHAPE = 0,
    TENSOR_TYPE = 1,
    TENSOR_BUFFER = 2,
    BUFFER_DATA = 0,
    OPERATOR_CODE = 0,
    OPERATOR_INPUTS = 1,
    OPERATOR_OUTPUTS = 2,
    OPERATOR_OPTIONS = 4,
    OPERATOR_CUSTOM_OPTIONS = 5,
    CODE_OLD = 0,
    CODE_CUSTOM_NAME = 1,
    CODE_NEW = 3,
};

enum { INDEX_BYTES = 4, FILE_MARK_AT = 4 };

static size_t element_bytes(int type)
{
    switch (type) {
    case TFLITE_F32:
    case TFLITE_I32:
        return 4;
    case TFLITE_F16:
        return 2;
    default:
        return 0;
    }
}

static int read_shape(struct fb shape, struct tflite_tensor *ret)
{
    size_t rank = fb_count(shape, INDEX_BYTES);

    if (rank > TFLITE_RANK_MAX)
        return -EINVAL;
    ret->rank = (int)rank;
    ret->elements = 1;
    for (size_t i = 0; i < rank; i++) {
        int d = fb_vector_i32(shape, i);
        if (d < 1 || (size_t)d > TFLITE_ELEMENTS_MAX / ret->elements)
            return -EINVAL;
        ret->dims[i] = d;
        ret->elements *= (size_t)d;
    }
    return 0;
}

static int read_tensor(struct fb t, struct fb buffers,
                       struct tflite_tensor *ret)
{
    int32_t buffer = fb_i32(t, TENSOR_BUFFER, 0);

    if (read_shape(fb_ref(t, TENSOR_SHAPE), ret) < 0 || buffer < 0 ||
        (size_t)buffer >= fb_count(buffers, INDEX_BYTES))
        return -EINVAL;
    ret->type = fb_u8(t, TENSOR_TYPE, TFLITE_F32);
    ret->data =
        fb_bytes(fb_ref(fb_vector_table(buffers, (size_t)buffer), BUFFER_DATA));
    if (ret->data.len != 0 &&
        ret->data.len != ret->elements * element_bytes(ret->type))
        return -EINVAL;
    return 0;
}

/* Indices of tensors; -1 only where something may be left out. */
static int read_indices(struct fb vector, int n_tensors, int least, int *ret)
{
    size_t n = fb_count(vector, INDEX_BYTES);

    if (n > TFLITE_INPUTS_MAX)
        return -EINVAL;
    for (size_t i = 0; i < n; i++) {
        ret[i] = fb_vector_i32(vector, i);
        if (ret[i] < least || ret[i] >= n_tensors)
            return -EINVAL;
    }
    return (int)n;
}

static int read_op(struct fb op, struct fb codes, int n_tensors,
                   struct tflite_op *ret)
{
    int32_t i = fb_i32(op, OPERATOR_CODE, 0);

    if (i < 0 || (size_t)i >= fb_count(codes, INDEX_BYTES))
        return -EINVAL;

    struct fb code = fb_vector_table(codes, (size_t)i);
    int old = fb_u8(code, CODE_OLD, 0), now = fb_i32(code, CODE_NEW, 0);

    ret->code = now > old ? now : old;
    ret->custom_name = fb_bytes(fb_ref(code, CODE_CUSTOM_NAME));
    ret->custom_options = fb_bytes(fb_ref(op, OPERATOR_CUSTOM_OPTIONS));
    ret->options = fb_ref(op, OPERATOR_OPTIONS);
    ret->n_in =
        read_indices(fb_ref(op, OPERATOR_INPUTS), n_tensors, -1, ret->in);
    ret->n_out =
        read_indices(fb_ref(op, OPERATOR_OUTPUTS), n_tensors, 0, ret->out);
    return ret->n_in < 1 || ret->n_out < 1 || ret->in[0] < 0 ? -EINVAL : 0;
}

static int read_tensors(struct fb model, struct fb graph,
                        struct tflite_model *ret)
{
    struct fb tensors = fb_ref(graph, GRAPH_TENSORS);
    size_t n = fb_count(tensors, INDEX_BYTES);
    int r = n < 1 || n > TFLITE_TENSORS_MAX ? -EINVAL : 0;

    if (r == 0)
        ret->tensors = calloc(n, sizeof *ret->tensors);
    if (!ret->tensors)
        return -EINVAL;
    ret->n_tensors = (int)n;
    for (size_t i = 0; r == 0 && i < n; i++)
        r = read_tensor(fb_vector_table(tensors, i),
                        fb_ref(model, MODEL_BUFFERS), &ret->tensors[i]);
    return r;
}

static int read_ops(struct fb model, struct fb graph, struct tflite_model *ret)
{
    struct fb ops = fb_ref(graph, GRAPH_OPERATORS);
    size_t n = fb_count(ops, INDEX_BYTES);
    int r = n < 1 || n > TFLITE_TENSORS_MAX ? -EINVAL : 0;

    if (r == 0)
        ret->ops = calloc(n, sizeof *ret->ops);
    if (!ret->ops)
        return -EINVAL;
    ret->n_ops = (int)n;
    for (size_t i = 0; r == 0 && i < n; i++)
        r = read_op(fb_vector_table(ops, i), fb_ref(model, MODEL_CODES),
                    ret->n_tensors, &ret->ops[i]);
    return r;
}

static int read_ends(struct fb graph, struct tflite_model *ret)
{
    ret->n_in =
        read_indices(fb_ref(graph, GRAPH_INPUTS), ret->n_tensors, 0, ret->in);
    ret->n_out =
        read_indices(fb_ref(graph, GRAPH_OUTPUTS), ret->n_tensors, 0, ret->out);
    return ret->n_in < 1 || ret->n_out < 1 ? -EINVAL : 0;
}

int tflite_read(struct bytes file, struct tflite_model *ret)
{
    struct tflite_model m = {0};

    if (file.len < 8 || memcmp(file.at + FILE_MARK_AT, "TFL3", 4) != 0)
        return -EINVAL;

    struct fb model = fb_root(file);
    struct fb graphs = fb_ref(model, MODEL_GRAPHS);

    if (fb_count(graphs, INDEX_BYTES) < 1)
        return -EINVAL;

    struct fb graph = fb_vector_table(graphs, 0);

    if (read_tensors(model, graph, &m) < 0 || read_ops(model, graph, &m) < 0 ||
        read_ends(graph, &m) < 0) {
        tflite_done(&m);
        return -EINVAL;
    }
    *ret = m;
    return 0;
}

void tflite_done(struct tflite_model *m)
{
    free(m->tensors);
    free(m->ops);
    *m = (struct tflite_model){0};
}

int tflite_dim_from_last(const struct tflite_tensor *t, int i)
{
    return i < t->rank ? t->dims[t->rank - 1 - i] : 1;
}

int tflite_const_i32(const struct tflite_tensor *t, size_t i)
{
    int32_t v;

    if (t->type != TFLITE_I32 || t->data.len < 4 * (i + 1))
        return 0;
    memcpy(&v, t->data.at + 4 * i, sizeof v);
    return v;
}
