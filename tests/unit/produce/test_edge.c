#include "qc/produce/edge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

enum { WIDE = 480, HIGH = 400 };

/* The frame begins 4 rows above the photo and ends 8 columns beside it, of
 * which 3 may repeat its last one: up to the frame's own column 470. */
static const struct placement PLACE = {.left = 24, .top = -4, .scale = 2};

static const struct face_reading READING = {
    .upright = {.width = 256, .height = 256},
    .face_width = 80,
};

static struct plane alpha;

static float at(int x, int y)
{
    return alpha.at[y * WIDE + x];
}

/* A person of straight sides. */
static void stand(int from_x, int to_x)
{
    assert_int_equal(plane_fit(&alpha, WIDE, HIGH), 0);
    for (int i = 0; i < WIDE * HIGH; i++)
        alpha.at[i] = i % WIDE >= from_x && i % WIDE < to_x ? 1 : 0;
}

/* The same, cut by the edges of a photo. */
static void cut(int from_x, int to_x)
{
    stand(from_x, to_x);
    edge_cut(&READING, &PLACE, &alpha);
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
    assert_true(at(469, 100) == 1 && at(471, 100) == 0);
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
    cut(460, WIDE);
    assert_true(at(465, 14) == 1 && at(479, 14) == 0);
}

static bool torn(const struct placement *place, int from_x, int to_x)
{
    stand(from_x, to_x);
    return edge_tears(&READING, place, &alpha);
}

/* A person whom the photo's side cuts ends on a line in the frame. */
static void test_torn_by_a_side(void **state)
{
    const struct placement left = {.left = -8, .top = 0, .scale = 2};
    const struct placement near = {.left = 18, .top = 0, .scale = 2};

    (void)state;
    assert_true(torn(&PLACE, 100, WIDE));
    assert_false(torn(&PLACE, 100, 440));
    assert_true(torn(&left, 0, 300));
    assert_false(torn(&left, 40, 300));
    assert_false(torn(&near, 0, WIDE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_kept_beside_the_photo),
        cmocka_unit_test(test_a_cut_head_ends_round),
        cmocka_unit_test(test_no_line_no_curve),
        cmocka_unit_test(test_torn_by_a_side),
    };
    return cmocka_run_group_tests_name("edge", tests, NULL, done);
}
