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

/* A dark disc on a wall; the network sees it 3 pixels too small, or, where it
 * wavers, on a border that many half pixels wide; `soft` pixels of the disc's
 * own edge let the wall shine through. */
static void make(const float wall[3], float soft, float border)
{
    assert_int_equal(planes_fit(&image, SIDE, SIDE), 0);
    assert_int_equal(plane_fit(&guess.person, SIDE / 2, SIDE / 2), 0);
    assert_int_equal(plane_fit(&guess.hair, SIDE / 2, SIDE / 2), 0);
    for (int i = 0; i < SIDE * SIDE; i++) {
        float a = disc(i, RADIUS, soft);
        for (int c = 0; c < 3; c++)
            image.c[c].at[i] = a * PERSON[c] + (1 - a) * wall[c];
    }
    for (int i = 0; i < SIDE * SIDE / 4; i++) {
        int at = 2 * (i / (SIDE / 2)) * SIDE + 2 * (i % (SIDE / 2));
        guess.person.at[i] = guess.hair.at[i] = disc(at, RADIUS - 3, border);
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
    make(WALL, 1.5f, 4);
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
    make(WALL, 1.5f, 4);
    for (int i = 0; i < SIDE * SIDE; i++) {
        if (matte.alpha.at[i] < 0.1f || disc(i, RADIUS + 2, 0.1f) == 0)
            continue;
        assert_true(fabsf(matte.colours.front.c[1].at[i] - PERSON[1]) < 0.15f);
    }
}

/* Dark hair on a dark wall: nobody can tell where it ends, but it does, and
 * not in a haze as wide as the network's doubt. */
static void test_an_edge_in_the_dark(void **state)
{
    int hazy = 0;

    (void)state;
    make(PERSON, 1.5f, 12);
    for (int x = 0; x < SIDE / 2; x++) {
        float a = matte.alpha.at[SIDE / 2 * SIDE + x];
        hazy += a > 0.05f && a < 0.95f;
    }
    assert_true(hazy <= 4);
}

/* Thin hair, through which the wall shines for 20 pixels, is not cut off where
 * half of it is wall. */
static void test_thin_hair_goes_on(void **state)
{
    static const float BLACK[3] = {0.05f, 0.05f, 0.05f};

    float sum = 0;
    int n = 0;

    (void)state;
    make(BLACK, 20, 20);
    for (int i = 0; i < SIDE * SIDE; i++) {
        float hair = disc(i, RADIUS, 20);
        if (hair < 0.45f || hair > 0.6f)
            continue;
        sum += matte.alpha.at[i];
        n++;
    }
    if (!(sum > 0.06f * (float)n))
        fail_msg("%f", (double)(sum / (float)n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alpha),
        cmocka_unit_test(test_no_spill),
        cmocka_unit_test(test_an_edge_in_the_dark),
        cmocka_unit_test(test_thin_hair_goes_on),
    };
    return cmocka_run_group_tests_name("matte", tests, NULL, done);
}
