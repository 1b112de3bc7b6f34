#include "relay/print/layout.h"

#include "core/check.h"

#include <string.h>

/* clang-format off */
static const struct layout_paper PAPERS[] = {
    {"5inch", 127000,  89000},
    {"6inch", 152000, 102000},
    {"a4",    210000, 297000},
    {"a3",    420000, 297000}, /* lying: upright it holds 2 more, but has no
                                  strip that captions fit in */
};
/* clang-format on */

/* How many shelves of each kind, and how many prints on one of them. */
struct shelves {
    int32_t upright, per_upright;
    int32_t turned, per_turned;
};

const struct layout_paper *layout_paper_find(const char *name)
{
    for (size_t i = 0; i < sizeof PAPERS / sizeof *PAPERS; i++) {
        if (strcmp(PAPERS[i].name, name) == 0)
            return &PAPERS[i];
    }
    return NULL;
}

static int32_t prints_on(const struct shelves *s)
{
    return s->upright * s->per_upright + s->turned * s->per_turned;
}

/* Tries every number of upright shelves, the rest turned; the first best. */
static struct shelves best_shelves(int32_t width_um, int32_t height_um)
{
    struct shelves best = {0};
    struct shelves s = {.per_upright = width_um / LAYOUT_PRINT_SHORT_UM,
                        .per_turned = width_um / LAYOUT_PRINT_LONG_UM};

    for (s.upright = height_um / LAYOUT_PRINT_LONG_UM; s.upright >= 0;
         s.upright--) {
        s.turned = (height_um - s.upright * LAYOUT_PRINT_LONG_UM) /
                   LAYOUT_PRINT_SHORT_UM;
        if (prints_on(&s) > prints_on(&best))
            best = s;
    }
    return best;
}

static void add_mark(struct layout *l, struct layout_mark mark)
{
    CHECK(l->mark_count < LAYOUT_MARKS_MAX);
    l->marks[l->mark_count++] = mark;
}

/* A cut across the whole paper at y: one mark at each side. */
static void mark_level_cut(struct layout *l, int32_t y)
{
    int32_t reach = LAYOUT_MARGIN_UM - LAYOUT_MARK_GAP_UM;
    int32_t right = l->paper.width_um;

    add_mark(l, (struct layout_mark){0, y, reach, y});
    add_mark(l, (struct layout_mark){right - reach, y, right, y});
}

/* The upright cuts of one shelf, marked at the paper's top or bottom edge. */
static void mark_upright_cuts(struct layout *l, int32_t n, int32_t step_um,
                              bool at_top)
{
    int32_t reach = LAYOUT_MARGIN_UM - LAYOUT_MARK_GAP_UM;
    int32_t edge = at_top ? 0 : l->paper.height_um;
    int32_t end = at_top ? reach : edge - reach;

    for (int32_t i = 0; i <= n; i++) {
        int32_t x = LAYOUT_MARGIN_UM + i * step_um;
        add_mark(l, (struct layout_mark){x, edge, x, end});
    }
}

static void add_shelf(struct layout *l, int32_t y, int32_t n, bool turned)
{
    int32_t width = turned ? LAYOUT_PRINT_LONG_UM : LAYOUT_PRINT_SHORT_UM;
    int32_t height = turned ? LAYOUT_PRINT_SHORT_UM : LAYOUT_PRINT_LONG_UM;

    l->rows[l->row_count++] = (struct layout_row){
        l->print_count, (size_t)n, .y_um = y, .height_um = height};
    for (int32_t i = 0; i < n; i++) {
        struct layout_rect at = {LAYOUT_MARGIN_UM + i * width, y, width,
                                 height};
        l->prints[l->print_count++] =
            (struct layout_print){.at = at, .turned = turned};
    }
}

/* Shelves from y down, with the level cuts between them. */
static void fill(struct layout *l, const struct shelves *s, int32_t y)
{
    mark_level_cut(l, y);
    for (int32_t i = 0; i < s->upright; i++) {
        add_shelf(l, y, s->per_upright, false);
        y += LAYOUT_PRINT_LONG_UM;
        mark_level_cut(l, y);
    }
    for (int32_t i = 0; i < s->turned; i++) {
        add_shelf(l, y, s->per_turned, true);
        y += LAYOUT_PRINT_SHORT_UM;
        mark_level_cut(l, y);
    }
}

static void mark_shelves(struct layout *l, const struct shelves *s)
{
    int32_t n_top = s->upright ? s->per_upright : s->per_turned;
    int32_t n_bottom = s->turned ? s->per_turned : s->per_upright;

    mark_upright_cuts(l, n_top,
                      s->upright ? LAYOUT_PRINT_SHORT_UM : LAYOUT_PRINT_LONG_UM,
                      true);
    mark_upright_cuts(l, n_bottom,
                      s->turned ? LAYOUT_PRINT_LONG_UM : LAYOUT_PRINT_SHORT_UM,
                      false);
}

/* Prints end at right and bottom. */
static void place_strips(struct layout *l, int32_t right, int32_t bottom)
{
    int32_t far_right = l->paper.width_um - LAYOUT_MARGIN_UM;
    int32_t far_bottom = l->paper.height_um - LAYOUT_MARGIN_UM;

    l->right = (struct layout_rect){right, LAYOUT_MARGIN_UM, far_right - right,
                                    far_bottom - LAYOUT_MARGIN_UM};
    l->below =
        (struct layout_rect){LAYOUT_MARGIN_UM, bottom,
                             far_right - LAYOUT_MARGIN_UM, far_bottom - bottom};
}

bool layout_make(const struct layout_paper *paper, struct layout *ret)
{
    int32_t width = paper->width_um - 2 * LAYOUT_MARGIN_UM;
    int32_t height = paper->height_um - 2 * LAYOUT_MARGIN_UM;
    struct shelves s;
    struct layout l = {.paper = *paper};
    int32_t used_width, used_height, upright_width, turned_width;

    s = best_shelves(width, height);
    if (prints_on(&s) < 1 || prints_on(&s) > LAYOUT_PRINTS_MAX)
        return false;

    fill(&l, &s, LAYOUT_MARGIN_UM);
    mark_shelves(&l, &s);
    upright_width = s.upright ? s.per_upright * LAYOUT_PRINT_SHORT_UM : 0;
    turned_width = s.turned ? s.per_turned * LAYOUT_PRINT_LONG_UM : 0;
    used_width = upright_width > turned_width ? upright_width : turned_width;
    used_height =
        s.upright * LAYOUT_PRINT_LONG_UM + s.turned * LAYOUT_PRINT_SHORT_UM;
    place_strips(&l, LAYOUT_MARGIN_UM + used_width,
                 LAYOUT_MARGIN_UM + used_height);
    *ret = l;
    return true;
}
