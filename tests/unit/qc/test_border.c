/* border, lines: the edge of a print, and what only looks like one. */
#include "synthetic.h"

#include "image/pyramid.h"
#include "qc/check/border.h"
#include "qc/check/lines.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Pixels of the picture, of one grey. */
struct area {
    int left, top, right, bottom;
    uint8_t grey;
};

static void paint(struct synthetic *s, const struct area *a, float lean)
{
    for (int y = a->top; y < a->bottom; y++) {
        for (int x = a->left; x < a->right; x++) {
            int to = x + (int)(lean * (float)(y - SYNTHETIC_SIDE / 2));

            if (to >= 0 && to < SYNTHETIC_SIDE)
                memset(image_at(&s->reading.upright, to, y), a->grey, 3);
        }
    }
}

enum { AREAS = 8, ALL = SYNTHETIC_SIDE };

/* clang-format off */
#define WALL {0, 0, ALL, ALL, 110}
#define BODY {200, 560, 600, ALL, 40}
static const struct row {
    const char *name;
    struct area areas[AREAS]; /* one over the other */
    float lean;
    double min, max;
} ROWS[] = {
    {"nothing but a wall", {WALL, BODY}, 0, 0, 0},
    {"a print", {WALL, {80, 50, 720, 750, 230}, {110, 80, 690, 720, 150}, {200, 560, 600, 720, 40}}, 0, .9, 1},
    {"held a little askew", {WALL, {80, 50, 720, 750, 230}, {110, 80, 690, 720, 150}, {200, 560, 600, 720, 40}}, .12F, .9, 1},
    {"one that reaches over the upper edge", {WALL, {80, 0, 720, 750, 230}, {110, 0, 690, 720, 150}, {200, 560, 600, 720, 40}}, 0, .6, .8},
    {"a dark screen on a dark table", {{0, 0, ALL, ALL, 35}, {80, 50, 720, 750, 12}, {110, 80, 690, 720, 150}, {200, 560, 600, 720, 60}}, 0, .9, 1},
    {"a board behind the person", {WALL, {80, 50, 720, 750, 230}, {110, 80, 690, 720, 150}, BODY}, 0, 0, .01},
    {"a door", {WALL, {80, 50, 720, ALL, 230}, {110, 80, 690, ALL, 150}, BODY}, 0, 0, .01},
    {"a door behind a desk", {WALL, {80, 50, 720, ALL, 230}, {110, 80, 690, ALL, 150}, BODY, {0, 730, ALL, ALL, 200}}, 0, 0, .3},
    {"a desk alone", {WALL, BODY, {0, 730, ALL, ALL, 200}}, 0, 0, .01},
    {"two sides", {WALL, {80, 0, ALL, 750, 230}, {110, 0, ALL, 720, 150}, {200, 560, 600, 720, 40}}, 0, 0, .01},
};
/* clang-format on */

static struct border border_of(const struct row *row)
{
    struct pyramid pyramid = {.levels = 0};
    struct synthetic s;
    struct border b;

    synthetic_init(&s);
    for (int i = 0; i < AREAS; i++)
        paint(&s, &row->areas[i], row->lean);
    assert_int_equal(pyramid_build(&pyramid, &s.reading.upright), 0);
    s.reading.pyramid = &pyramid;
    border_find(&s.reading, &b);
    pyramid_done(&pyramid);
    synthetic_done(&s);
    return b;
}

static void test_borders(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct border b = border_of(&ROWS[i]);

        if (b.probability < ROWS[i].min || b.probability > ROWS[i].max)
            fail_msg("%s: %f", ROWS[i].name, b.probability);
    }
}

static void test_the_region_is_the_print(void **state)
{
    struct border b = border_of(&ROWS[1]);

    (void)state;
    assert_true(fabsf(b.region.x - 0.12F) < 0.03F);
    assert_true(fabsf(b.region.y - 0.08F) < 0.03F);
    assert_true(fabsf(b.region.w - 0.76F) < 0.06F);
    assert_true(fabsf(b.region.h - 0.84F) < 0.06F);
}

/* Stripes under the chin end where the shirt does. */
static void test_a_striped_shirt_is_no_border(void **state)
{
    struct row row = {
        .areas = {WALL, {80, 50, 720, ALL, 230}, {110, 80, 690, ALL, 150}}};

    (void)state;
    for (int i = 3; i < AREAS; i++)
        row.areas[i] = (struct area){110, 540 + 50 * (i - 3), 690,
                                     565 + 50 * (i - 3), i % 2 ? 20 : 250};
    assert_true(border_of(&row).probability < 0.5);
}

static void test_a_leaning_line(void **state)
{
    static struct lines_picture p = {.width = 200, .height = 300};
    static struct lines l;

    (void)state;
    for (int i = 0; i < p.width * p.height; i++) {
        int y = i / p.width;
        float edge = 80 + 0.2F * (float)(y - 150);
        float past = fminf(fmaxf((float)(i % p.width) - edge + 0.5F, 0), 1);

        p.at[i] = (uint8_t)(100 + (y >= 60 ? 40 * past : 0));
    }
    lines_find(&p, &l);
    assert_int_equal(l.n, 1);
    assert_true(fabsf(l.at[0].slope - 0.2F) < 0.01F);
    assert_true(fabsf(lines_x(&l, 0, 150) - 80) < 1.5F);
    assert_true(lines_seen(&l, 0, 290, 70, 1) > 0.98F);
    assert_true(lines_seen(&l, 0, 0, 50, 1) < 0.02F);
    assert_true(lines_seen(&l, 0, -40, 10, 20) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_borders),
        cmocka_unit_test(test_the_region_is_the_print),
        cmocka_unit_test(test_a_striped_shirt_is_no_border),
        cmocka_unit_test(test_a_leaning_line),
    };
    return cmocka_run_group_tests_name("border", tests, NULL, NULL);
}
