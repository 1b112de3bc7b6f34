#include "qc/produce/guided.h"

#include "qc/produce/blur.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { SIDE = 64 };

/* Left half one colour, right half another. */
static void two_halves(struct planes *ret)
{
    assert_int_equal(planes_fit(ret, SIDE, SIDE), 0);
    for (int i = 0; i < SIDE * SIDE; i++) {
        bool right = i % SIDE >= SIDE / 2;
        ret->c[0].at[i] = right ? 0.9f : 0.2f;
        ret->c[1].at[i] = right ? 0.7f : 0.3f;
        ret->c[2].at[i] = 0.4f;
    }
}

static void halve_all(const struct planes *from, struct planes *ret)
{
    for (int c = 0; c < 3; c++)
        assert_int_equal(blur_halve(&from->c[c], &ret->c[c]), 0);
}

/* A mask whose border is three pixels off moves to where the colours meet. */
static void test_follows_the_edge(void **state)
{
    struct planes image = {0}, half = {0};
    struct plane mask = {0}, out = {0};
    struct guided g = {0};

    (void)state;
    two_halves(&image);
    halve_all(&image, &half);
    assert_int_equal(plane_fit(&mask, SIDE / 2, SIDE / 2), 0);
    for (int i = 0; i < SIDE * SIDE / 4; i++)
        mask.at[i] = i % (SIDE / 2) >= SIDE / 4 + 1 ? 1 : 0;
    assert_int_equal(guided_model(&g, &half, &mask, 5, 1e-4f), 0);
    assert_int_equal(guided_apply(&g, &image, &out), 0);
    for (int y = 20; y < 44; y++) {
        assert_true(out.at[y * SIDE + SIDE / 2 - 1] < 0.1f);
        assert_true(out.at[y * SIDE + SIDE / 2] > 0.7f);
        assert_true(fabsf(out.at[y * SIDE + 5]) < 0.01f);
        assert_true(fabsf(out.at[y * SIDE + 58] - 1) < 0.01f);
    }
    planes_done(&image);
    planes_done(&half);
    plane_done(&mask);
    plane_done(&out);
    guided_done(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_follows_the_edge),
    };
    return cmocka_run_group_tests_name("guided", tests, NULL, NULL);
}
