#ifndef RELAY_PRINT_PACKING_PAGES_H
#define RELAY_PRINT_PACKING_PAGES_H

/* packing_pages - packing.h's list as an A4 PDF; errors as there. */

#include "relay/print/packing_rows.h"
#include "relay/print/sheet.h"

struct packing_pages;

int packing_pages_new(const struct packing_form *form, sheet_write *write,
                      void *to, struct packing_pages **ret)
    __attribute__((warn_unused_result));

/* bundle is borrowed until the next one begins, or the end. */
int packing_pages_begin(struct packing_pages *p,
                        const struct packing_bundle *bundle)
    __attribute__((warn_unused_result));

/* place: from 1. */
int packing_pages_add(struct packing_pages *p, size_t place,
                      const struct packing_student *student)
    __attribute__((warn_unused_result));

int packing_pages_finish(struct packing_pages *p)
    __attribute__((warn_unused_result));

void packing_pages_free(struct packing_pages *p);

#endif
