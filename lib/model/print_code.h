#ifndef MODEL_PRINT_CODE_H
#define MODEL_PRINT_CODE_H

/*
 * print_code - what the barcodes of an order of prints say (decision 74).
 *
 *   RRRRRRR NNNN C    a bundle: 12 characters, without the spaces
 *   RRRRRRR NNNNNN C  a student's sheet: 14
 *
 * R  names the order: 35 bits of its id, in Crockford's base 32.
 * N  the number of the bundle or of the student in the order, from 1.
 * C  check character by ISO/IEC 7064, MOD 37,36: finds every single wrong
 *    character and every two that have changed places.
 *
 * Who reads one learns nothing of the student.  Pure.
 */

#include <stdbool.h>
#include <stddef.h>

enum {
    PRINT_CODE_SIZE = 16, /* of either, with its NUL */
    PRINT_CODE_BUNDLES_MAX = 9999,
    PRINT_CODE_SHEETS_MAX = 999999,
};

/* number: 1..PRINT_CODE_BUNDLES_MAX. */
void print_code_bundle(const char *print_id, unsigned number,
                       char ret[PRINT_CODE_SIZE]);
/* number: 1..PRINT_CODE_SHEETS_MAX. */
void print_code_sheet(const char *print_id, unsigned number,
                      char ret[PRINT_CODE_SIZE]);

/* As a scanner or a person gives it: blanks and hyphens left out, upper case.
 * False: too long to be one; ret is "" then. */
bool print_code_normal(const char *text, char ret[PRINT_CODE_SIZE]);

/* Of a normal code: is its check character right? */
bool print_code_holds(const char *code);

#endif
