#include "relay/print/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* clang-format off */
static const struct row {
    const char *paper;
    int32_t width_um, height_um;
    size_t upright, turned;
} ROWS[] = {
    {"5inch", 127000,  89000,  3, 2},
    {"6inch", 152000, 102000,  8, 0},
    {"a4",    210000, 297000, 36, 0},
    {"a3",    420000, 297000, 72, 0},
};
/* clang-format on */

static struct layout layout_of(const char *name)
{
    struct layout l;

    assert_true(layout_make(layout_paper_find(name), &l));
    return l;
}

static size_t count_turned(const struct layout *l)
{
    size_t n = 0;

    for (size_t i = 0; i < l->print_count; i++)
        n += l->prints[i].turned;
    return n;
}

static void test_known_papers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct layout l = layout_of(ROWS[i].paper);
        assert_int_equal(l.paper.width_um, ROWS[i].width_um);
        assert_int_equal(l.paper.height_um, ROWS[i].height_um);
        assert_int_equal(count_turned(&l), ROWS[i].turned);
        assert_int_equal(l.print_count, ROWS[i].upright + ROWS[i].turned);
    }
}

static void test_unknown_papers(void **state)
{
    (void)state;
    assert_null(layout_paper_find("7inch"));
    assert_null(layout_paper_find("A4"));
    assert_null(layout_paper_find(""));
    assert_null(layout_paper_find("5inch "));
}

/* The whole plan of a 5-inch sheet, as it is cut. */
static void test_five_inch_places(void **state)
{
    static const struct layout_print want[] = {
        {{3000, 3000, 33000, 48000}, false},
        {{36000, 3000, 33000, 48000}, false},
        {{69000, 3000, 33000, 48000}, false},
        {{3000, 51000, 48000, 33000}, true},
        {{51000, 51000, 48000, 33000}, true},
    };
    struct layout l = layout_of("5inch");

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        assert_memory_equal(&l.prints[i].at, &want[i].at, sizeof want[i].at);
        assert_int_equal(l.prints[i].turned, want[i].turned);
    }
    assert_int_equal(l.row_count, 2);
    assert_int_equal(l.rows[1].first, 3);
    assert_int_equal(l.rows[1].count, 2);
    assert_int_equal(l.rows[1].y_um, 51000);
    assert_int_equal(l.right.x_um, 102000);
    assert_int_equal(l.right.width_um, 22000);
    assert_int_equal(l.right.height_um, 83000);
    assert_int_equal(l.below.y_um, 84000);
    assert_int_equal(l.below.height_um, 2000);
    assert_int_equal(l.below.width_um, 121000);
}

/*
 * Whatever the plan, guillotine or not: pushed left and up as far as they go,
 * prints begin and end at sums of short and long sides, so what is wider than
 * the greatest such sum is never used, and the area bounds their number.
 */
static int32_t usable(int32_t length_um)
{
    int32_t best = 0;

    for (int32_t longs = 0; longs * 48000 <= length_um; longs++) {
        int32_t sum =
            longs * 48000 + (length_um - longs * 48000) / 33000 * 33000;
        best = sum > best ? sum : best;
    }
    return best;
}

static void test_no_plan_holds_more(void **state)
{
    static const char *const PROVEN[] = {"5inch", "6inch", "a4"};

    (void)state;
    for (size_t i = 0; i < sizeof PROVEN / sizeof *PROVEN; i++) {
        struct layout l = layout_of(PROVEN[i]);
        int64_t area = (int64_t)usable(l.paper.width_um - 6000) *
                       usable(l.paper.height_um - 6000);
        assert_int_equal(l.print_count, area / (33000LL * 48000));
    }
}

static void test_no_room(void **state)
{
    static const struct layout_paper small[] = {
        {"a print, no margin", 33000, 48000},
        {"1 um too narrow", 38999, 54000},
        {"1 um too low", 39000, 53999},
        {"nothing", 0, 0},
    };
    static const struct layout_paper exact = {"exact", 39000, 54000};
    static const struct layout_paper wall = {"wall", 1000000, 1000000};
    struct layout l;

    (void)state;
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        assert_false(layout_make(&small[i], &l));
    assert_true(layout_make(&exact, &l));
    assert_int_equal(l.print_count, 1);
    assert_false(layout_make(&wall, &l));
}

static bool apart(const struct layout_rect *a, const struct layout_rect *b)
{
    return a->x_um + a->width_um <= b->x_um ||
           b->x_um + b->width_um <= a->x_um ||
           a->y_um + a->height_um <= b->y_um ||
           b->y_um + b->height_um <= a->y_um;
}

static void assert_inside(const struct layout_rect *r, const struct layout *l)
{
    assert_true(r->x_um >= LAYOUT_MARGIN_UM && r->y_um >= LAYOUT_MARGIN_UM);
    assert_true(r->x_um + r->width_um <= l->paper.width_um - LAYOUT_MARGIN_UM);
    assert_true(r->y_um + r->height_um <=
                l->paper.height_um - LAYOUT_MARGIN_UM);
}

static void assert_prints_sound(const struct layout *l)
{
    for (size_t i = 0; i < l->print_count; i++) {
        const struct layout_print *p = &l->prints[i];
        assert_int_equal(p->at.width_um, p->turned ? 48000 : 33000);
        assert_int_equal(p->at.height_um, p->turned ? 33000 : 48000);
        assert_inside(&p->at, l);
        assert_true(apart(&p->at, &l->right));
        assert_true(apart(&p->at, &l->below));
        for (size_t k = 0; k < i; k++)
            assert_true(apart(&p->at, &l->prints[k].at));
    }
}

/* A mark lies in one margin, is 2.5 mm long and starts at the paper's edge. */
static void assert_mark_sound(const struct layout_mark *m,
                              const struct layout *l)
{
    int32_t right = l->paper.width_um, bottom = l->paper.height_um;

    if (m->y1_um == m->y2_um) {
        assert_int_equal(m->x2_um - m->x1_um, 2500);
        assert_true(m->x1_um == 0 || m->x2_um == right);
    } else {
        assert_int_equal(m->x1_um, m->x2_um);
        assert_true((m->y1_um == 0 && m->y2_um == 2500) ||
                    (m->y1_um == bottom && m->y2_um == bottom - 2500));
    }
}

static bool has_level_marks(const struct layout *l, int32_t y)
{
    size_t n = 0;

    for (size_t i = 0; i < l->mark_count; i++)
        n += l->marks[i].y1_um == y && l->marks[i].y2_um == y;
    return n == 2;
}

static bool has_upright_mark(const struct layout *l, int32_t x, bool at_top)
{
    int32_t edge = at_top ? 0 : l->paper.height_um;

    for (size_t i = 0; i < l->mark_count; i++) {
        const struct layout_mark *m = &l->marks[i];
        if (m->x1_um == x && m->x2_um == x && m->y1_um == edge)
            return true;
    }
    return false;
}

/* Every edge of every print has a mark that points at it. */
static void assert_marks_sound(const struct layout *l)
{
    size_t turned = count_turned(l);

    for (size_t i = 0; i < l->mark_count; i++)
        assert_mark_sound(&l->marks[i], l);
    for (size_t i = 0; i < l->print_count; i++) {
        const struct layout_print *p = &l->prints[i];
        bool at_top = !p->turned || turned == l->print_count;
        assert_true(has_level_marks(l, p->at.y_um));
        assert_true(has_level_marks(l, p->at.y_um + p->at.height_um));
        assert_true(has_upright_mark(l, p->at.x_um, at_top));
        assert_true(has_upright_mark(l, p->at.x_um + p->at.width_um, at_top));
    }
}

/* Rows one below the other hold every print once: between two of them, and
 * between two prints of one, a cut goes from edge to edge. */
static void assert_rows_sound(const struct layout *l)
{
    size_t next = 0;
    int32_t y = LAYOUT_MARGIN_UM;

    for (size_t i = 0; i < l->row_count; i++) {
        const struct layout_row *row = &l->rows[i];
        assert_int_equal(row->first, next);
        assert_int_equal(row->y_um, y);
        for (size_t k = next; k < next + row->count; k++) {
            assert_int_equal(l->prints[k].at.y_um, y);
            assert_int_equal(l->prints[k].at.height_um, row->height_um);
            assert_int_equal(l->prints[k].at.x_um,
                             k == next ? LAYOUT_MARGIN_UM
                                       : l->prints[k - 1].at.x_um +
                                             l->prints[k - 1].at.width_um);
        }
        next += row->count;
        y += row->height_um;
    }
    assert_int_equal(next, l->print_count);
}

/* No mix of shelves holds more: counted again, in the plainest way. */
static size_t most_prints(const struct layout_paper *paper)
{
    int32_t width = paper->width_um - 6000, height = paper->height_um - 6000;
    int32_t best = 0;

    for (int32_t up = 0; up * 48000 <= height; up++) {
        for (int32_t side = 0; up * 48000 + side * 33000 <= height; side++) {
            int32_t n = up * (width / 33000) + side * (width / 48000);
            best = n > best ? n : best;
        }
    }
    return (size_t)best;
}

static void test_every_paper(void **state)
{
    uint32_t seed = 1;
    struct layout l;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct layout_paper paper = {"any", 0, 0};
        seed = seed * 1664525u + 1013904223u;
        paper.width_um = (int32_t)((seed >> 8) % 300000);
        seed = seed * 1664525u + 1013904223u;
        paper.height_um = (int32_t)((seed >> 8) % 300000);
        if (!layout_make(&paper, &l)) {
            assert_int_equal(paper.width_um < 6000 || paper.height_um < 6000
                                 ? 0
                                 : most_prints(&paper),
                             0);
            continue;
        }
        assert_int_equal(l.print_count, most_prints(&paper));
        assert_inside(&l.right, &l);
        assert_inside(&l.below, &l);
        assert_rows_sound(&l);
        assert_prints_sound(&l);
        assert_marks_sound(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_papers),
        cmocka_unit_test(test_unknown_papers),
        cmocka_unit_test(test_five_inch_places),
        cmocka_unit_test(test_no_plan_holds_more),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_every_paper),
    };
    return cmocka_run_group_tests_name("relay/layout", tests, NULL, NULL);
}
