#include "qc/face/canonical.h"

#include "models.h"

#include <errno.h>
#include <string.h>

enum { FLOATS = 5 * FACE_MESH_POINTS };

static uint8_t file[16384];

static size_t put(size_t at, const void *data, size_t n)
{
    memcpy(file + at, data, n);
    return at + n;
}

/* Mesh with x = number of the point, and five points that hold still. */
static size_t write_file(void)
{
    const uint32_t bytes = FLOATS * 4, inner = bytes + 3;
    const uint8_t mesh[] = {
        1 << 3 | 2, (uint8_t)(inner | 128), (uint8_t)(inner >> 7 & 127),
        3 << 3 | 2, (uint8_t)(bytes | 128), (uint8_t)(bytes >> 7)};
    size_t n;

    n = put(0, mesh, 2);
    n = put(n, (uint8_t[]){(uint8_t)(inner >> 7 | 128), (uint8_t)(inner >> 14)},
            (inner >> 14) ? 2 : 1);
    if (!(inner >> 14))
        file[n - 1] &= 127;
    n = put(n, mesh + 3, 1);
    n = put(n, (uint8_t[]){(uint8_t)(bytes | 128), (uint8_t)(bytes >> 7)}, 2);
    for (int i = 0; i < FLOATS; i++) {
        float v = i % 5 == 0 ? (float)(i / 5) : 1;
        n = put(n, &v, 4);
    }
    for (uint8_t i = 0; i < 5; i++) {
        float weight = 0.5f;
        n = put(n, (uint8_t[]){2 << 3 | 2, 7, 1 << 3, i, 2 << 3 | 5}, 5);
        n = put(n, &weight, 4);
    }
    return n;
}

static void test_reads(void **state)
{
    static struct canonical c;
    size_t n = write_file();

    (void)state;
    assert_int_equal(canonical_read((struct bytes){file, n}, &c), 0);
    assert_int_equal(c.n_basis, 5);
    assert_int_equal(c.basis[3].point, 3);
    assert_true(c.basis[3].weight == 0.5f);
    assert_true(c.points[467].x == 467 && c.points[467].y == 1);
}

static void test_damage(void **state)
{
    static struct canonical c;
    size_t whole = write_file();

    (void)state;
    for (size_t n = 0; n < whole; n += 7) {
        uint8_t *copy = test_malloc(n + 1);
        memcpy(copy, file, n);
        assert_true(canonical_read((struct bytes){copy, n}, &c) <= 0);
        test_free(copy);
    }
    assert_int_equal(canonical_read((struct bytes){file, 100}, &c), -EINVAL);
    assert_int_equal(canonical_read((struct bytes){0}, &c), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests_name("canonical", tests, NULL, NULL);
}
