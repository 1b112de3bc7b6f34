#include "qc/face/flatbuf.h"

#include "models.h"

/*
 * A root table with an i32, a float, a byte, an absent field, and a text.
 *
 *      0: root at 20     4: vtable {14, 20, 4, 8, 12, 0, 16}
 *     20: back 16, 7, 1.5, 200, text at +4    40: 2 "ab"
 */
/* clang-format off */
static const uint8_t FILE_BYTES[] = {
    20, 0, 0, 0,
    14, 0, 20, 0, 4, 0, 8, 0, 12, 0, 0, 0, 16, 0, 0, 0,
    16, 0, 0, 0,
    7, 0, 0, 0,
    0, 0, 0xC0, 0x3F,
    200, 0, 0, 0,
    4, 0, 0, 0,
    2, 0, 0, 0, 'a', 'b',
};
/* clang-format on */

static struct fb root(void)
{
    return fb_root((struct bytes){FILE_BYTES, sizeof FILE_BYTES});
}

static void test_fields(void **state)
{
    struct bytes text = fb_bytes(fb_ref(root(), 4));

    (void)state;
    assert_int_equal(fb_i32(root(), 0, -1), 7);
    assert_true(fb_f32(root(), 1, 0) == 1.5f);
    assert_int_equal(fb_u8(root(), 2, 0), 200);
    assert_int_equal(text.len, 2);
    assert_memory_equal(text.at, "ab", 2);
}

static void test_absent_fields(void **state)
{
    (void)state;
    assert_int_equal(fb_i32(root(), 3, -5), -5);
    assert_int_equal(fb_i32(root(), 40, -5), -5);
    assert_int_equal(fb_u8(root(), 3, 9), 9);
    assert_true(fb_f32(root(), 3, 2) == 2);
    assert_int_equal(fb_ref(root(), 3).at, 0);
    assert_int_equal(fb_bytes(fb_ref(root(), 3)).len, 0);
    assert_int_equal(fb_i32((struct fb){{0}, 0}, 0, 3), 3);
}

/* A vector that claims more than the file holds is empty. */
static void test_counts(void **state)
{
    struct fb text = fb_ref(root(), 4);

    (void)state;
    assert_int_equal(fb_count(text, 1), 2);
    assert_int_equal(fb_count(text, 4), 0);
    text.file.len--;
    assert_int_equal(fb_count(text, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_absent_fields),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests_name("flatbuf", tests, NULL, NULL);
}
