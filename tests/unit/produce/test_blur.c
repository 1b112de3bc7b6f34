#include "qc/produce/blur.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { WIDTH = 34, HEIGHT = 22 };

static struct plane noise(void)
{
    struct plane p = {0};
    uint32_t seed = 3;

    assert_int_equal(plane_fit(&p, WIDTH, HEIGHT), 0);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        seed = seed * 1664525u + 1013904223u;
        p.at[i] = (float)(seed >> 16) / 65536;
    }
    return p;
}

static float mean_around(const struct plane *p, int cx, int cy, int radius)
{
    float sum = 0;
    int n = 0;

    for (int y = cy - radius; y <= cy + radius; y++) {
        for (int x = cx - radius; x <= cx + radius; x++) {
            if (x < 0 || y < 0 || x >= p->width || y >= p->height)
                continue;
            sum += p->at[y * p->width + x];
            n++;
        }
    }
    return sum / (float)n;
}

static void test_box(void **state)
{
    static const int RADII[] = {0, 1, 4, 11, 40};
    struct plane in = noise(), out = {0}, scratch = {0};

    (void)state;
    for (size_t i = 0; i < sizeof RADII / sizeof *RADII; i++) {
        assert_int_equal(blur_box(&in, RADII[i], &out, &scratch), 0);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                assert_true(fabsf(out.at[y * WIDTH + x] -
                                  mean_around(&in, x, y, RADII[i])) < 1e-4f);
    }
    plane_done(&in);
    plane_done(&out);
    plane_done(&scratch);
}

/* A slope survives halving and doubling, but for its ends. */
static void test_halve_and_double(void **state)
{
    struct plane in = {0}, half = {0}, back = {0};

    (void)state;
    assert_int_equal(plane_fit(&in, WIDTH, HEIGHT), 0);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        in.at[i] = (float)(i % WIDTH) + 2 * (float)(i / WIDTH);
    assert_int_equal(blur_halve(&in, &half), 0);
    assert_int_equal(half.width, WIDTH / 2);
    assert_int_equal(blur_double(&half, &back), 0);
    for (int y = 1; y < HEIGHT - 1; y++)
        for (int x = 1; x < WIDTH - 1; x++)
            assert_true(fabsf(back.at[y * WIDTH + x] - in.at[y * WIDTH + x]) <
                        1e-4f);
    plane_done(&in);
    plane_done(&half);
    plane_done(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_box),
        cmocka_unit_test(test_halve_and_double),
    };
    return cmocka_run_group_tests_name("blur", tests, NULL, NULL);
}
