#include "image/pyramid.h"

#include "pictures.h"

#include <math.h>

static void test_levels(void **state)
{
    struct image img = {0};
    struct pyramid p = {0};

    (void)state;
    picture_gradient(&img, 1000, 750);
    assert_int_equal(pyramid_build(&p, &img), 0);
    assert_int_equal(p.levels, 4);
    assert_int_equal(p.half[0].width, 500);
    assert_int_equal(p.half[2].height, 93);
    pyramid_done(&p);
    image_done(&img);
}

static void expect_view(const struct pyramid *p, const struct affine *m)
{
    float out[16 * 16 * 3];
    struct view view = {16, 16, 1.0f / 255, -0.5f, out};

    pyramid_view(p, m, &view);
    for (int i = 0; i < 256; i++) {
        struct point at =
            affine_at(m, (float)(i % 16) + 0.5f, (float)(i / 16) + 0.5f);
        const uint8_t *rgb = image_at(p->base, (int)at.x, (int)at.y);
        for (int c = 0; c < 3; c++)
            assert_true(fabsf(out[3 * i + c] + 0.5f - (float)rgb[c] / 255) <
                        0.02f);
    }
}

/* Whatever level is used, a gradient shows the value of its position. */
static void test_views_keep_positions(void **state)
{
    static const float SIDES[] = {8, 30, 100, 300, 500};
    struct image img = {0};
    struct pyramid p = {0};

    (void)state;
    picture_gradient(&img, 1000, 750);
    assert_int_equal(pyramid_build(&p, &img), 0);
    for (size_t i = 0; i < sizeof SIDES / sizeof *SIDES; i++) {
        for (int turn = 0; turn < 4; turn++) {
            struct affine m = affine_square((struct point){500, 375}, SIDES[i],
                                            (float)turn * 0.7f, 16);
            expect_view(&p, &m);
        }
    }
    pyramid_done(&p);
    image_done(&img);
}

static void test_outside_is_black(void **state)
{
    struct image img = {0};
    struct pyramid p = {0};
    float out[4 * 4 * 3];
    struct view view = {4, 4, 2.0f / 255, -1, out};
    struct affine m = affine_square((struct point){-50, 20}, 10, 0, 4);

    (void)state;
    picture_flat(&img, 100, 100, 200);
    assert_int_equal(pyramid_build(&p, &img), 0);
    pyramid_view(&p, &m, &view);
    for (int i = 0; i < 48; i++)
        assert_true(out[i] == -1.0f);
    pyramid_done(&p);
    image_done(&img);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_views_keep_positions),
        cmocka_unit_test(test_outside_is_black),
    };
    return cmocka_run_group_tests_name("pyramid", tests, NULL, NULL);
}
