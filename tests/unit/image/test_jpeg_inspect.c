#include "image/jpeg_read.h"

#include "pictures.h"

#include <string.h>

/* clang-format off */
static const struct row {
    const char *name;
    struct picture_header header;
    int refusal;
} ROWS[] = {
    {"smallest", {0xC0, 8, 400, 400, 3, 3, 0x22, false}, 0},
    {"extended Huffman", {0xC1, 8, 400, 400, 3, 3, 0x11, false}, 0},
    {"one row less", {0xC0, 8, 399, 400, 3, 3, 0x22, false}, JPEG_TOO_SMALL},
    {"one column less", {0xC0, 8, 400, 399, 3, 3, 0x22, false}, JPEG_TOO_SMALL},
    {"1 x 1", {0xC0, 8, 1, 1, 3, 3, 0x22, false}, JPEG_TOO_SMALL},
    {"no rows", {0xC0, 8, 0, 400, 3, 3, 0x22, false}, JPEG_TOO_SMALL},
    {"100 megapixels", {0xC0, 8, 10000, 10000, 3, 3, 0x22, false}, 0},
    {"one row more", {0xC0, 8, 10001, 10000, 3, 3, 0x22, false}, JPEG_TOO_LARGE},
    {"65,000 x 65,000", {0xC0, 8, 65000, 65000, 3, 3, 0x22, false}, JPEG_TOO_LARGE},
    {"long and thin", {0xC0, 8, 400, 65001, 3, 3, 0x22, false}, JPEG_TOO_LARGE},
    {"25 megapixels, progressive", {0xC2, 8, 5000, 5000, 3, 3, 0x22, false}, 0},
    {"one row more, progressive", {0xC2, 8, 5001, 5000, 3, 3, 0x22, false}, JPEG_TOO_LARGE},
    {"one component a scan counts as progressive", {0xC0, 8, 5001, 5000, 3, 1, 0x22, false}, JPEG_TOO_LARGE},
    {"grey", {0xC0, 8, 500, 500, 1, 1, 0x11, false}, JPEG_NO_COLOUR},
    {"four components", {0xC0, 8, 500, 500, 4, 4, 0x11, false}, JPEG_CMYK},
    {"two components", {0xC0, 8, 500, 500, 2, 2, 0x11, false}, JPEG_UNSUPPORTED},
    {"12 bits", {0xC1, 12, 500, 500, 3, 3, 0x11, false}, JPEG_UNSUPPORTED},
    {"lossless", {0xC3, 8, 500, 500, 3, 3, 0x11, false}, JPEG_UNSUPPORTED},
    {"arithmetic", {0xC9, 8, 500, 500, 3, 3, 0x11, false}, JPEG_UNSUPPORTED},
    {"sampling 0", {0xC0, 8, 500, 500, 3, 3, 0x01, false}, JPEG_DAMAGED},
    {"sampling 5", {0xC0, 8, 500, 500, 3, 3, 0x15, false}, JPEG_DAMAGED},
    {"sampling 5 across", {0xC0, 8, 500, 500, 3, 3, 0x51, false}, JPEG_DAMAGED},
    {"no end", {0xC0, 8, 500, 500, 3, 3, 0x22, true}, JPEG_TRUNCATED},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct jpeg_facts facts;
        uint8_t file[128];
        size_t len = picture_write_header(&ROWS[i].header, file);
        int r = jpeg_inspect((struct bytes){file, len}, &facts);
        if (r != ROWS[i].refusal)
            fail_msg("%s: %s", ROWS[i].name, jpeg_refusal_name(r));
    }
}

static void test_facts(void **state)
{
    const struct picture_header h = {0xC2, 8, 640, 480, 3, 3, 0x22, false};
    struct jpeg_facts facts;
    uint8_t file[128];
    size_t len = picture_write_header(&h, file);
    int width, height;

    (void)state;
    assert_int_equal(jpeg_inspect((struct bytes){file, len}, &facts), 0);
    assert_int_equal(facts.width, 480);
    assert_int_equal(facts.height, 640);
    assert_int_equal(facts.orientation, 1);
    assert_true(facts.progressive);
    facts.orientation = 6;
    jpeg_upright_size(&facts, &width, &height);
    assert_int_equal(width, 640);
    assert_int_equal(height, 480);
}

static void test_quality(void **state)
{
    static const int QUALITIES[] = {5, 10, 20, 40, 60, 80, 92, 98};
    struct buf file = BUF_INIT(1 << 20);
    struct image img = {0};

    (void)state;
    picture_gradient(&img, 400, 400);
    for (size_t i = 0; i < sizeof QUALITIES / sizeof *QUALITIES; i++) {
        struct picture_form form = {PICTURE_YCC, QUALITIES[i], false};
        struct jpeg_facts facts;

        picture_encode(&img, &form, &file);
        assert_int_equal(jpeg_inspect(buf_view(&file), &facts), 0);
        assert_in_range(facts.quality, QUALITIES[i] - 2, QUALITIES[i] + 2);
    }
    image_done(&img);
    buf_done(&file);
}

static void test_other_formats(void **state)
{
    static const char *const FILES[] = {"",
                                        "\xFF",
                                        "\xFF\xD8",
                                        "\x89PNG\r\n\x1a\n....",
                                        "RIFF....WEBPVP8 ",
                                        "GIF89a........",
                                        "hello, this is a text",
                                        "\xFF\xD8\xFE\xFF....."};
    struct jpeg_facts facts;

    (void)state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        assert_int_equal(jpeg_inspect(bytes_of_text(FILES[i]), &facts),
                         JPEG_NOT_JPEG);
}

/* Cut anywhere, a file is refused; bytes after its end are not. */
static void test_prefixes_and_trailers(void **state)
{
    const struct picture_header h = {0xC0, 8, 500, 500, 3, 3, 0x22, false};
    struct jpeg_facts facts;
    uint8_t file[128] = {0};
    size_t len = picture_write_header(&h, file);

    (void)state;
    for (size_t n = 0; n < len; n++) {
        uint8_t *copy = test_malloc(n + 1);
        memcpy(copy, file, n);
        assert_true(jpeg_inspect((struct bytes){copy, n}, &facts) > 0);
        test_free(copy);
    }
    assert_int_equal(jpeg_inspect((struct bytes){file, len + 20}, &facts), 0);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(jpeg_refusal_name(JPEG_CMYK), "cmyk");
    assert_string_equal(jpeg_refusal_name(JPEG_UNSUPPORTED), "unsupported");
    assert_string_equal(jpeg_refusal_name(0), "none");
    assert_string_equal(jpeg_refusal_name(-5), "none");
    assert_string_equal(jpeg_refusal_name(99), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_quality),
        cmocka_unit_test(test_other_formats),
        cmocka_unit_test(test_prefixes_and_trailers),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("jpeg_inspect", tests, NULL, NULL);
}
