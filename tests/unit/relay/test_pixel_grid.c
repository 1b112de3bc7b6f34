#include "relay/print/pixel_grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

/* clang-format off */
static const struct {
    const char *paper;
    int width, height;
} ROWS[] = {
    {"5inch", 1500, 1051},
    {"6inch", 1795, 1205},
    {"a4",    2480, 3508},
    {"a3",    4961, 3508},
};
/* clang-format on */

static bool apart(struct rect a, struct rect b)
{
    return a.x + a.width <= b.x || b.x + b.width <= a.x ||
           a.y + a.height <= b.y || b.y + b.height <= a.y;
}

/* Prints that touch on paper touch in pixels. */
static void assert_touch(const struct layout *l, size_t i)
{
    const struct layout_print *a = &l->prints[i - 1], *b = &l->prints[i];
    struct rect left = pixel_grid_print(a);
    struct rect right = pixel_grid_print(b);

    if (a->at.x_um + a->at.width_um == b->at.x_um)
        assert_int_equal(left.x + left.width, right.x);
}

static double true_px(int32_t um)
{
    return um * 300 / 25400.0;
}

/* What is beside the prints is copied over the sheet: over none of them. */
static void assert_rest_apart(const struct layout *l, struct rect print)
{
    struct pixel_grid grid = pixel_grid_of(l);
    const struct rect rests[] = {pixel_grid_rest(&l->right),
                                 pixel_grid_rest(&l->below)};

    for (size_t i = 0; i < 2; i++) {
        assert_true(apart(print, rests[i]));
        assert_true(rests[i].x + rests[i].width <= grid.width);
        assert_true(rests[i].y + rests[i].height <= grid.height);
    }
}

static void assert_grid_sound(const struct layout *l)
{
    struct pixel_grid grid = pixel_grid_of(l);

    for (size_t i = 0; i < l->print_count; i++) {
        const struct layout_print *p = &l->prints[i];
        struct rect at = pixel_grid_print(p);

        assert_int_equal(at.width, p->turned ? 567 : 390);
        assert_int_equal(at.height, p->turned ? 390 : 567);
        assert_true(abs((int)(at.x - true_px(p->at.x_um))) <= 3);
        assert_true(abs((int)(at.y - true_px(p->at.y_um))) <= 3);
        assert_true(at.x + at.width <= grid.width - 30);
        assert_true(at.y + at.height <= grid.height - 30);
        assert_rest_apart(l, at);
        for (size_t k = 0; k < i; k++)
            assert_true(apart(at, pixel_grid_print(&l->prints[k])));
        if (i > 0)
            assert_touch(l, i);
    }
}

/* Thin, in the sheet, outside of every print. */
static void assert_marks_sound(const struct layout *l)
{
    struct pixel_grid grid = pixel_grid_of(l);

    for (size_t i = 0; i < l->mark_count; i++) {
        struct rect at = pixel_grid_mark(&l->marks[i]);

        assert_int_equal(at.width < at.height ? at.width : at.height, 1);
        assert_true(at.width > 25 || at.height > 25);
        assert_true(at.x >= 0 && at.y >= 0 && at.x + at.width <= grid.width &&
                    at.y + at.height <= grid.height);
        for (size_t k = 0; k < l->print_count; k++)
            assert_true(apart(at, pixel_grid_print(&l->prints[k])));
    }
}

static void test_known_papers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct layout l;
        struct pixel_grid grid;

        assert_true(layout_make(layout_paper_find(ROWS[i].paper), &l));
        grid = pixel_grid_of(&l);
        assert_int_equal(grid.width, ROWS[i].width);
        assert_int_equal(grid.height, ROWS[i].height);
        assert_grid_sound(&l);
        assert_marks_sound(&l);
    }
}

static void test_every_paper(void **state)
{
    uint32_t seed = 5;

    (void)state;
    for (int round = 0; round < 5000; round++) {
        struct layout_paper paper = {"any", 0, 0};
        struct layout l;
        seed = seed * 1664525u + 1013904223u;
        paper.width_um = (int32_t)((seed >> 8) % 430000);
        seed = seed * 1664525u + 1013904223u;
        paper.height_um = (int32_t)((seed >> 8) % 430000);
        if (layout_make(&paper, &l)) {
            assert_grid_sound(&l);
            assert_marks_sound(&l);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_papers),
        cmocka_unit_test(test_every_paper),
    };
    return cmocka_run_group_tests_name("relay/pixel_grid", tests, NULL, NULL);
}
