#ifndef RELAY_PRINT_SHARES_H
#define RELAY_PRINT_SHARES_H

/*
 * shares - whose prints the places of one gang-run sheet are, and what the
 * captions beside its rows say about it.  Pure; no allocation.
 *
 * A line reads "左起1-5 CAPTION": of the row's prints the first five from the
 * left.  Where not all of a student's prints stand in the row, it says which:
 * "左起6 (1/5) CAPTION", and in the next row "左起1-4 (2-5/5) CAPTION".
 */

#include "relay/print/layout.h"

enum { SHARES_CAPTION_SIZE = 601, SHARES_LINE_SIZE = 700 };

/* Places next to each other that show one student. */
struct share {
    size_t first, count; /* of the sheet's places, from 0 */
    unsigned nth;        /* the first is this one of the student's, from 1 */
    unsigned of;         /* prints that the student gets */
    char caption[SHARES_CAPTION_SIZE];
};

struct shares {
    size_t used; /* places that are taken, from the first on */
    size_t count;
    struct share at[LAYOUT_PRINTS_MAX];
};

/* Takes the next `count` places; share->first is not looked at. */
void shares_add(struct shares *s, const struct share *share);

/* Students of whom something stands in the row. */
size_t shares_in_row(const struct shares *s, const struct layout_row *row);

/* What line `line` of `lines` says, from 0; the last line names the first and
 * the last of all who are left.  line < lines <= shares_in_row(). */
void shares_line(const struct shares *s, const struct layout_row *row,
                 size_t line, size_t lines, char ret[SHARES_LINE_SIZE]);

#endif
