#ifndef RELAY_PRINT_PDF_CAPTION_H
#define RELAY_PRINT_PDF_CAPTION_H

/*
 * pdf_caption - what Pango laid out as text of a PDF, in thousandths of a point
 * from the top down.  A glyph without outlines that a PDF takes, and the box
 * for a character that no font has, are drawn as shapes.
 */

#include "relay/print/pdf_fonts.h"

#include <pango/pangocairo.h>

/* The layout's corner is at 0, down (Pango's units). */
void pdf_caption_put(struct pdf_text *out, struct pdf_fonts *fonts,
                     PangoLayout *layout, int down);

#endif
