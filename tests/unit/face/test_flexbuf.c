#include "qc/face/flexbuf.h"

#include "models.h"

#include <string.h>

/*
 * {"a": -2, "f": 1.5, "v": [3, 4, 255]} with one-byte offsets but a float of
 * four bytes, stored apart:
 *
 *      0 "a\0"  2 "f\0"  4 "v\0"  6 count 3, 7 {3, 4, 255}  10 --  12 1.5f
 *     16 count 3, 17 keys {17, 16, 15} back to 0, 2, 4
 *     20 keys 3 back to 17, width 1, count 3, 23 values {-2, 12, 18}
 *     26 types  29 root: 6 back to 23, its type, its width
 */
/* clang-format off */
static const uint8_t MAP[] = {
    'a', 0, 'f', 0, 'v', 0, 3, 3, 4, 255, 0, 0,
    0, 0, 0xC0, 0x3F,
    3, 17, 16, 15,
    3, 1, 3, 0xFE, 12, 18,
    1 << 2, 8 << 2 | 2, 12 << 2,
    6, 9 << 2, 1,
};
/* clang-format on */

static struct bytes map(void)
{
    return (struct bytes){MAP, sizeof MAP};
}

static void test_numbers(void **state)
{
    (void)state;
    assert_true(flexbuf_number(map(), "a", 9) == -2);
    assert_true(flexbuf_number(map(), "f", 9) == 1.5f);
    assert_true(flexbuf_number(map(), "v", 9) == 9);
    assert_true(flexbuf_number(map(), "b", 9) == 9);
    assert_true(flexbuf_number((struct bytes){0}, "a", 9) == 9);
}

static void test_vectors(void **state)
{
    int v[4] = {0};

    (void)state;
    assert_int_equal(flexbuf_ints(map(), "v", v, 4), 3);
    assert_int_equal(v[0], 3);
    assert_int_equal(v[2], 255);
    assert_int_equal(flexbuf_ints(map(), "v", v, 2), 0);
    assert_int_equal(flexbuf_ints(map(), "a", v, 4), 0);
    assert_int_equal(flexbuf_ints(map(), "x", v, 4), 0);
}

/* Changed or cut anywhere, it stays inside. */
static void test_damage(void **state)
{
    int v[8];

    (void)state;
    for (size_t n = 0; n <= sizeof MAP; n++) {
        for (int value = 0; value < 256; value += 15) {
            uint8_t *copy = test_malloc(n + 1);
            memcpy(copy, MAP, n);
            copy[n > 5 ? n - 5 : 0] = (uint8_t)value;
            (void)flexbuf_number((struct bytes){copy, n}, "f", 0);
            (void)flexbuf_ints((struct bytes){copy, n}, "v", v, 8);
            test_free(copy);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests_name("flexbuf", tests, NULL, NULL);
}
