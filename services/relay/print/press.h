#ifndef RELAY_PRINT_PRESS_H
#define RELAY_PRINT_PRESS_H

/*
 * press - students in, sheets out: a PDF, or a ZIP of JPEG pictures at 300 dpi
 * for a minilab.  Pure: photos and captions in, bytes out, piece by piece.
 *
 * Gang-run   Students flow over the places of a sheet in reading order, row by
 *            row from the left, and on to the next sheet: no place is empty
 *            but at a bundle's end.  The caption at a row's end tells which of
 *            its prints are whose ("左起1-5": the first five from the left).
 * Cutting    Cut the rows apart first, top row first, along the level marks;
 *            keep them in that order, captions on.  Then cut each row from the
 *            left.  Laid on one pile in this order the prints are in the order
 *            in which the students were given (domain.md R37).
 * Barcode    Code 128, one a sheet: the student's code where a sheet is one
 *            student's; where they share it, in a bundle BUNDLE-NNN with the
 *            sheet's number in it, else the code of the first student on it.
 * Memory     does not grow with the students, but for the few hundred bytes
 *            of index a sheet that both formats need at their end.
 * Same bytes The same calls give the same bytes.
 * Errors     0; a positive enum sheet_refusal about one student, after which
 *            the press goes on as if that one had not been offered; a negative
 *            errno, after which only press_free() is of use.
 */

#include "relay/print/layout.h"
#include "relay/print/sheet.h"

enum press_format {
    PRESS_PDF,
    PRESS_JPEG, /* a ZIP, stored: 0001.jpg, 0002.jpg, ... */
};

enum {
    PRESS_STUDENT_PRINTS = 5, /* R36 */
    PRESS_PRINTS_MAX = 100,
    PRESS_CODE_MAX = 20,   /* characters of a student's code */
    PRESS_BUNDLE_MAX = 12, /* and of a bundle's: -NNN is added */
    PRESS_CAPTION_MAX_BYTES = 600,
};

struct press_form {
    const struct layout_paper *paper; /* borrowed until press_free */
    enum press_format format;
    unsigned per_student; /* prints of each, PRESS_STUDENT_PRINTS; 0: as many as
                             the sheet holds, one student a sheet */
    int64_t made_ms;      /* the document's date, since 1970-01-01 UTC */
};

/* Borrowed for the call. */
struct press_student {
    struct bytes jpeg; /* a finished photo: sheet.h */
    const char
        *caption;     /* UTF-8: masked name, student number, class; or NULL */
    const char *code; /* [A-Z0-9-]; NULL or empty: no barcode */
};

struct press;

/* -EINVAL: a paper that holds no print, or too many prints a student;
 * -ENOENT: the captions' font is not installed (sheet.h). */
int press_new(const struct press_form *form, sheet_write *write, void *to,
              struct press **ret) __attribute__((warn_unused_result));

/* A class begins: on a sheet of its own.  code: [A-Z0-9-], up to
 * PRESS_BUNDLE_MAX; NULL or empty: the students' own codes again. */
int press_bundle(struct press *p, const char *code)
    __attribute__((warn_unused_result));

/* The same for the rest of a bundle, of which so many sheets stand in another
 * file: its sheets are numbered on from there. */
int press_bundle_rest(struct press *p, const char *code, size_t sheets_before)
    __attribute__((warn_unused_result));

int press_add(struct press *p, const struct press_student *student)
    __attribute__((warn_unused_result));

/* Prints that a sheet holds. */
size_t press_places(const struct press *p);

/* Sheets that were begun. */
size_t press_sheets(const struct press *p);

/* Writes what is left.  Call once, before press_free. */
int press_finish(struct press *p) __attribute__((warn_unused_result));

void press_free(struct press *p);
void press_freep(struct press **p);

#endif
