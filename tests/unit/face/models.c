#include "models.h"

#include "qc/face/tflite.h"

#include <string.h>

/*
 * A writer of FlatBuffers for which every field is four bytes wide: a table of
 * n fields is its vtable, the way back to it, then the fields in order.
 */
static uint8_t file[4096];
static size_t len;

static size_t put(const void *data, size_t n)
{
    size_t at = len;

    memcpy(file + len, data, n);
    len += (n + 3) / 4 * 4;
    assert_true(len < sizeof file);
    return at;
}

static void put32_at(size_t at, uint32_t v)
{
    memcpy(file + at, &v, sizeof v);
}

static size_t put32(uint32_t v)
{
    return put(&v, sizeof v);
}

static size_t new_table(uint16_t n)
{
    uint16_t vtable[12] = {(uint16_t)(4 + 2 * n), (uint16_t)(4 + 4 * n)};
    uint32_t fields[12] = {0};
    size_t at = put(vtable, 4 + 2 * (size_t)n);

    fields[0] = (uint32_t)(len - at);
    return put(fields, 4 + 4 * (size_t)n);
}

static void set_i32(size_t table, uint16_t field, uint32_t v)
{
    uint32_t back;
    uint16_t where = (uint16_t)(4 + 4 * field);

    memcpy(&back, file + table, sizeof back);
    memcpy(file + table - back + 4 + 2 * field, &where, sizeof where);
    put32_at(table + where, v);
}

static void set_ref(size_t table, uint16_t field, size_t to)
{
    set_i32(table, field, (uint32_t)(to - table - 4 - 4 * field));
}

static size_t put_vector(const int32_t *values, uint32_t n)
{
    size_t at = put32(n);

    put(values, 4 * (size_t)n);
    return at;
}

static size_t put_bytes(const void *data, uint32_t n)
{
    size_t at = put32(n);

    put(data, n);
    return at;
}

/* Room for n references, to be set by point(). */
static size_t new_list(uint32_t n)
{
    static const uint8_t NONE[64];
    size_t at = put32(n);

    put(NONE, 4 * (size_t)n);
    return at;
}

static void point(size_t list, size_t i, size_t to)
{
    put32_at(list + 4 + 4 * i, (uint32_t)(to - list - 4 - 4 * i));
}

static size_t new_tensor(const int32_t *shape, uint32_t rank, uint32_t type,
                         uint32_t buffer)
{
    size_t t = new_table(3);

    set_ref(t, 0, put_vector(shape, rank));
    set_i32(t, 1, type);
    set_i32(t, 2, buffer);
    return t;
}

static size_t new_op(uint32_t code, const int32_t *in, uint32_t n_in,
                     int32_t out)
{
    size_t op = new_table(6);

    set_i32(op, 0, code);
    set_ref(op, 1, put_vector(in, n_in));
    set_ref(op, 2, put_vector(&out, 1));
    return op;
}

enum { X, RELU_OF_X, HALF_16, HALF, Y, TENSORS };

static void put_tensors(size_t graph)
{
    static const int32_t SHAPE[] = {1, 4, 4, 2}, ONE[] = {1};
    size_t list = new_list(TENSORS);

    set_ref(graph, 0, list);
    point(list, X, new_tensor(SHAPE, 4, TFLITE_F32, 0));
    point(list, RELU_OF_X, new_tensor(SHAPE, 4, TFLITE_F32, 0));
    point(list, HALF_16, new_tensor(ONE, 1, TFLITE_F16, 1));
    point(list, HALF, new_tensor(ONE, 1, TFLITE_F32, 0));
    point(list, Y, new_tensor(SHAPE, 4, TFLITE_F32, 0));
}

static void put_ops(size_t graph)
{
    size_t list = new_list(3);

    set_ref(graph, 3, list);
    point(list, 0, new_op(0, (const int32_t[]){X}, 1, RELU_OF_X));
    point(list, 1, new_op(1, (const int32_t[]){HALF_16}, 1, HALF));
    point(list, 2, new_op(2, (const int32_t[]){RELU_OF_X, HALF}, 2, Y));
}

static void put_graph(size_t model)
{
    size_t graphs = new_list(1), graph = new_table(4);

    set_ref(model, 2, graphs);
    point(graphs, 0, graph);
    put_tensors(graph);
    set_ref(graph, 1, put_vector((const int32_t[]){X}, 1));
    set_ref(graph, 2, put_vector((const int32_t[]){Y}, 1));
    put_ops(graph);
}

static void put_codes(size_t model)
{
    static const uint32_t CODES[] = {TFLITE_RELU, TFLITE_DEQUANTIZE,
                                     TFLITE_MUL};
    size_t list = new_list(3);

    set_ref(model, 1, list);
    for (size_t i = 0; i < 3; i++) {
        size_t code = new_table(4);
        set_i32(code, 3, CODES[i]);
        point(list, i, code);
    }
}

static void put_buffers(size_t model)
{
    static const uint16_t ONE_HALF = 0x3800;
    size_t list = new_list(2), none = new_table(1), half = new_table(1);

    set_ref(model, 4, list);
    point(list, 0, none);
    point(list, 1, half);
    set_ref(half, 0, put_bytes(&ONE_HALF, sizeof ONE_HALF));
}

struct bytes model_small(void)
{
    size_t model;

    len = 0;
    put32(0);
    put("TFL3", 4);
    model = new_table(5);
    put32_at(0, (uint32_t)model);
    put_codes(model);
    put_graph(model);
    put_buffers(model);
    return (struct bytes){file, len};
}
