#ifndef RELAY_PRINT_PACKING_H
#define RELAY_PRINT_PACKING_H

/*
 * packing - the list that lies with a delivery: what is in which class's
 * bundle (domain.md R37).  Rows in, bytes out, piece by piece.
 *
 * CSV      UTF-8 with a mark, RFC 4180, a line per student; no cell can be
 *          taken for a formula.
 * PDF      A4; each bundle begins a page with its place, count, code and the
 *          code's barcode; the students in two columns, a box to tick.
 * Codes    carry their check character themselves (ISO/IEC 7064).
 * Memory   does not grow with the students.
 * Errors   0; -EINVAL for a code that is none (barcode.h) or texts that are not
 *          UTF-8; another negative errno, after which only packing_free() is of
 *          use.
 */

#include "relay/print/packing_rows.h"
#include "relay/print/sheet.h"

struct packing;

/* -ENOENT: the font is not installed (sheet.h). */
int packing_new(const struct packing_form *form, sheet_write *write, void *to,
                struct packing **ret) __attribute__((warn_unused_result));

int packing_begin(struct packing *p, const struct packing_bundle *bundle)
    __attribute__((warn_unused_result));

/* The next in the bundle: its place is counted from 1. */
int packing_add(struct packing *p, const struct packing_student *student)
    __attribute__((warn_unused_result));

/* Writes what is left.  Call once, before packing_free. */
int packing_finish(struct packing *p) __attribute__((warn_unused_result));

void packing_free(struct packing *p);
void packing_freep(struct packing **p);

#endif
