#include "image/resize.h"

#include "pictures.h"

#include <math.h>

static void expect_at(const struct planes *p, int x, int y, const uint8_t *rgb,
                      float tolerance)
{
    for (int c = 0; c < 3; c++) {
        float v = 255 * p->c[c].at[y * p->c[c].width + x];
        if (fabsf(v - (float)rgb[c]) > tolerance)
            fail_msg("(%d, %d): %f against %d", x, y, (double)v, rgb[c]);
    }
}

static struct resizer resizer;

static int resized(const struct image *img, const struct window *w, int width,
                   int height, struct planes *ret)
{
    int r = planes_fit(ret, width, height);

    return r < 0 ? r : resize_window(&resizer, img, w, ret);
}

static int done(void **state)
{
    (void)state;
    resizer_done(&resizer);
    return 0;
}

static void test_same_size_is_the_same(void **state)
{
    struct image img = {0};
    struct planes out = {0};
    struct window w = {0, 0, 1};

    (void)state;
    picture_noise(&img, 64, 48, 60);
    assert_int_equal(resized(&img, &w, 64, 48, &out), 0);
    for (int y = 0; y < 48; y++)
        for (int x = 0; x < 64; x++)
            expect_at(&out, x, y, image_at(&img, x, y), 0.01f);
    image_done(&img);
    planes_done(&out);
}

/* A slow gradient stays where it is at any scale. */
static void test_scales_keep_positions(void **state)
{
    static const float SCALES[] = {0.15f, 0.4f, 0.7f, 1.3f, 2.5f};
    struct image img = {0};
    struct planes out = {0};

    (void)state;
    picture_gradient(&img, 400, 300);
    for (size_t i = 0; i < sizeof SCALES / sizeof *SCALES; i++) {
        struct window w = {100, 80, SCALES[i]};
        assert_int_equal(resized(&img, &w, 30, 20, &out), 0);
        int x = 100 + (int)(10.5f / SCALES[i]);
        int y = 80 + (int)(7.5f / SCALES[i]);
        expect_at(&out, 10, 7, image_at(&img, x, y), 2.5f);
    }
    image_done(&img);
    planes_done(&out);
}

static void test_edges_do_not_darken(void **state)
{
    struct image img = {0};
    struct planes out = {0};
    struct window w = {-10, -10, 0.8f};
    const uint8_t grey[3] = {90, 90, 90};

    (void)state;
    picture_flat(&img, 40, 40, 90);
    assert_int_equal(resized(&img, &w, 48, 48, &out), 0);
    for (int y = 0; y < 48; y++)
        for (int x = 0; x < 48; x++)
            expect_at(&out, x, y, grey, 0.5f);
    image_done(&img);
    planes_done(&out);
}

static void test_limits(void **state)
{
    struct image img = {0};
    struct planes out = {0};
    struct window w = {0, 0, 0.001f};

    (void)state;
    picture_flat(&img, 40, 40, 90);
    assert_true(resized(&img, &w, 8, 8, &out) < 0);
    w.scale = 1;
    assert_true(resized(&img, &w, 0, 8, &out) < 0);
    image_done(&img);
    planes_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_size_is_the_same),
        cmocka_unit_test(test_scales_keep_positions),
        cmocka_unit_test(test_edges_do_not_darken),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests_name("resize", tests, NULL, done);
}
