#include "qc/produce/matte.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { SIDE = 96, RADIUS = 28 };

static const float PERSON[3] = {0.3f, 0.2f, 0.15f};
static const float WALL[3] = {0.2f, 0.8f, 0.3f};

/* How much of pixel i a disc of that radius covers, softly. */
static float disc(int i, float radius, float soft)
{
    float x = (float)(i % SIDE) - SIDE / 2, y = (float)(i / SIDE) - SIDE / 2;
    float d = (radius - hypotf(x, y)) / soft + 0.5f;

    return fminf(fmaxf(d, 0), 1);
}

static struct planes image;
static struct matte_guess guess;
static struct matte matte;

/* A dark disc on a green wall; the network sees it 3 pixels too small. */
static void make(void)
{
    assert_int_equal(planes_fit(&image, SIDE, SIDE), 0);
    assert_int_equal(plane_fit(&guess.person, SIDE / 2, SIDE / 2), 0);
    assert_int_equal(plane_fit(&guess.hair, SIDE / 2, SIDE / 2), 0);
    for (int i = 0; i < SIDE * SIDE; i++) {
        float a = disc(i, RADIUS, 1.5f);
        for (int c = 0; c < 3; c++)
            image.c[c].at[i] = a * PERSON[c] + (1 - a) * WALL[c];
    }
    for (int i = 0; i < SIDE * SIDE / 4; i++) {
        int at = 2 * (i / (SIDE / 2)) * SIDE + 2 * (i % (SIDE / 2));
        guess.person.at[i] = guess.hair.at[i] = disc(at, RADIUS - 3, 4);
    }
    assert_int_equal(matte_make(&matte, &image, &guess), 0);
}

static int done(void **state)
{
    (void)state;
    planes_done(&image);
    matte_guess_done(&guess);
    matte_done(&matte);
    return 0;
}

static void test_alpha(void **state)
{
    (void)state;
    make();
    for (int i = 0; i < SIDE * SIDE; i++) {
        float a = matte.alpha.at[i];
        assert_true(a >= 0 && a <= 1);
        if (disc(i, RADIUS - 2, 0.1f) == 1)
            assert_true(a > 0.75f);
        if (disc(i, RADIUS + 3, 0.1f) == 0)
            assert_true(a < 0.1f);
    }
}

/* The colour given to the person's edge has none of the wall's green. */
static void test_no_spill(void **state)
{
    (void)state;
    make();
    for (int i = 0; i < SIDE * SIDE; i++) {
        if (matte.alpha.at[i] < 0.1f || disc(i, RADIUS + 2, 0.1f) == 0)
            continue;
        assert_true(fabsf(matte.colours.front.c[1].at[i] - PERSON[1]) < 0.15f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alpha),
        cmocka_unit_test(test_no_spill),
    };
    return cmocka_run_group_tests_name("matte", tests, NULL, done);
}
