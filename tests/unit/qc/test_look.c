/* gaze, iris, expression, frames: what eyes and mouth show. */
#include "synthetic.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define LEFT_IRIS ((struct part){-0.6F, -0.1F, -0.4F, 0.1F})
#define RIGHT_IRIS ((struct part){0.4F, -0.1F, 0.6F, 0.1F})
#define BAND ((struct part){-0.8F, -0.2F, 0.8F, 0.3F})

static void looking_aside(struct synthetic *s)
{
    synthetic_move(s, POINT_IRIS_LEFT, 0.1F, 0);
    synthetic_move(s, POINT_IRIS_RIGHT, 0.1F, 0);
}

static void looking_up(struct synthetic *s)
{
    synthetic_move(s, POINT_IRIS_LEFT, 0, -0.1F);
    synthetic_move(s, POINT_IRIS_RIGHT, 0, -0.1F);
}

static void turned_but_looking_back(struct synthetic *s)
{
    looking_aside(s);
    s->reading.yaw_deg = -38.682F / 2; /* asin(.25 / .4), half of it */
}

static void leaning_and_looking_aside(struct synthetic *s)
{
    looking_aside(s);
    synthetic_roll(s, 30);
}

static void one_eye_shut_one_aside(struct synthetic *s)
{
    synthetic_move(s, POINT_IRIS_RIGHT, 0.1F, 0);
    s->reading.points[159].y = s->reading.points[145].y;
}

static void both_eyes_shut(struct synthetic *s)
{
    s->reading.points[159].y = s->reading.points[145].y;
    s->reading.points[386].y = s->reading.points[374].y;
}

static void behind_dark_lenses(struct synthetic *s)
{
    synthetic_map(s, BAND, FACE_OTHERS);
}

static void far_turned(struct synthetic *s)
{
    s->reading.yaw_deg = 40;
}

static void a_smile(struct synthetic *s)
{
    synthetic_move(s, POINT_MOUTH_LEFT, -0.13F, -0.1F);
    synthetic_move(s, POINT_MOUTH_RIGHT, 0.13F, -0.1F);
}

static void sunken_corners(struct synthetic *s)
{
    synthetic_move(s, POINT_MOUTH_LEFT, 0, 0.1F);
    synthetic_move(s, POINT_MOUTH_RIGHT, 0, 0.1F);
}

static void raised_brows(struct synthetic *s)
{
    synthetic_move(s, 105, 0, -0.2F);
    synthetic_move(s, 334, 0, -0.2F);
}

static void both_irises(struct synthetic *s, unsigned rgb)
{
    synthetic_colour(s, LEFT_IRIS, rgb);
    synthetic_colour(s, RIGHT_IRIS, rgb);
}

static void red_pupils(struct synthetic *s)
{
    both_irises(s, 0xC83028);
}

static void one_red_pupil(struct synthetic *s)
{
    synthetic_colour(s, LEFT_IRIS, 0xC83028);
}

static void brown_eyes(struct synthetic *s)
{
    both_irises(s, 0x503828);
}

static void brown_eyes_in_warm_light(struct synthetic *s)
{
    synthetic_colour(s, (struct part){-1, -0.75F, 1, 1.7F}, 0xE0A070);
    both_irises(s, 0x603018);
}

static void violet_lenses(struct synthetic *s)
{
    both_irises(s, 0x7050A0);
}

static void one_violet_lens(struct synthetic *s)
{
    synthetic_colour(s, LEFT_IRIS, 0x7050A0);
}

static void grey_blue_eyes(struct synthetic *s)
{
    both_irises(s, 0x60707C);
}

static void narrow_red_eyes(struct synthetic *s)
{
    red_pupils(s);
    s->reading.points[159].y += 6;
    s->reading.points[386].y += 6;
}

static void red_beside_the_guess(struct synthetic *s)
{
    synthetic_colour(s, (struct part){-0.46F, -0.06F, -0.34F, 0.06F}, 0xC83028);
}

static void a_rim_along_the_lower_lids(struct synthetic *s)
{
    synthetic_map(s, (struct part){-0.8F, 0.02F, 0.8F, 0.12F}, FACE_OTHERS);
}

static void a_rim_below(struct synthetic *s)
{
    synthetic_map(s, (struct part){-0.8F, 0.15F, 0.8F, 0.22F}, FACE_OTHERS);
}

/* clang-format off */
static void test_gaze(void **state)
{
    const struct synthetic_row rows[] = {
        {"ahead", synthetic_same, FINDING_NOT_LOOKING_AHEAD, 0, .01},
        {"aside, by a quarter of the eye", looking_aside, FINDING_NOT_LOOKING_AHEAD, .25, .01},
        {"up counts less", looking_up, FINDING_NOT_LOOKING_AHEAD, .15, .01},
        {"a turned head looks ahead with turned eyes", turned_but_looking_back, FINDING_NOT_LOOKING_AHEAD, .118, .01},
        {"in the head's own frame", leaning_and_looking_aside, FINDING_NOT_LOOKING_AHEAD, .25, .01},
        {"an eye that is shut says nothing", one_eye_shut_one_aside, FINDING_NOT_LOOKING_AHEAD, .25, .01},
        {"both shut", both_eyes_shut, FINDING_NOT_LOOKING_AHEAD, NAN, 0},
        {"behind dark lenses", behind_dark_lenses, FINDING_NOT_LOOKING_AHEAD, NAN, 0},
        {"far turned", far_turned, FINDING_NOT_LOOKING_AHEAD, NAN, 0},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, check_gaze);
}

/* clang-format off */
static void test_expression(void **state)
{
    const struct synthetic_row rows[] = {
        {"at rest", synthetic_same, FINDING_NOT_NEUTRAL, 0, 1e-6},
        {"a smile", a_smile, FINDING_NOT_NEUTRAL, 1.09, .05},
        {"corners that hang are no smile", sunken_corners, FINDING_NOT_NEUTRAL, 0, 1e-6},
        {"raised brows", raised_brows, FINDING_NOT_NEUTRAL, 1, .05},
        {"far turned", far_turned, FINDING_NOT_NEUTRAL, NAN, 0},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, check_expression);
}

/* clang-format off */
static void test_iris(void **state)
{
    const struct synthetic_row rows[] = {
        {"grey eyes, grey skin", synthetic_same, FINDING_RED_EYE, 0, .05},
        {"red pupils", red_pupils, FINDING_RED_EYE, 3.7, .3},
        {"one is enough", one_red_pupil, FINDING_RED_EYE, 3.7, .3},
        {"brown is not red", brown_eyes, FINDING_RED_EYE, .5, .15},
        {"warm light reddens the skin too", brown_eyes_in_warm_light, FINDING_RED_EYE, 1.1, .3},
        {"seen between narrow lids", narrow_red_eyes, FINDING_RED_EYE, 3.7, .3},
        {"beside where the iris was guessed", red_beside_the_guess, FINDING_RED_EYE, 3.7, .3},
        {"behind dark lenses", behind_dark_lenses, FINDING_RED_EYE, NAN, 0},
        {"shut", both_eyes_shut, FINDING_RED_EYE, NAN, 0},
        {"far turned", far_turned, FINDING_RED_EYE, NAN, 0},
        {"violet lenses", violet_lenses, FINDING_LENSES_COLOURED, 47, 4},
        {"one coloured eye is none", one_violet_lens, FINDING_LENSES_COLOURED, 0, 1},
        {"brown eyes have no lenses", brown_eyes, FINDING_LENSES_COLOURED, 0, 1e-6},
        {"nor have blue ones", grey_blue_eyes, FINDING_LENSES_COLOURED, 9, 3},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, check_iris);
}

/* clang-format off */
static void test_frames(void **state)
{
    const struct synthetic_row rows[] = {
        {"no glasses", synthetic_same, FINDING_GLASSES_FRAME, 0, 1e-6},
        {"a rim along the lower lids", a_rim_along_the_lower_lids, FINDING_GLASSES_FRAME, .44, .07},
        {"a rim below the eyes", a_rim_below, FINDING_GLASSES_FRAME, 0, 1e-6},
        {"dark lenses are no frame", behind_dark_lenses, FINDING_GLASSES_FRAME, NAN, 0},
        {"far turned", far_turned, FINDING_GLASSES_FRAME, NAN, 0},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, check_glasses);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaze),
        cmocka_unit_test(test_expression),
        cmocka_unit_test(test_iris),
        cmocka_unit_test(test_frames),
    };
    return cmocka_run_group_tests_name("look", tests, NULL, NULL);
}
