#ifndef RELAY_PRINT_PIXEL_GRID_H
#define RELAY_PRINT_PIXEL_GRID_H

/*
 * pixel_grid - a layout in whole pixels of 300 dpi.
 *
 * Prints keep one size, 390 x 567 (domain.md, "The photo standard"), and touch
 * as in the layout; an edge lies within 2 pixels (0.17 mm) of its true place.
 * Pure.
 */

#include "image/image.h"
#include "relay/print/layout.h"

enum { PIXEL_PRINT_SHORT = 390, PIXEL_PRINT_LONG = 567 };

struct pixel_grid {
    int width, height; /* of the sheet */
};

struct pixel_grid pixel_grid_of(const struct layout *layout);

/* place: of a layout. */
struct rect pixel_grid_print(const struct layout_print *place);

/* One pixel wide, beside the edge that it points at. */
struct rect pixel_grid_mark(const struct layout_mark *mark);

/* What prints leave beside or below themselves: begins where they end. */
struct rect pixel_grid_rest(const struct layout_rect *rest);

#endif
