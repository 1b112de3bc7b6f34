#ifndef ARCHIVE_MANIFEST_H
#define ARCHIVE_MANIFEST_H

/*
 * manifest - the list in a school's archive, as CSV (RFC 4180) that a
 * spreadsheet opens by a double click: UTF-8 with its mark, CR LF.  Pure.
 *
 * No cell is a formula (core/csv.h).  One that a spreadsheet would read as a
 * number or a date and so change (a long number, leading zeros, "2021-1",
 * "3月1日") ends with a tab, which is not seen there; who reads the file with a
 * program cuts blanks off its cells.
 */

#include "core/bytes.h"

#include <stdint.h>

struct manifest_line {
    const char *path; /* "": left out, `remark` says why */
    const char *student_uid, *student_no, *campus, *college, *class_name;
    const char *sha256; /* hex; "" if left out */
    uint64_t length;    /* of the photo in bytes */
    const char *receipt_no;
    int64_t accepted_ms; /* by the registry; 0: not yet */
    const char *state, *remark;
};

/* The mark and the header line. */
int manifest_begin(struct buf *out) __attribute__((warn_unused_result));

int manifest_add(struct buf *out, const struct manifest_line *line)
    __attribute__((warn_unused_result));

#endif
