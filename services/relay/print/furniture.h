#ifndef RELAY_PRINT_FURNITURE_H
#define RELAY_PRINT_FURNITURE_H

/*
 * furniture - what stands beside the prints of one sheet: captions and the
 * barcode.  As values, and drawn on a Cairo page whose unit is the point.
 */

#include "relay/print/barcode.h"
#include "relay/print/caption.h"

enum {
    FURNITURE_TEXT_SIZE = 700,
    FURNITURE_TEXTS_MAX = 3 * LAYOUT_PRINTS_MAX,
};

struct furniture_text {
    char text[FURNITURE_TEXT_SIZE]; /* UTF-8, cut in whole characters */
    struct strips_box box;
    int32_t font_um;
};

struct furniture {
    size_t text_count;
    struct furniture_text texts[FURNITURE_TEXTS_MAX];
    struct strips_box bars;
    struct barcode barcode; /* of no modules: none */
};

void furniture_add(struct furniture *f, const char *text,
                   const struct strips_box *box, int32_t font_um);

void furniture_draw(const struct furniture *f, struct caption *caption,
                    cairo_t *page);

/* A bar along the box's direction, in dots from its start. */
struct furniture_bar {
    unsigned from, width;
};

/* The next bar from module *next on, which goes behind it, for a barcode in a
 * box of so many dots.  False when there is none any more. */
bool furniture_bar(const struct barcode *b, unsigned dots, size_t *next,
                   struct furniture_bar *ret);

/* Bars from the box's start on, behind the quiet zone. */
void furniture_draw_bars(const struct barcode *b, const struct strips_box *box,
                         cairo_t *page);

/* Dots of 300 dpi along a box that bars may take. */
unsigned furniture_dots(const struct strips_box *box);

#endif
