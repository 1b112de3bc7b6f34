#include "qc/check/recipe.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const struct recipe RECIPE = {
    .version = PRODUCE_VERSION,
    .width = 480,
    .height = 640,
    .dpi = 300,
    .background = {100, 197, 255},
    .placement = {.left = 1.0f / 3,
                  .top = -34.8569717f,
                  .scale = 0.639429569f,
                  .roll = 1e-7f,
                  .pivot = {493.875f, 1.0e3f / 7}},
    .coding = {.quality = 91, .full_chroma = true, .restarts = false},
};

/* No bit of a number is lost on the way through the text. */
static void test_there_and_back(void **state)
{
    char text[RECIPE_TEXT_SIZE];
    struct recipe back;

    (void)state;
    recipe_text(&RECIPE, text);
    assert_int_equal(recipe_parse(bytes_of_text(text), &back), 0);
    assert_true(back.placement.left == RECIPE.placement.left);
    assert_true(back.placement.top == RECIPE.placement.top);
    assert_true(back.placement.scale == RECIPE.placement.scale);
    assert_true(back.placement.roll == RECIPE.placement.roll);
    assert_true(back.placement.pivot.x == RECIPE.placement.pivot.x);
    assert_true(back.placement.pivot.y == RECIPE.placement.pivot.y);
    assert_memory_equal(back.background, RECIPE.background, 3);
    assert_int_equal(back.width, 480);
    assert_int_equal(back.height, 640);
    assert_int_equal(back.dpi, 300);
    assert_int_equal(back.coding.quality, 91);
    assert_true(back.coding.full_chroma && !back.coding.restarts);
}

/* Each row spoils one word of a sound recipe. */
static void test_what_is_no_recipe(void **state)
{
    static const char *const SPOILT[][2] = {
        {"{\"version\"", "[\"version\""},
        {"\"scale\":0.6", "\"scale\":-0.6"},
        {"480", "1"},
        {"640", "100000"},
        {"300", "0"},
        {"197", "256"},
        {"\"quality\":91", "\"quality\":0"},
        {"\"roll\"", "\"tilt\""},
        {"true", "\"yes\""},
    };
    char sound[RECIPE_TEXT_SIZE], text[2 * RECIPE_TEXT_SIZE];
    struct recipe back;

    (void)state;
    recipe_text(&RECIPE, sound);
    for (size_t i = 0; i < sizeof SPOILT / sizeof *SPOILT; i++) {
        const char *at = strstr(sound, SPOILT[i][0]);

        assert_non_null(at);
        (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - sound), sound,
                       SPOILT[i][1], at + strlen(SPOILT[i][0]));
        if (recipe_parse(bytes_of_text(text), &back) != -EINVAL)
            fail_msg("taken: %s", text);
    }
    assert_int_equal(recipe_parse(bytes_of_text(""), &back), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_what_is_no_recipe),
    };
    return cmocka_run_group_tests_name("recipe", tests, NULL, NULL);
}
