#ifndef MODEL_ROSTER_READ_H
#define MODEL_ROSTER_READ_H

/*
 * roster_read - a roster as a school sends it: CSV with a header line, in
 * UTF-8 or GB18030 (core/charset.h, core/csv.h).
 *
 * Columns student_uid, student_no, campus, college, class in any order; each
 * must be there once, and no other.  Bad lines are listed and left out; of
 * several lines of one uid the first counts.  Pure.
 */

#include "core/bytes.h"
#include "model/roster.h"

enum {
    ROSTER_COLUMNS = 5,
    ROSTER_UNKNOWN_MAX = 8,   /* columns that are named */
    ROSTER_FAULTS_KEPT = 1000 /* of the lines' own; duplicates come on top */
};

extern const char *const ROSTER_COLUMN_NAMES[ROSTER_COLUMNS];

enum roster_end {
    ROSTER_READ,
    ROSTER_NO_TEXT,    /* neither encoding, or no text at all */
    ROSTER_BAD_HEADER, /* `header` says why */
    ROSTER_TOO_LONG,   /* more than ROSTER_LINES_MAX good lines */
    ROSTER_NO_MEMORY,
};

enum roster_reason {
    ROSTER_WRONG_COLUMNS,
    ROSTER_BAD_QUOTES,
    ROSTER_UID_MISSING,
    ROSTER_UID_INVALID,
    ROSTER_FIELD_TOO_LONG,
    ROSTER_CONTROL_CHARACTER,
    ROSTER_DUPLICATE,
    ROSTER_REASONS,
};

struct roster_fault {
    size_t line; /* of the file, from 1 */
    enum roster_reason reason;
    size_t first_line; /* of a duplicate: where the uid stands before */
};

struct roster_header {
    bool missing[ROSTER_COLUMNS], repeated[ROSTER_COLUMNS];
    size_t n_unknown;
    char unknown[ROSTER_UNKNOWN_MAX][ROSTER_FIELD_BYTES_MAX + 1];
};

struct roster_reading {
    struct roster *roster; /* the good lines; NULL unless ROSTER_READ */
    struct roster_header header;
    size_t bad_line;             /* of ROSTER_NO_TEXT; 0: none in particular */
    struct roster_fault *faults; /* by line */
    size_t n_faults;             /* of those that are kept */
    size_t n_bad;                /* lines left out, all of them */
};

enum roster_end roster_read(struct bytes csv, struct roster_reading *ret);
void roster_reading_done(struct roster_reading *reading);

/* Stable, e.g. "duplicate_uid". */
const char *roster_reason_name(enum roster_reason reason);

/* A sentence for the person. */
const char *roster_reason_text(enum roster_reason reason);

#endif
