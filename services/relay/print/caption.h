#ifndef RELAY_PRINT_CAPTION_H
#define RELAY_PRINT_CAPTION_H

/*
 * caption - Chinese text inside a box of a Cairo page whose unit is the point,
 * in the one font that the sheets use.
 *
 * Text that is too long for its box is set a fifth smaller at most, then cut
 * with an ellipsis.  A character that the font does not have is taken from
 * another font of the machine, or shown as a box with its number in it.
 */

#include "relay/print/strips.h"

#include <cairo.h>

struct caption;

/* Lays out text for this page or surface.  -ENOENT without the font. */
int caption_new(cairo_t *page, struct caption **ret)
    __attribute__((warn_unused_result));

/* As many lines of this size (of the em, micrometres) as the box holds. */
void caption_draw(struct caption *c, cairo_t *page, const char *text,
                  const struct strips_box *box, int32_t font_um);

void caption_free(struct caption *c);

#endif
