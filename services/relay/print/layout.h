#ifndef RELAY_PRINT_LAYOUT_H
#define RELAY_PRINT_LAYOUT_H

/*
 * layout - where prints, cut marks and the caption lie on a sheet of paper.
 *
 * Pure geometry: values in, values out; no allocation.
 *
 * Units    every *_um is micrometres, from the paper's top left corner,
 *          right and down; whole numbers, so nothing is rounded twice.
 * Source   domain.md R36, R37 and "The photo standard": prints of 33 x 48 mm;
 *          five on 5-inch paper (three upright, two turned), eight on 6-inch.
 *          On 5-inch, 6-inch and A4 paper no other plan holds more.
 *
 *     +--------- paper ----------+   The prints fill shelves, upright ones
 *     |  '    '    '    '        |   above, turned ones below, and touch: one
 *     | -+----+----+----+     c -|   cut serves two.  Marks (' and -) stand in
 *     |  | up | up | up |     a  |   the margin and point at every cut: first
 *     | -+----+-+--+----+     p -|   the shelves are cut apart along the
 *     |  |turned|turned|      t  |   marks at the sides, then each shelf along
 *     | -+------+------+        -|   those at its edge of the paper.
 *     |  '      '      '         |
 *     +--------------------------+
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LAYOUT_PRINT_SHORT_UM = 33000,
    LAYOUT_PRINT_LONG_UM = 48000,
    LAYOUT_MARGIN_UM = 3000,  /* at every edge, nothing but marks in it */
    LAYOUT_MARK_GAP_UM = 500, /* between a mark and what it points at   */
    LAYOUT_PRINTS_MAX = 80,
    LAYOUT_MARKS_MAX = 2 * LAYOUT_PRINTS_MAX + 16,
};

struct layout_paper {
    const char *name; /* "5inch", as on the command line */
    int32_t width_um;
    int32_t height_um;
};

struct layout_rect {
    int32_t x_um, y_um, width_um, height_um;
};

/* A print; a turned one stands on its side, its head to the left. */
struct layout_print {
    struct layout_rect at;
    bool turned;
};

/* Prints that stand side by side, between two level cuts. */
struct layout_row {
    size_t first, count; /* of the prints */
    int32_t y_um, height_um;
};

/* A thin line from one point to another, level or upright. */
struct layout_mark {
    int32_t x1_um, y1_um, x2_um, y2_um;
};

struct layout {
    struct layout_paper paper;
    size_t print_count;
    struct layout_print prints[LAYOUT_PRINTS_MAX];
    size_t row_count;
    struct layout_row rows[LAYOUT_PRINTS_MAX];
    size_t mark_count;
    struct layout_mark marks[LAYOUT_MARKS_MAX];
    struct layout_rect right, below; /* what prints leave within the margins */
};

/* "5inch", "6inch", "a4" or "a3"; NULL for anything else. */
const struct layout_paper *layout_paper_find(const char *name);

/* The most prints that shelves hold on this paper.  False, and nothing
 * written, where not even one fits or more than LAYOUT_PRINTS_MAX would. */
bool layout_make(const struct layout_paper *paper, struct layout *ret);

#endif
