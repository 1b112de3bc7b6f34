#include "image/jpeg_read.h"

#include "image/halve.h"
#include "pictures.h"

#include <stdlib.h>
#include <string.h>

static const struct picture_form BASELINE = {PICTURE_YCC, 90, false};

static struct image gradient;
static struct jpeg_decoder decoder;
static struct image got, other;
static struct buf file;

static int set_up(void **state)
{
    (void)state;
    file = BUF_INIT(4 * 1024 * 1024);
    picture_gradient(&gradient, 640, 480);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    jpeg_decoder_done(&decoder);
    image_done(&gradient);
    image_done(&got);
    image_done(&other);
    buf_done(&file);
    return 0;
}

/* Puts an EXIF orientation behind the start mark. */
static void add_orientation(uint8_t orientation)
{
    const uint8_t app1[] = {0xFF, 0xE1,        0,    34, 'E', 'x', 'i', 'f', 0,
                            0,    'I',         'I',  42, 0,   8,   0,   0,   0,
                            1,    0,           0x12, 1,  3,   0,   1,   0,   0,
                            0,    orientation, 0,    0,  0,   0,   0,   0,   0};

    assert_non_null(buf_room(&file, sizeof app1));
    memmove(file.at + 2 + sizeof app1, file.at + 2, file.len - 2);
    memcpy(file.at + 2, app1, sizeof app1);
    buf_grew(&file, sizeof app1);
}

static void expect_near(const uint8_t *a, const uint8_t *b, int tolerance)
{
    for (int c = 0; c < 3; c++)
        if (abs(a[c] - b[c]) > tolerance)
            fail_msg("%d against %d", a[c], b[c]);
}

static void test_scales(void **state)
{
    (void)state;
    picture_encode(&gradient, &BASELINE, &file);
    for (int denom = 1; denom <= 8; denom *= 2) {
        assert_int_equal(jpeg_read(&decoder, buf_view(&file), denom, &got), 0);
        assert_int_equal(got.width, 640 / denom);
        assert_int_equal(got.height, 480 / denom);
        expect_near(image_at(&got, 320 / denom, 240 / denom),
                    image_at(&gradient, 320, 240), 6);
    }
}

static void test_progressive_is_the_same(void **state)
{
    const struct picture_form progressive = {PICTURE_YCC, 90, true};

    (void)state;
    picture_encode(&gradient, &BASELINE, &file);
    assert_int_equal(jpeg_read(&decoder, buf_view(&file), 1, &got), 0);
    picture_encode(&gradient, &progressive, &file);
    assert_int_equal(jpeg_read(&decoder, buf_view(&file), 1, &other), 0);
    assert_memory_equal(got.px, other.px, (size_t)640 * 480 * 3);
}

static void test_orientation_is_honoured(void **state)
{
    (void)state;
    for (uint8_t o = 1; o <= 8; o++) {
        picture_encode(&gradient, &BASELINE, &file);
        add_orientation(o);
        assert_int_equal(jpeg_read(&decoder, buf_view(&file), 1, &got), 0);
        assert_int_equal(got.width, o < 5 ? 640 : 480);
        assert_int_equal(got.height, o < 5 ? 480 : 640);
    }
}

/* The half that comes with a picture is its half, also of odd sizes. */
static void test_both(void **state)
{
    static const int SIZES[][2] = {{640, 480}, {641, 480}, {640, 481}};
    struct image odd = {0}, half = {0};

    (void)state;
    for (uint8_t i = 0; i < 24; i++) {
        const int *size = SIZES[i / 8];
        picture_noise(&odd, size[0], size[1], 20);
        picture_encode(&odd, &BASELINE, &file);
        add_orientation(i % 8 + 1);
        assert_int_equal(
            jpeg_read_both(&decoder, buf_view(&file), 1, &got, &half), 0);
        assert_int_equal(image_halve(&got, &other), 0);
        assert_int_equal(half.width, other.width);
        assert_int_equal(half.height, other.height);
        assert_memory_equal(half.px, other.px,
                            (size_t)3 * (size_t)half.width *
                                (size_t)half.height);
    }
    image_done(&odd);
    image_done(&half);
}

/* A part is what the whole shows there, at every scale and orientation. */
static void test_parts(void **state)
{
    struct rect part = {33, 21, 61, 47};

    (void)state;
    for (uint8_t o = 1; o <= 8; o++) {
        int denom = 1 << (o % 3);
        picture_encode(&gradient, &BASELINE, &file);
        add_orientation(o);
        assert_int_equal(jpeg_read(&decoder, buf_view(&file), denom, &got), 0);
        assert_int_equal(
            jpeg_read_part(&decoder, buf_view(&file), denom, part, &other), 0);
        assert_int_equal(other.width, part.width);
        assert_int_equal(other.height, part.height);
        for (int y = 0; y < part.height; y++)
            for (int x = 0; x < part.width; x++)
                expect_near(image_at(&other, x, y),
                            image_at(&got, part.x + x, part.y + y), 3);
    }
}

static int read_cut(size_t len)
{
    uint8_t *copy = test_malloc(len + 2);
    int r;

    memcpy(copy, file.at, len);
    copy[len] = 0xFF; /* a false end, so that only decoding can tell */
    copy[len + 1] = 0xD9;
    r = jpeg_read(&decoder, (struct bytes){copy, len + 2}, 1, &got);
    test_free(copy);
    return r;
}

static void test_truncated(void **state)
{
    (void)state;
    picture_encode(&gradient, &BASELINE, &file);
    for (size_t len = 700; len < file.len - 8; len += 997) {
        int r = read_cut(len);
        if (r != JPEG_TRUNCATED && r != JPEG_DAMAGED)
            fail_msg("cut at %zu of %zu: %d", len, file.len, r);
    }
}

static void test_refusals(void **state)
{
    const struct picture_form grey = {PICTURE_GREY, 90, false};
    const struct picture_form cmyk = {PICTURE_CMYK, 90, false};
    struct image flat = {0};

    (void)state;
    picture_encode(&gradient, &grey, &file);
    assert_int_equal(jpeg_read(&decoder, buf_view(&file), 1, &got),
                     JPEG_NO_COLOUR);
    picture_encode(&gradient, &cmyk, &file);
    assert_int_equal(jpeg_read(&decoder, buf_view(&file), 1, &got), JPEG_CMYK);
    picture_flat(&flat, 640, 480, 120);
    picture_encode(&flat, &BASELINE, &file);
    assert_int_equal(jpeg_read(&decoder, buf_view(&file), 1, &got),
                     JPEG_NO_COLOUR);
    image_done(&flat);
}

/* Whatever a byte becomes, the answer is a picture or a refusal. */
static void test_flipped_bytes(void **state)
{
    uint32_t seed = 7;

    (void)state;
    picture_encode(&gradient, &BASELINE, &file);
    for (int round = 0; round < 200; round++) {
        seed = seed * 1664525u + 1013904223u;
        size_t at = (seed >> 8) % file.len;
        uint8_t was = file.at[at];
        file.at[at] = (uint8_t)(seed >> 4);
        assert_true(jpeg_read(&decoder, buf_view(&file), 4, &got) >= 0);
        file.at[at] = was;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scales),
        cmocka_unit_test(test_progressive_is_the_same),
        cmocka_unit_test(test_orientation_is_honoured),
        cmocka_unit_test(test_both),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_flipped_bytes),
    };
    return cmocka_run_group_tests_name("jpeg_read", tests, set_up, tear_down);
}
