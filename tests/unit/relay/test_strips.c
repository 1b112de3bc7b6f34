#include "relay/print/strips.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* clang-format off */
static const struct row {
    const char *paper;
    int32_t bars_um, caption_um; /* across */
    int32_t bars_length_um;
    bool last_row_below;
} ROWS[] = {
    {"5inch", 8000,  9900,  83000, false},
    {"6inch", 5600,  7400,  62000, false},
    {"a4",    5500,  5500,  48000, true},
    {"a3",    7200,  9800, 257000, false},
};
/* clang-format on */

static void make(const struct layout_paper *paper, struct layout *ret_layout,
                 struct strips *ret)
{
    assert_true(layout_make(paper, ret_layout));
    strips_make(ret_layout, ret);
}

static void test_known_papers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct layout l;
        struct strips s;

        make(layout_paper_find(ROWS[i].paper), &l, &s);
        assert_true(s.bars.turned && s.caption.turned);
        assert_int_equal(s.bars.at.width_um, ROWS[i].bars_um);
        assert_int_equal(s.bars.at.height_um, ROWS[i].bars_length_um);
        if (i > 0)
            assert_int_equal(s.caption.at.width_um, ROWS[i].caption_um);
        for (size_t k = 0; k < l.row_count; k++) {
            assert_true(s.rows[k].at.width_um >= 2200);
            assert_int_equal(s.rows[k].turned,
                             !ROWS[i].last_row_below || k + 1 < l.row_count);
        }
    }
}

static bool is_there(const struct strips_box *box)
{
    return box->at.width_um > 0 && box->at.height_um > 0;
}

static bool apart(const struct layout_rect *a, const struct layout_rect *b)
{
    return a->x_um + a->width_um <= b->x_um ||
           b->x_um + b->width_um <= a->x_um ||
           a->y_um + a->height_um <= b->y_um ||
           b->y_um + b->height_um <= a->y_um;
}

static void assert_box_sound(const struct strips_box *box,
                             const struct layout *l)
{
    const struct layout_rect *at = &box->at;

    if (!is_there(box))
        return;
    assert_true(at->x_um >= LAYOUT_MARGIN_UM && at->y_um >= LAYOUT_MARGIN_UM);
    assert_true(at->x_um + at->width_um <=
                l->paper.width_um - LAYOUT_MARGIN_UM);
    assert_true(at->y_um + at->height_um <=
                l->paper.height_um - LAYOUT_MARGIN_UM);
    for (size_t i = 0; i < l->print_count; i++)
        assert_true(apart(at, &l->prints[i].at));
}

static void assert_apart(const struct strips_box *a, const struct strips_box *b)
{
    if (is_there(a) && is_there(b))
        assert_true(apart(&a->at, &b->at));
}

/* The rows' captions do not meet bars, code or one another. */
static void assert_rows_sound(const struct strips *s, const struct layout *l)
{
    for (size_t i = 0; i < l->row_count; i++) {
        assert_box_sound(&s->rows[i], l);
        assert_apart(&s->rows[i], &s->bars);
        assert_apart(&s->rows[i], &s->code);
        for (size_t k = 0; k < i; k++)
            assert_apart(&s->rows[i], &s->rows[k]);
    }
}

static void test_every_paper(void **state)
{
    uint32_t seed = 3;
    struct layout l;
    struct strips s;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct layout_paper paper = {"any", 0, 0};
        seed = seed * 1664525u + 1013904223u;
        paper.width_um = (int32_t)((seed >> 8) % 430000);
        seed = seed * 1664525u + 1013904223u;
        paper.height_um = (int32_t)((seed >> 8) % 430000);
        if (!layout_make(&paper, &l))
            continue;
        strips_make(&l, &s);
        assert_box_sound(&s.caption, &l);
        assert_box_sound(&s.bars, &l);
        assert_box_sound(&s.code, &l);
        assert_apart(&s.caption, &s.bars);
        assert_apart(&s.caption, &s.code);
        assert_apart(&s.bars, &s.code);
        assert_rows_sound(&s, &l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_papers),
        cmocka_unit_test(test_every_paper),
    };
    return cmocka_run_group_tests_name("relay/strips", tests, NULL, NULL);
}
