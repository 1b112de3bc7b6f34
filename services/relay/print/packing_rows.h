#ifndef RELAY_PRINT_PACKING_ROWS_H
#define RELAY_PRINT_PACKING_ROWS_H

/* packing_rows - what a packing list is made of: packing.h. */

#include <stddef.h>
#include <stdint.h>

enum packing_format { PACKING_CSV, PACKING_PDF };

struct packing_form {
    enum packing_format format;
    int64_t made_ms;      /* the document's date, since 1970-01-01 UTC */
    unsigned per_student; /* prints of each */
};

/* Borrowed for the call; "" for what is not known. */
struct packing_bundle {
    const char *school, *campus, *college, *class_name;
    const char *code;
    size_t count; /* students that will be added */
};

struct packing_student {
    const char *name_masked; /* "" for one who was erased meanwhile */
    const char *student_no;
    const char *code; /* of his sheet; "": none */
};

#endif
