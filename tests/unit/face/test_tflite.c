#include "qc/face/tflite.h"

#include "models.h"

#include <errno.h>
#include <string.h>

static void test_reads_what_stands_there(void **state)
{
    struct tflite_model m;

    (void)state;
    assert_int_equal(tflite_read(model_small(), &m), 0);
    assert_int_equal(m.n_tensors, 5);
    assert_int_equal(m.n_ops, 3);
    assert_int_equal(m.n_in, 1);
    assert_int_equal(m.n_out, 1);
    assert_int_equal(m.in[0], 0);
    assert_int_equal(m.out[0], 4);
    assert_int_equal(m.tensors[0].elements, 32);
    assert_int_equal(tflite_dim_from_last(&m.tensors[0], 0), 2);
    assert_int_equal(tflite_dim_from_last(&m.tensors[0], 3), 1);
    assert_int_equal(tflite_dim_from_last(&m.tensors[0], 4), 1);
    assert_int_equal(m.tensors[2].type, TFLITE_F16);
    assert_int_equal(m.tensors[2].data.len, 2);
    assert_int_equal(m.ops[0].code, TFLITE_RELU);
    assert_int_equal(m.ops[2].code, TFLITE_MUL);
    assert_int_equal(m.ops[2].n_in, 2);
    assert_int_equal(m.ops[2].in[1], 3);
    tflite_done(&m);
}

/* Reads a copy that ends where the file does, so that a step beyond it is
 * caught by the address sanitizer. */
static int read_copy(const uint8_t *from, size_t n)
{
    struct tflite_model m = {0};
    uint8_t *copy = test_malloc(n + 1);
    int r;

    memcpy(copy, from, n);
    r = tflite_read((struct bytes){copy, n}, &m);
    if (r == 0)
        tflite_done(&m);
    test_free(copy);
    return r;
}

/* Behind the operators only constants stand: without them the rest is still
 * a model. */
static void test_every_prefix(void **state)
{
    struct bytes whole = model_small();

    (void)state;
    assert_int_equal(read_copy(whole.at, whole.len), 0);
    for (size_t n = 0; n < whole.len; n++) {
        int r = read_copy(whole.at, n);
        assert_true(r == -EINVAL || (r == 0 && n > whole.len / 2));
    }
}

static void test_changed_bytes(void **state)
{
    struct bytes whole = model_small();
    uint8_t copy[4096];

    (void)state;
    for (size_t at = 0; at < whole.len; at++) {
        for (int v = 0; v < 256; v += 51) {
            memcpy(copy, whole.at, whole.len);
            copy[at] = (uint8_t)v;
            int r = read_copy(copy, whole.len);
            assert_true(r == 0 || r == -EINVAL);
        }
    }
}

static void test_constants(void **state)
{
    static const uint8_t DATA[] = {1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF};
    struct tflite_tensor t = {.type = TFLITE_I32, .data = {DATA, 8}};

    (void)state;
    assert_int_equal(tflite_const_i32(&t, 0), 1);
    assert_int_equal(tflite_const_i32(&t, 1), -2);
    assert_int_equal(tflite_const_i32(&t, 2), 0);
    t.type = TFLITE_F32;
    assert_int_equal(tflite_const_i32(&t, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_what_stands_there),
        cmocka_unit_test(test_every_prefix),
        cmocka_unit_test(test_changed_bytes),
        cmocka_unit_test(test_constants),
    };
    return cmocka_run_group_tests_name("tflite", tests, NULL, NULL);
}
