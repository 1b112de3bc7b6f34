#ifndef RELAY_PRINT_PDF_FONTS_H
#define RELAY_PRINT_PDF_FONTS_H

/*
 * pdf_fonts - the fonts of a PDF: which glyphs its text used, and at its end
 * each font with those glyphs alone, and what text they stand for.
 *
 * A "character" of a font here is a glyph that was drawn for a certain text:
 * one glyph for two letters is two, so that what is copied from the page is
 * what was written.
 *
 * Memory   a few dozen bytes a character; does not grow with the pages.
 */

#include "relay/print/pdf_file.h"

#include <hb.h>
#include <stdbool.h>

struct pdf_fonts;

struct pdf_character {
    unsigned font;     /* "/F0" is font 0 */
    unsigned number;   /* in it, from 1: the two bytes of its string */
    int width_per_mil; /* of the em */
};

struct pdf_fonts *pdf_fonts_new(void);

/* text: UTF-8 that the glyph stands for, maybe empty.  False where the font
 * has no outlines that a PDF takes as they are (TrueType). */
bool pdf_fonts_find(struct pdf_fonts *fonts, hb_face_t *face, unsigned glyph,
                    struct bytes text, struct pdf_character *ret);

/* Writes all fonts, and a dictionary of their names as object `number`. */
void pdf_fonts_write(struct pdf_fonts *fonts, struct pdf_file *file,
                     uint32_t number);

void pdf_fonts_free(struct pdf_fonts *fonts);

#endif
