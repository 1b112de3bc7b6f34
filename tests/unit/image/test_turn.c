#include "image/turn.h"

#include "pictures.h"

#include <math.h>

static struct image img;
static struct planes out;
static struct turner turner;
static struct resizer resizer;

static int done(void **state)
{
    (void)state;
    image_done(&img);
    planes_done(&out);
    turner_done(&turner);
    resizer_done(&resizer);
    return 0;
}

/* The affine of a frame at a picture position, turned around its corner. */
static struct affine affine_of(float x, float y, float scale, float radians)
{
    float c = cosf(radians) / scale, s = sinf(radians) / scale;

    return (struct affine){x, c, -s, y, s, c};
}

static void turn(const struct affine *m, int width, int height)
{
    assert_int_equal(planes_fit(&out, width, height), 0);
    assert_int_equal(turn_window(&turner, &img, m, &out), 0);
}

static float value(int x, int y)
{
    return 255 * out.c[0].at[y * out.c[0].width + x];
}

/* Not turned it is what resize.h makes. */
static void test_not_turned(void **state)
{
    static const float SCALES[] = {0.3f, 0.7f, 1, 1.9f};

    (void)state;
    picture_noise(&img, 120, 90, 60);
    for (size_t i = 0; i < sizeof SCALES / sizeof *SCALES; i++) {
        struct affine m = affine_of(20, 15, SCALES[i], 0);
        struct window w = {20, 15, SCALES[i]};
        struct planes straight = {0};
        assert_int_equal(planes_fit(&straight, 24, 18), 0);
        assert_int_equal(resize_window(&resizer, &img, &w, &straight), 0);
        turn(&m, 24, 18);
        for (int k = 0; k < 24 * 18; k++)
            assert_true(fabsf(out.c[1].at[k] - straight.c[1].at[k]) < 0.012f);
        planes_done(&straight);
    }
}

/* Every pixel shows what lies at its place in the picture. */
static void test_turned(void **state)
{
    static const float RADIANS[] = {-0.17f, -0.02f, 0.05f, 0.17f};
    static const float SCALES[] = {0.4f, 0.8f, 1.7f};

    (void)state;
    picture_gradient(&img, 400, 300);
    for (int i = 0; i < 12; i++) {
        struct affine m = affine_of(150, 120, SCALES[i % 3], RADIANS[i / 3]);
        turn(&m, 40, 30);
        for (int k = 0; k < 40 * 30; k += 77) {
            int x = k % 40, y = k / 40;
            struct point at = affine_at(&m, (float)x + 0.5f, (float)y + 0.5f);
            const uint8_t *rgb = image_at(&img, (int)at.x, (int)at.y);
            if (fabsf(value(x, y) - (float)rgb[0]) > 2.5f)
                fail_msg("row %d (%d, %d): %f against %d", i, x, y,
                         (double)value(x, y), rgb[0]);
        }
    }
}

/* A sharp edge stays sharp and throws no shadow. */
static void test_sharp(void **state)
{
    struct affine m = affine_of(30, 30, 1, 0.1f);
    int between = 0;

    (void)state;
    picture_flat(&img, 120, 120, 60);
    for (int y = 0; y < 120; y++)
        for (int x = 60; x < 120; x++)
            for (int c = 0; c < 3; c++)
                image_at(&img, x, y)[c] = 200;
    turn(&m, 50, 50);
    for (int k = 0; k < 2500; k++) {
        float v = value(k % 50, k / 50);
        assert_true(v > 60 - 15 && v < 200 + 15);
        between += v > 80 && v < 180;
    }
    assert_true(between < 50 * 2);
}

static void test_edges_are_mirrored(void **state)
{
    struct affine m = affine_of(-5, -5, 0.8f, 0.05f);

    (void)state;
    picture_flat(&img, 100, 80, 90);
    turn(&m, 88, 72);
    for (int k = 0; k < 88 * 72; k++)
        assert_true(fabsf(value(k % 88, k / 88) - 90) < 0.1f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_not_turned),
        cmocka_unit_test(test_turned),
        cmocka_unit_test(test_sharp),
        cmocka_unit_test(test_edges_are_mirrored),
    };
    return cmocka_run_group_tests_name("turn", tests, NULL, done);
}
