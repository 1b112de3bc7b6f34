#ifndef RELAY_PRINT_PDF_PUT_H
#define RELAY_PRINT_PDF_PUT_H

/*
 * pdf_put - what a PDF is written in: text with numbers, into a buffer.
 *
 * Lengths are thousandths of a point ("mpt", 0.35 micrometres), whole numbers:
 * quick to write, the same everywhere, and a dot of 300 dpi is just 240.
 */

#include "core/bytes.h"

enum { MPT_PER_POINT = 1000, MPT_PER_DOT = 240 };

struct pdf_text {
    struct buf buf;
    int fault; /* of the first addition that found no room: what follows is
                  left out */
};

void pdf_put(struct pdf_text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The nearest. */
static inline int pdf_mpt(int32_t um)
{
    int64_t parts = (int64_t)um * 360;

    return (int)((parts + (parts < 0 ? -63 : 63)) / 127);
}

#endif
