#include "qc/produce/tidy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { SIDE = 64, HALF = SIDE / 2 };

static struct plane alpha, net, hairy;
static struct tidy state_of_tidy;

static void fill(struct plane *p, struct rect r, float v)
{
    for (int y = r.y; y < r.y + r.height; y++)
        for (int x = r.x; x < r.x + r.width; x++)
            p->at[y * p->width + x] = v;
}

/* Alpha and the network agree on a block that reaches the lower edge. */
static void set_up(void)
{
    assert_int_equal(plane_fit(&alpha, SIDE, SIDE), 0);
    assert_int_equal(plane_fit(&net, HALF, HALF), 0);
    assert_int_equal(plane_fit(&hairy, HALF, HALF), 0);
    fill(&alpha, (struct rect){0, 0, SIDE, SIDE}, 0);
    fill(&net, (struct rect){0, 0, HALF, HALF}, 0);
    fill(&hairy, (struct rect){0, 0, HALF, HALF}, 0);
    fill(&alpha, (struct rect){16, 16, 32, 48}, 1);
    fill(&net, (struct rect){8, 8, 16, 24}, 1);
}

static float after(int x, int y)
{
    assert_int_equal(tidy(&state_of_tidy, &net, &hairy, &alpha), 0);
    return alpha.at[y * SIDE + x];
}

static void test_a_person_stays(void **state)
{
    (void)state;
    set_up();
    assert_true(after(30, 30) == 1);
    assert_true(after(4, 4) == 0);
}

static void test_a_speck_in_the_air_goes(void **state)
{
    (void)state;
    set_up();
    fill(&alpha, (struct rect){4, 8, 4, 4}, 1);
    assert_true(after(5, 9) == 0);
}

static void test_a_strand_stays(void **state)
{
    (void)state;
    set_up();
    fill(&alpha, (struct rect){8, 20, 8, 2}, 0.3f);
    assert_true(after(9, 20) == 0.3f);
}

/* As an ear's shadow is, before a black wall. */
static void test_a_hole_is_filled(void **state)
{
    (void)state;
    set_up();
    fill(&alpha, (struct rect){30, 30, 6, 6}, 0);
    assert_true(after(32, 32) == 1);
}

static void test_a_gap_in_hair_stays(void **state)
{
    (void)state;
    set_up();
    fill(&alpha, (struct rect){30, 30, 6, 6}, 0.2f);
    fill(&hairy, (struct rect){12, 12, 10, 10}, 1);
    assert_true(after(32, 32) == 0.2f);
}

/* Between neck and hair that hangs down. */
static void test_a_bay_is_no_hole(void **state)
{
    (void)state;
    set_up();
    fill(&alpha, (struct rect){30, 30, 34, 4}, 0);
    assert_true(after(32, 32) == 0);
}

static int done(void **state)
{
    (void)state;
    plane_done(&alpha);
    plane_done(&net);
    plane_done(&hairy);
    tidy_done(&state_of_tidy);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_person_stays),
        cmocka_unit_test(test_a_speck_in_the_air_goes),
        cmocka_unit_test(test_a_strand_stays),
        cmocka_unit_test(test_a_hole_is_filled),
        cmocka_unit_test(test_a_gap_in_hair_stays),
        cmocka_unit_test(test_a_bay_is_no_hole),
    };
    return cmocka_run_group_tests_name("tidy", tests, NULL, done);
}
