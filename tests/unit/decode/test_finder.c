#include "decode/finder.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* clang-format off */
static const struct row {
    const char *name;
    struct scene scene;
} ROWS[] = {
    {"from the front", {.module_px = 4, .margin = 4}},
    {"upside down", {.module_px = 4, .margin = 4, .angle_deg = 180}},
    {"turned", {.module_px = 5, .margin = 4, .angle_deg = 33}},
    {"turned by 45 degrees", {.module_px = 5, .margin = 4, .angle_deg = 45}},
    {"leaning", {.module_px = 8, .margin = 4, .lean = 0.3}},
    {"leaning and turned", {.module_px = 8, .margin = 4, .lean = 0.2, .angle_deg = 75}},
    {"light on dark", {.module_px = 4, .margin = 4, .inverted = true}},
};
/* clang-format on */

static void draw(const struct scene *s, struct grey *ret)
{
    _cleanup_(grey_done) struct grey drawn = {0};
    struct symbol symbol;

    CHECK(symbol_make(bytes_of_text("TC1:6BF3P8QFS0$L:0"), &symbol) == 0);
    scene_draw(&symbol, s, &drawn);
    CHECK(grey_threshold(&drawn, 40, 90, ret) == 0);
}

static void test_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        _cleanup_(grey_done) struct grey g = {0};

        draw(&ROWS[i].scene, &g);
        if (!finder_seen(&g))
            fail_msg("%s", ROWS[i].name);
    }
}

/* A code of which one corner is covered is none. */
static void test_two_corners(void **state)
{
    struct scene scene = {.module_px = 4, .margin = 4};
    _cleanup_(grey_done) struct grey g = {0};

    (void)state;
    draw(&scene, &g);
    for (int y = 0; y < 12 * 4; y++)
        memset(g.px + (size_t)y * (size_t)g.width, GREY_WHITE, 12 * 4);
    assert_false(finder_seen(&g));
}

static void test_stripes_and_nothing(void **state)
{
    _cleanup_(grey_done) struct grey g = {0};

    (void)state;
    CHECK(grey_make(&g, 300, 200) == 0);
    memset(g.px, GREY_WHITE, 300 * 200);
    assert_false(finder_seen(&g));
    for (int i = 0; i < 300 * 200; i++)
        g.px[i] = i % 300 / 5 % 2 ? GREY_WHITE : 0;
    assert_false(finder_seen(&g));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_two_corners),
        cmocka_unit_test(test_stripes_and_nothing),
    };
    return cmocka_run_group_tests_name("finder", tests, NULL, NULL);
}
