#ifndef RELAY_PRINT_CAPTION_H
#define RELAY_PRINT_CAPTION_H

/*
 * caption - Chinese text inside a box of a page whose unit is the point, in the
 * one font that the sheets use.
 *
 * Text that is too long for its box is set a fifth smaller at most, then cut
 * with an ellipsis.  A character that the font does not have is taken from
 * another font of the machine, or shown as a box with its number in it.
 */

#include "relay/print/strips.h"

#include <pango/pangocairo.h>

struct caption;

/* -ENOENT without the font. */
int caption_new(struct caption **ret) __attribute__((warn_unused_result));

/* As many lines of this size (of the em, micrometres) as the box holds: what
 * Pango makes of them, borrowed until the next call, and how far down in the
 * box they begin, in Pango's units. */
PangoLayout *caption_fit(struct caption *c, const char *text,
                         const struct strips_box *box, int32_t font_um,
                         int *ret_down);

/* The same on a Cairo page. */
void caption_draw(struct caption *c, cairo_t *page, const char *text,
                  const struct strips_box *box, int32_t font_um);

void caption_free(struct caption *c);

#endif
