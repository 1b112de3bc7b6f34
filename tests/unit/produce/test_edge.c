#include "qc/produce/edge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { WIDE = 480, HIGH = 400 };

/* The frame begins 4 rows above the photo and ends 1 column beside it. */
static const struct placement PLACE = {.left = 17, .top = -4, .scale = 2};

static struct plane alpha;

static float at(int x, int y)
{
    return alpha.at[y * WIDE + x];
}

/* A person of straight sides, cut by the edges of a photo. */
static void cut(int from_x, int to_x)
{
    const struct face_reading reading = {
        .upright = {.width = 256, .height = 256},
        .face_width = 80,
    };

    assert_int_equal(plane_fit(&alpha, WIDE, HIGH), 0);
    for (int i = 0; i < WIDE * HIGH; i++)
        alpha.at[i] = i % WIDE >= from_x && i % WIDE < to_x ? 1 : 0;
    edge_cut(&reading, &PLACE, &alpha);
}

static int done(void **state)
{
    (void)state;
    plane_done(&alpha);
    return 0;
}

static void test_nothing_is_kept_beside_the_photo(void **state)
{
    (void)state;
    cut(0, WIDE);
    assert_true(at(100, 7) == 0 && at(100, 10) == 1);
    assert_true(at(100, 8) > 0 && at(100, 8) < 0.5f);
    assert_true(at(477, 100) == 1 && at(479, 100) == 0);
}

/* Hair 60 wide runs out of the photo above: it ends on a curve. */
static void test_a_cut_head_ends_round(void **state)
{
    (void)state;
    cut(160, 280);
    assert_true(at(220, 10) == 1);
    assert_true(at(161, 10) == 0 && at(278, 10) == 0);
    assert_true(at(161, 17) == 0 && at(161, 24) == 1);
    assert_true(at(190, 10) == 0 && at(190, 14) == 1);
}

/* Nothing touches the upper edge: only the sides are cut. */
static void test_no_line_no_curve(void **state)
{
    (void)state;
    cut(WIDE, WIDE);
    cut(470, WIDE);
    assert_true(at(472, 12) == 1 && at(479, 12) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_kept_beside_the_photo),
        cmocka_unit_test(test_a_cut_head_ends_round),
        cmocka_unit_test(test_no_line_no_curve),
    };
    return cmocka_run_group_tests_name("edge", tests, NULL, done);
}
