#ifndef RELAY_PRINT_CAPTION_H
#define RELAY_PRINT_CAPTION_H

/*
 * caption - a line or two of Chinese text inside a box of a Cairo page, in the
 * one font that the sheets use; cut with an ellipsis where it is too long.
 */

#include "relay/print/layout.h"

#include <cairo.h>

struct caption;

/* Lays out text for this page or surface.  -ENOENT without the font. */
int caption_new(cairo_t *page, struct caption **ret)
    __attribute__((warn_unused_result));

/* box in micrometres; turned: the text runs from bottom to top. */
void caption_draw(struct caption *c, cairo_t *page, const char *text,
                  const struct layout_rect *box, bool turned);

void caption_free(struct caption *c);

#endif
