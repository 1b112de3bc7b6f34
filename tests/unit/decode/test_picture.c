#include "decode/picture.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "decode/picture_file.h"
#include "decode/refusal.h"
#include "scene.h"

#include <stdio.h>

#include <jpeglib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* As long as codes are: QR version 14 at level M. */
enum { TEXT_LEN = 516 };

static char text_a[TEXT_LEN + 1];
static char text_b[TEXT_LEN + 1];
static struct symbol symbol_a;
static struct symbol symbol_b;

static void make_text(char *ret, uint32_t seed, struct symbol *symbol)
{
    static const char alphabet[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    for (size_t i = 0; i < TEXT_LEN; i++) {
        seed = seed * 1664525u + 1013904223u;
        ret[i] = alphabet[(seed >> 8) % 45];
    }
    memcpy(ret, "TC1:", 4);
    CHECK(symbol_make(bytes_of_text(ret), symbol) == 0);
}

static int setup(void **state)
{
    (void)state;
    make_text(text_a, 1, &symbol_a);
    make_text(text_b, 2, &symbol_b);
    return 0;
}

/* clang-format off */
static const struct row {
    const char *name;
    struct scene scene;
} ROWS[] = {
    {"as issued", {.module_px = 6, .margin = 4}},
    {"2 pixels a module", {.module_px = 2, .margin = 4}},
    {"2 pixels a module, no margin", {.module_px = 2}},
    {"2 pixels a module, quality 15", {.module_px = 2, .margin = 4, .quality = 15}},
    {"2 pixels, quality 15, turned, no margin", {.module_px = 2, .quality = 15, .angle_deg = 33}},
    {"quality 15", {.module_px = 4, .margin = 4, .quality = 15}},
    {"upside down", {.module_px = 4, .margin = 4, .angle_deg = 180}},
    {"upside down, 2 pixels, quality 15", {.module_px = 2, .margin = 4, .angle_deg = 180, .quality = 15}},
    {"on its side", {.module_px = 3, .margin = 1, .angle_deg = 270, .quality = 40}},
    {"turned by 45 degrees", {.module_px = 3, .angle_deg = 45, .quality = 40}},
    {"leaning back", {.module_px = 5, .margin = 4, .lean = 0.2, .quality = 60}},
    {"leaning and turned", {.module_px = 5, .margin = 4, .lean = 0.2, .angle_deg = 33, .quality = 60}},
    {"blurred", {.module_px = 5, .margin = 4, .blur_px = 1.5, .quality = 60}},
    {"one side dark", {.module_px = 4, .margin = 4, .light = 0.7, .noise = 8, .quality = 60}},
    {"light on dark", {.module_px = 4, .margin = 4, .inverted = true}},
    {"a screenshot", {.module_px = 5, .width = 720, .height = 1600, .quality = 50}},
    {"300 pixels on a screen in a photo of 12 MP", {.module_px = 4.1, .margin = 4, .width = 4000, .height = 3000, .angle_deg = 5, .noise = 6, .quality = 80}},
    {"a phone's photo", {.module_px = 7, .width = 1600, .height = 1200, .angle_deg = 12, .lean = 0.08, .noise = 10, .light = 0.4, .quality = 80}},
};
/* clang-format on */

static int read_scene(const struct scene *s, struct buf *ret)
{
    _cleanup_(grey_done) struct grey g = {0};
    _cleanup_(buf_done) struct buf file = BUF_INIT(1 << 24);

    scene_draw(&symbol_a, s, &g);
    scene_encode(&g, s->quality, &file);
    return picture_read(buf_view(&file), ret);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        _cleanup_(buf_done) struct buf got = BUF_INIT(4096);
        int r = read_scene(&ROWS[i].scene, &got);

        if (r != 0)
            fail_msg("%s: %d", ROWS[i].name, r);
        if (!bytes_equal(buf_view(&got), bytes_of_text(text_a)))
            fail_msg("%s: another text", ROWS[i].name);
    }
}

/* Reads what is in g as a JPEG. */
static int read_grey(const struct grey *g, struct buf *ret)
{
    _cleanup_(buf_done) struct buf file = BUF_INIT(1 << 24);

    scene_encode(g, 60, &file);
    return picture_read(buf_view(&file), ret);
}

static void two_codes(const struct symbol *second, double module_px,
                      struct grey *g)
{
    struct scene scene = {.module_px = 4, .margin = 2};
    _cleanup_(grey_done) struct grey a = {0};
    _cleanup_(grey_done) struct grey b = {0};

    CHECK(grey_make(g, 900, 500) == 0);
    memset(g->px, 220, 900 * 500);
    scene_draw(&symbol_a, &scene, &a);
    scene.module_px = module_px;
    scene_draw(second, &scene, &b);
    scene_paste(&a, 10, 20, g);
    scene_paste(&b, 900 - b.width, 500 - b.height, g);
}

static void test_two_codes(void **state)
{
    (void)state;
    for (int module_px = 2; module_px <= 6; module_px++) {
        _cleanup_(grey_done) struct grey g = {0};
        _cleanup_(buf_done) struct buf got = BUF_INIT(4096);

        two_codes(&symbol_b, module_px, &g);
        assert_int_equal(read_grey(&g, &got), CODE_AMBIGUOUS);
    }
}

static void test_the_same_code_twice_is_one(void **state)
{
    _cleanup_(grey_done) struct grey g = {0};
    _cleanup_(buf_done) struct buf got = BUF_INIT(4096);

    (void)state;
    two_codes(&symbol_a, 3, &g);
    assert_int_equal(read_grey(&g, &got), 0);
    assert_true(bytes_equal(buf_view(&got), bytes_of_text(text_a)));
}

static void test_another_kind_of_code_beside_it(void **state)
{
    _cleanup_(grey_done) struct grey g = {0};
    _cleanup_(buf_done) struct buf got = BUF_INIT(4096);
    struct symbol other;

    (void)state;
    CHECK(symbol_make(bytes_of_text("https://www.example.edu/help"), &other) ==
          0);
    two_codes(&other, 6, &g);
    assert_int_equal(read_grey(&g, &got), 0);
    assert_true(bytes_equal(buf_view(&got), bytes_of_text(text_a)));
}

static void test_no_code(void **state)
{
    _cleanup_(grey_done) struct grey g = {0};
    _cleanup_(buf_done) struct buf got = BUF_INIT(4096);

    (void)state;
    CHECK(grey_make(&g, 300, 200) == 0);
    memset(g.px, 128, 300 * 200);
    assert_int_equal(read_grey(&g, &got), CODE_UNREADABLE);
    assert_int_equal(got.len, 0);
}

/* clang-format off */
static const struct file {
    const char *name;
    struct bytes in;
} FILES[] = {
#define FILE_OF(s) {(const uint8_t *)(s), sizeof(s) - 1}
    {"nothing", FILE_OF("")},
    {"text", FILE_OF("TC1:ABC")},
    {"only a JPEG's beginning", FILE_OF("\xFF\xD8\xFF")},
    {"a JPEG of 65500 x 65500", FILE_OF("\xFF\xD8\xFF\xC0\x00\x0B\x08\xFF\xDC\xFF\xDC\x01\x01\x11\x00\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00")},
    {"only a PNG's beginning", FILE_OF("\x89PNG\r\n\x1A\n")},
    {"a PNG of 2^31 x 2^31", FILE_OF("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\x7F\xFF\xFF\xFF\x7F\xFF\xFF\xFF\x08\0\0\0\0\x5A\x5A\x5A\x5A")},
    {"WebP", FILE_OF("RIFF\x24\0\0\0WEBPVP8 ")},
};
/* clang-format on */

static void test_no_pictures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        _cleanup_(buf_done) struct buf got = BUF_INIT(4096);

        if (picture_read(FILES[i].in, &got) != CODE_UNREADABLE)
            fail_msg("%s", FILES[i].name);
    }
}

/* A file that broke off is read as far as it goes, or refused, and nothing
 * breaks. */
static void test_cut_files(void **state)
{
    struct scene scene = {.module_px = 3, .margin = 4};
    _cleanup_(grey_done) struct grey drawn = {0};

    (void)state;
    scene_draw(&symbol_a, &scene, &drawn);
    for (int quality = 0; quality <= 60; quality += 60) {
        _cleanup_(buf_done) struct buf file = BUF_INIT(1 << 20);

        scene_encode(&drawn, quality, &file);
        for (size_t len = 0; len <= file.len; len += file.len / 50) {
            _cleanup_(grey_done) struct grey g = {0};
            int r = picture_file_read((struct bytes){file.at, len}, &g);

            assert_true(r == 0 || r == PICTURE_FILE_UNUSABLE);
        }
    }
}

/* A baseline JPEG of 64 x 64 in colour, one component a scan; its header says
 * another size. */
static void encode_in_scans(unsigned side, struct buf *ret)
{
    static const jpeg_scan_info SCANS[] = {
        {1, {0}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0}};
    static const uint8_t FRAME[] = {0xFF, 0xC0, 0, 17, 8};
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    uint8_t row[64 * 3] = {0};
    JSAMPROW rows[] = {row};
    unsigned char *file = NULL;
    unsigned long len = 0;
    uint8_t *frame;

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &file, &len);
    jpeg.image_width = jpeg.image_height = 64;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg.scan_info = SCANS;
    jpeg.num_scans = sizeof SCANS / sizeof *SCANS;
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height)
        (void)jpeg_write_scanlines(&jpeg, rows, 1);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    frame = memmem(file, len, FRAME, sizeof FRAME);
    CHECK(frame);
    frame[5] = frame[7] = (uint8_t)(side >> 8);
    frame[6] = frame[8] = (uint8_t)side;
    CHECK(buf_add(ret, file, len) == 0);
    free(file);
}

/* It is held in memory whole, as a progressive one is. */
static void test_scans_of_one_component(void **state)
{
    static const struct {
        unsigned side;
        int expect;
    } SIDES[] = {{64, 0}, {5001, PICTURE_FILE_UNUSABLE}};

    (void)state;
    for (size_t i = 0; i < sizeof SIDES / sizeof *SIDES; i++) {
        _cleanup_(buf_done) struct buf file = BUF_INIT(1 << 20);
        _cleanup_(grey_done) struct grey g = {0};

        encode_in_scans(SIDES[i].side, &file);
        assert_int_equal(picture_file_read(buf_view(&file), &g),
                         SIDES[i].expect);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_two_codes),
        cmocka_unit_test(test_the_same_code_twice_is_one),
        cmocka_unit_test(test_another_kind_of_code_beside_it),
        cmocka_unit_test(test_no_code),
        cmocka_unit_test(test_no_pictures),
        cmocka_unit_test(test_cut_files),
        cmocka_unit_test(test_scans_of_one_component),
    };
    return cmocka_run_group_tests_name("picture", tests, setup, NULL);
}
