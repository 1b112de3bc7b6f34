#include "image/jpeg_form.h"

#include "image/jpeg_read.h"
#include "pictures.h"

#include <string.h>

static const struct jpeg_target STANDARD = {
    .dpi = 300,
    .bytes_min = 20480,
    .bytes_max = 40000,
    .quality_min = 60,
    .quality_max = 98,
};

/* Noise that fits the band at about quality 50. */
enum { BUSY = 26 };

static void expect_fit(const struct buf *file, int quality)
{
    assert_true(file->len >= STANDARD.bytes_min);
    assert_true(file->len <= STANDARD.bytes_max);
    assert_true(quality >= STANDARD.quality_min);
}

/* From nearly flat to very busy, every picture lands in the band. */
static void test_band(void **state)
{
    static const int AMPLITUDES[] = {1, 3, 6, 10, 15};
    struct image img = {0};
    struct buf file = BUF_INIT(1 << 20);
    int last = 100;

    (void)state;
    for (size_t i = 0; i < sizeof AMPLITUDES / sizeof *AMPLITUDES; i++) {
        struct jpeg_coding coding;
        picture_noise(&img, 480, 640, AMPLITUDES[i]);
        assert_int_equal(jpeg_write_to_target(&img, &STANDARD, &file, &coding),
                         0);
        expect_fit(&file, coding.quality);
        assert_true(coding.quality <= last);
        last = coding.quality;
    }
    buf_done(&file);
    image_done(&img);
}

/* Nearly nothing to say takes 3 kB; restart marks make it longer. */
static void test_a_flat_picture_is_lengthened(void **state)
{
    struct jpeg_target target = STANDARD;
    struct image img = {0};
    struct buf file = BUF_INIT(1 << 20);
    struct jpeg_coding coding;

    (void)state;
    target.bytes_min = 9000;
    picture_flat(&img, 480, 640, 120);
    assert_int_equal(jpeg_write_to_target(&img, &target, &file, &coding), 0);
    assert_true(file.len >= 9000 && file.len <= 40000);
    target.bytes_min = 39000;
    assert_int_equal(jpeg_write_to_target(&img, &target, &file, &coding),
                     JPEG_DOES_NOT_FIT);
    buf_done(&file);
    image_done(&img);
}

/* What fits only under the least quality does not fit. */
static void test_least_quality(void **state)
{
    struct jpeg_target target = STANDARD;
    struct image img = {0};
    struct buf file = BUF_INIT(1 << 20);
    struct jpeg_coding coding;

    (void)state;
    picture_noise(&img, 480, 640, BUSY);
    assert_int_equal(jpeg_write_to_target(&img, &target, &file, &coding),
                     JPEG_DOES_NOT_FIT);
    target.quality_min = 40;
    assert_int_equal(jpeg_write_to_target(&img, &target, &file, &coding), 0);
    assert_in_range(coding.quality, 40, 59);
    buf_done(&file);
    image_done(&img);
}

static void test_too_busy(void **state)
{
    struct image img = {0};
    struct buf file = BUF_INIT(1 << 20);
    struct jpeg_coding coding = {.quality = -1};

    (void)state;
    picture_noise(&img, 480, 640, 120);
    assert_int_equal(jpeg_write_to_target(&img, &STANDARD, &file, &coding),
                     JPEG_DOES_NOT_FIT);
    assert_int_equal(coding.quality, -1);
    buf_done(&file);
    image_done(&img);
}

/* JFIF with 300 dots per inch right behind the start mark, and no APP1. */
/* What a sample has to a pixel, the picture has, within a few percent. */
static void test_a_sample_tells_the_size(void **state)
{
    struct jpeg_form form = {.quality = 80, .dpi = 300, .small = true};
    struct buf file = BUF_INIT(1 << 20);
    struct image img = {0};

    (void)state;
    for (int noise = 10; noise <= 40; noise += 10) {
        size_t whole, sample;
        double share;

        picture_noise(&img, 480, 640, noise);
        share = (double)jpeg_sample_pixels(&img) / (480 * 640);
        form.sampled = false;
        assert_int_equal(jpeg_write_form(&img, &form, &file), 0);
        whole = file.len;
        form.sampled = true;
        assert_int_equal(jpeg_write_form(&img, &form, &file), 0);
        sample = file.len;
        assert_true(share > 0.3 && share < 0.34);
        assert_true((double)sample > 0.97 * share * (double)whole);
        assert_true((double)sample < 1.1 * share * (double)whole);
    }
    picture_flat(&img, 47, 640, 9);
    assert_int_equal(jpeg_sample_pixels(&img), 0);
    picture_flat(&img, 4000, 64, 9);
    assert_int_equal(jpeg_sample_pixels(&img), 0);
    image_done(&img);
    buf_done(&file);
}

static void test_header(void **state)
{
    static const uint8_t HEAD[] = {0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J',
                                   'F',  'I',  'F',  0,    1, 1,  1,
                                   1,    0x2C, 1,    0x2C, 0, 0};
    struct image img = {0};
    struct buf file = BUF_INIT(1 << 20);
    struct jpeg_facts facts;

    (void)state;
    picture_noise(&img, 480, 640, 5);
    assert_int_equal(jpeg_write(&img, 80, 300, &file), 0);
    assert_memory_equal(file.at, HEAD, sizeof HEAD);
    assert_null(memmem(file.at, file.len, "Exif", 4));
    assert_int_equal(jpeg_inspect(buf_view(&file), &facts), 0);
    assert_int_equal(facts.width, 480);
    assert_int_equal(facts.height, 640);
    assert_false(facts.progressive);
    buf_done(&file);
    image_done(&img);
}

static void test_no_room(void **state)
{
    struct image img = {0};
    struct buf file = BUF_INIT(1000);

    (void)state;
    picture_noise(&img, 480, 640, 5);
    assert_true(jpeg_write(&img, 80, 300, &file) < 0);
    buf_done(&file);
    image_done(&img);
}

static void test_again(void **state)
{
    static const int AMPLITUDES[] = {0, 3, 15};
    struct jpeg_target target = STANDARD;
    struct image img = {0};
    struct buf file = BUF_INIT(1 << 20), again = BUF_INIT(1 << 20);

    (void)state;
    target.bytes_min = 9000;
    for (int i = 0; i < 3; i++) {
        struct jpeg_coding coding;
        picture_noise(&img, 480, 640, AMPLITUDES[i]);
        assert_int_equal(jpeg_write_to_target(&img, &target, &file, &coding),
                         0);
        assert_int_equal(jpeg_write_again(&img, &target, &coding, &again), 0);
        assert_int_equal(again.len, file.len);
        assert_memory_equal(again.at, file.at, file.len);
    }
    buf_done(&file);
    buf_done(&again);
    image_done(&img);
}

/* Each preset's background, flat, at every quality that is used. */
static void test_exact_colours(void **state)
{
    static const uint8_t COLOURS[][3] = {
        {100, 197, 255}, {255, 255, 255}, {240, 240, 240}};
    struct image img = {0}, ycc = {0}, back = {0};
    struct jpeg_decoder decoder = {.stored = {.width = 0}};
    struct buf file = BUF_INIT(1 << 20);

    (void)state;
    for (int i = 0; i < 3 * 39; i++) {
        const uint8_t *rgb = COLOURS[i % 3];
        struct ycc exact = ycc_of(rgb);
        struct jpeg_target target = {&exact, 300,        0,
                                     100000, 60 + i / 3, 60 + i / 3};
        struct jpeg_coding coding;

        picture_noise(&img, 480, 640, 5);
        for (int k = 0; k < 480 * 300; k++)
            memcpy(img.px + 3 * k, rgb, 3);
        assert_int_equal(ycc_convert(&img, rgb, &ycc), 0);
        assert_int_equal(jpeg_write_to_target(&ycc, &target, &file, &coding),
                         0);
        assert_int_equal(jpeg_read(&decoder, buf_view(&file), 1, &back), 0);
        for (int k = 0; k < 480 * 280; k += 97)
            assert_memory_equal(back.px + 3 * k, rgb, 3);
    }
    buf_done(&file);
    jpeg_decoder_done(&decoder);
    image_done(&img);
    image_done(&ycc);
    image_done(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_band),
        cmocka_unit_test(test_a_flat_picture_is_lengthened),
        cmocka_unit_test(test_least_quality),
        cmocka_unit_test(test_too_busy),
        cmocka_unit_test(test_a_sample_tells_the_size),
        cmocka_unit_test(test_header),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_exact_colours),
    };
    return cmocka_run_group_tests_name("jpeg_write", tests, NULL, NULL);
}
