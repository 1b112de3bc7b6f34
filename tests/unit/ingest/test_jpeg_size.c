#include "ingest/jpeg_size.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* Start, a 2-byte APP0, a progressive frame of 640x480 and 3 components. */
static const uint8_t SOUND[] = {0xFF, 0xD8, 0xFF, 0xE0, 0,  4,    1,
                                2,    0xFF, 0xC2, 0,    11, 8,    1,
                                0xE0, 2,    0x80, 3,    1,  0x11, 0};

static void test_finds_the_frame(void **state)
{
    int width = 0, height = 0;

    (void)state;
    assert_true(
        jpeg_size((struct bytes){SOUND, sizeof SOUND}, &width, &height));
    assert_int_equal(width, 640);
    assert_int_equal(height, 480);
}

static void test_any_cut_is_refused_or_sound(void **state)
{
    int width, height;

    (void)state;
    for (size_t len = 0; len < 17; len++)
        assert_false(jpeg_size((struct bytes){SOUND, len}, &width, &height));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_the_frame),
        cmocka_unit_test(test_any_cut_is_refused_or_sound),
    };
    return cmocka_run_group_tests_name("jpeg_size", tests, NULL, NULL);
}
