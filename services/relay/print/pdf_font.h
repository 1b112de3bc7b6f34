#ifndef RELAY_PRINT_PDF_FONT_H
#define RELAY_PRINT_PDF_FONT_H

/* pdf_font - one font of pdf_fonts.h, as the objects of a PDF (ISO 32000,
 * 9.7): composite, Identity-H, embedded as a subset. */

#include "relay/print/pdf_file.h"

#include <hb.h>

enum { PDF_FONT_CHARACTERS_MAX = 65535 };

struct pdf_font_character {
    uint32_t glyph; /* of the whole face */
    int width_per_mil;
    char *text; /* UTF-8 */
};

struct pdf_font {
    hb_face_t *face;
    size_t count; /* character i + 1 is characters[i] */
    const struct pdf_font_character *characters;
};

/* nth: of the document, from 0.  The object's number; 0 and a fault in the
 * file where no subset could be made. */
uint32_t pdf_font_write(const struct pdf_font *font, unsigned nth,
                        struct pdf_file *file);

#endif
