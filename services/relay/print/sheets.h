#ifndef RELAY_PRINT_SHEETS_H
#define RELAY_PRINT_SHEETS_H

/*
 * sheets - what the press asks of a file format: pdf_sheets.c, jpeg_sheets.c.
 *
 * Errors as press.h says; nothing of a photo that was refused is shown.
 */

#include "relay/print/furniture.h"
#include "relay/print/sheet.h"

struct sheets_form {
    const struct layout *layout; /* borrowed until free */
    int64_t made_ms;
    sheet_write *write;
    void *to;
};

struct sheets_maker {
    int (*open)(const struct sheets_form *form, void **ret);
    /* What the prints show from here on, on this sheet and the next ones. */
    int (*photo)(void *self, struct bytes jpeg);
    void (*print)(void *self, const struct layout_print *place);
    int (*end_sheet)(void *self, const struct furniture *furniture);
    int (*finish)(void *self);
    void (*free)(void *self); /* takes NULL */
};

extern const struct sheets_maker PDF_SHEETS, JPEG_SHEETS;

#endif
