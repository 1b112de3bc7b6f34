#include "qc/produce/doubt.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { WIDTH = 120, HEIGHT = 80, SHOULDER = 20 };

static struct matte matte;
static struct plane person;

static void fill(struct plane *p, float v)
{
    assert_int_equal(plane_fit(p, WIDTH, HEIGHT), 0);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        p->at[i] = v;
}

/* A body from row SHOULDER on, whose border the network draws `soft` wide,
 * in a shirt and before a wall of these greys. */
static float doubt_of(float soft, float shirt, float wall)
{
    for (int c = 0; c < 3; c++) {
        fill(&matte.colours.front_half.c[c], shirt);
        fill(&matte.colours.back_half.c[c], wall);
    }
    fill(&person, 0);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        float v = ((float)(i / WIDTH) - SHOULDER) / soft + 0.5f;
        person.at[i] = fminf(fmaxf(v, 0), 1);
    }
    return doubt_of_body(&matte, &person, 0);
}

static int done(void **state)
{
    (void)state;
    matte_done(&matte);
    plane_done(&person);
    return 0;
}

static void test_rows(void **state)
{
    /* clang-format off */
    static const struct {
        const char *name;
        float soft, shirt, wall;
        float min, max;
    } ROWS[] = {
        {"a sharp border", 3, 0.9f, 0.9f, 0, 4},
        {"a wide border, and a white shirt on white", 26, 0.95f, 0.97f, 15, 26},
        {"a wide border that colour settles", 26, 0.95f, 0.3f, 0, 0},
        {"black on black", 26, 0.05f, 0.06f, 15, 26},
    };
    /* clang-format on */
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        float doubt = doubt_of(ROWS[i].soft, ROWS[i].shirt, ROWS[i].wall);
        if (!(doubt >= ROWS[i].min && doubt <= ROWS[i].max))
            fail_msg("%s: %f", ROWS[i].name, (double)doubt);
    }
}

/* What lies above is hair's affair. */
static void test_from_that_row_on(void **state)
{
    (void)state;
    (void)doubt_of(26, 0.9f, 0.9f);
    assert_true(doubt_of_body(&matte, &person, SHOULDER + 20) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_from_that_row_on),
    };
    return cmocka_run_group_tests_name("doubt", tests, NULL, done);
}
