/* clothes, shoulders, glare, make-up: what colours and outlines tell. */
#include "synthetic.h"

#include "qc/check/clothes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define TOP ((struct part){-2, 1.9F, 2, 3})

static void light_blue_top(struct synthetic *s)
{
    synthetic_colour(s, TOP, 0x64C5FF);
}

static void its_shade(struct synthetic *s)
{
    synthetic_colour(s, TOP, 0x468AB2);
}

static void navy_top(struct synthetic *s)
{
    synthetic_colour(s, TOP, 0x141E50);
}

static void white_top(struct synthetic *s)
{
    synthetic_colour(s, TOP, 0xFFFFFF);
}

static void a_blue_collar(struct synthetic *s)
{
    white_top(s);
    synthetic_colour(s, (struct part){-2, 1.9F, 2, 2.1F}, 0x64C5FF);
}

static void no_clothes(struct synthetic *s)
{
    synthetic_map(s, TOP, FACE_BACKGROUND);
}

static void stripes(struct synthetic *s)
{
    for (int i = 0; i < 18; i++)
        synthetic_grey(s,
                       (struct part){-2, 1.9F + 0.06F * (float)i, 2,
                                     1.93F + 0.06F * (float)i},
                       i % 2 ? 0 : 250);
}

static void tilted(struct synthetic *s)
{
    synthetic_map(s, TOP, FACE_BACKGROUND);
    synthetic_map(s, (struct part){-2.3F, 1.9F, 0, 3}, FACE_CLOTHES);
    synthetic_map(s, (struct part){0, 2.5F, 2.3F, 3}, FACE_CLOTHES);
}

static void level(struct synthetic *s)
{
    synthetic_map(s, (struct part){-2.3F, 1.9F, 2.3F, 3}, FACE_CLOTHES);
}

static void long_hair(struct synthetic *s)
{
    level(s);
    synthetic_map(s, (struct part){-2.3F, 0, -1, 2.4F}, FACE_HAIR);
}

static void a_spot(struct synthetic *s)
{
    synthetic_grey(s, (struct part){-0.35F, -0.6F, 0.35F, -0.3F}, 255);
}

static void burnt_all_over(struct synthetic *s)
{
    synthetic_grey(s, (struct part){-1, -0.75F, 1, 1.7F}, 250);
}

static void dark_skin(struct synthetic *s)
{
    synthetic_colour(s, (struct part){-1, -0.75F, 1, 1.7F}, 0x503428);
}

static void a_gleam_on_dark_skin(struct synthetic *s)
{
    dark_skin(s);
    synthetic_colour(s, (struct part){-0.35F, -0.6F, 0.35F, -0.3F}, 0xB09080);
}

static void a_frame(struct synthetic *s)
{
    synthetic_map(s, (struct part){-0.9F, -0.22F, 0.9F, -0.1F}, FACE_OTHERS);
}

static void glare_on_a_lens(struct synthetic *s)
{
    a_frame(s);
    synthetic_grey(s, (struct part){0.2F, -0.15F, 0.5F, 0.25F}, 255);
}

static void bright_eyes_without_glasses(struct synthetic *s)
{
    synthetic_grey(s, (struct part){0.2F, -0.15F, 0.5F, 0.25F}, 255);
}

static void red_lips(struct synthetic *s)
{
    synthetic_colour(s, (struct part){-0.4F, 0.95F, 0.4F, 1.2F}, 0xC02840);
}

static void bare_lips(struct synthetic *s)
{
    synthetic_colour(s, (struct part){-1, -0.75F, 1, 1.7F}, 0xC89880);
    synthetic_colour(s, (struct part){-0.4F, 0.95F, 0.4F, 1.2F}, 0xB47870);
}

static void on_white(const struct face_reading *r, struct measures *m)
{
    check_clothes(r, (const uint8_t[3]){255, 255, 255}, m);
}

static void on_blue(const struct face_reading *r, struct measures *m)
{
    check_clothes(r, (const uint8_t[3]){100, 197, 255}, m);
}

/* clang-format off */
static void test_clothes(void **state)
{
    const struct synthetic_row rows[] = {
        {"light blue", light_blue_top, FINDING_CLOTHES_BLUE, 0, 1},
        {"in shade it stands out", its_shade, FINDING_CLOTHES_BLUE, 22, 2},
        {"navy is not", navy_top, FINDING_CLOTHES_BLUE, 65, 6},
        {"white is not", white_top, FINDING_CLOTHES_BLUE, 42, 4},
        {"a blue collar is not the top", a_blue_collar, FINDING_CLOTHES_BLUE, 42, 4},
        {"white on white", white_top, FINDING_CLOTHES_BACKGROUND, 0, 1},
        {"no clothes", no_clothes, FINDING_CLOTHES_BLUE, NAN, 0},
        {"plain", white_top, FINDING_CLOTHES_PATTERN, 0, .1},
        {"stripes", stripes, FINDING_CLOTHES_PATTERN, 8.2, .5},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, on_white);
}

/* clang-format off */
static void test_clothes_on_blue(void **state)
{
    const struct synthetic_row rows[] = {
        {"said once", light_blue_top, FINDING_CLOTHES_BACKGROUND, NAN, 0},
        {"light blue", light_blue_top, FINDING_CLOTHES_BLUE, 0, 1},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, on_blue);
}

/* clang-format off */
static void test_shoulders(void **state)
{
    const struct synthetic_row rows[] = {
        {"level", level, FINDING_SHOULDERS_TILTED, 0, .5},
        {"the picture's right one lower", tilted, FINDING_SHOULDERS_TILTED, 9.9, 1},
        {"hidden by hair", long_hair, FINDING_SHOULDERS_TILTED, NAN, 0},
        {"no body", no_clothes, FINDING_SHOULDERS_TILTED, NAN, 0},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, check_shoulders);
}

/* clang-format off */
static void test_glare(void **state)
{
    const struct synthetic_row rows[] = {
        {"even skin", synthetic_same, FINDING_HIGHLIGHT, 0, 1e-6},
        {"a spot on the forehead", a_spot, FINDING_HIGHLIGHT, .13, .03},
        {"burnt all over is no spot", burnt_all_over, FINDING_HIGHLIGHT, 0, 1e-6},
        {"a gleam on dark skin is its own", a_gleam_on_dark_skin, FINDING_HIGHLIGHT, 0, 1e-6},
        {"no glasses", bright_eyes_without_glasses, FINDING_GLASSES_GLARE, NAN, 0},
        {"a frame", a_frame, FINDING_GLASSES_GLARE, 0, 1e-6},
        {"half a lens", glare_on_a_lens, FINDING_GLASSES_GLARE, .5, .05},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, check_glare);
}

/* clang-format off */
static void test_make_up(void **state)
{
    const struct synthetic_row rows[] = {
        {"grey on grey", synthetic_same, FINDING_MAKE_UP, 0, 1},
        {"bare lips", bare_lips, FINDING_MAKE_UP, 7, 3},
        {"painted lips", red_lips, FINDING_MAKE_UP, 62, 6},
    };
    /* clang-format on */

    (void)state;
    synthetic_check(rows, sizeof rows / sizeof *rows, check_make_up);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clothes),
        cmocka_unit_test(test_clothes_on_blue),
        cmocka_unit_test(test_shoulders),
        cmocka_unit_test(test_glare),
        cmocka_unit_test(test_make_up),
    };
    return cmocka_run_group_tests_name("colours", tests, NULL, NULL);
}
