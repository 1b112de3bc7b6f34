#ifndef CORE_CSV_H
#define CORE_CSV_H

/*
 * csv - records of comma-separated text (RFC 4180), one after the other.
 *
 * The text is taken apart where it stands: fields are NUL-terminated views
 * into it.  A line ends with CR LF, LF or CR.  Empty lines, and lines of empty
 * fields only, are passed over.  Spaces around a field are left out.
 *
 * A record whose quotes are wrong (text behind a closing quote, no closing
 * quote within CSV_QUOTED_BYTES_MAX) ends with its first line, so that one bad
 * quote does not swallow what follows.
 */

#include "core/bytes.h"

#include <stdbool.h>

enum { CSV_FIELDS_MAX = 16, CSV_QUOTED_BYTES_MAX = 4096 };

struct csv {
    char *at, *end;
    size_t line; /* of what comes next, from 1 */
};

struct csv_record {
    size_t line; /* where it begins */
    size_t n;    /* fields; of more than CSV_FIELDS_MAX only the first stand */
    const char *fields[CSV_FIELDS_MAX];
    bool is_broken; /* its quotes are wrong: no field counts */
};

/* text is changed by reading.  It must be followed by one byte more, which is
 * overwritten. */
void csv_init(struct csv *csv, char *text, size_t len);

/* The next record, or false at the end. */
bool csv_next(struct csv *csv, struct csv_record *ret);

/* ---- writing ---- */

/* To begin with, so that Excel takes the text for UTF-8. */
#define CSV_UTF8_MARK "\xEF\xBB\xBF"

/* One record, ended by CR LF.  0 or buf_add()'s fault. */
int csv_add(struct buf *to, const char *const *fields, size_t n)
    __attribute__((warn_unused_result));

/* The same for a file that people open in a spreadsheet: a field that would be
 * taken for a formula (it begins with = + - @, a tab or a line's end) gets an
 * apostrophe before it. */
int csv_add_inert(struct buf *to, const char *const *fields, size_t n)
    __attribute__((warn_unused_result));

#endif
