#ifndef BILLING_JOURNAL_FILES_H
#define BILLING_JOURNAL_FILES_H

/*
 * files - the folder in which the money journal lies.
 *
 *   journal-2025-06-01.jsonl   the lines written on that day
 *   journal-2025-06-01.sig     their signature, once the day is over (day.h)
 *   lock                       held by whoever appends
 *
 * Names and small reads; who appends is book.h, who checks verify.h.
 *
 * Errors   0 or a negative errno.
 */

#include "core/bytes.h"

#include <stdint.h>

#define FILES_NAME_SIZE 48
#define FILES_DATE_SIZE 16 /* "2025-06-01" */

/* "2025-06-01" of a local day. */
void files_date(int64_t local_day, char ret[FILES_DATE_SIZE]);
void files_lines_name(int64_t local_day, char ret[FILES_NAME_SIZE]);
void files_signature_name(int64_t local_day, char ret[FILES_NAME_SIZE]);

/* The local days of which there is a file of lines, ascending.  The caller
 * frees *ret (NULL if there are none). */
int files_days(int folder, int64_t **ret, size_t *ret_n)
    __attribute__((warn_unused_result));

/* A whole file, appended to ret up to its max.  -ENOENT if it is not there. */
int files_read(int folder, const char *name, struct buf *ret)
    __attribute__((warn_unused_result));

/* A whole small file that is there all or not at all, durably. */
int files_write(int folder, const char *name, struct bytes text)
    __attribute__((warn_unused_result));

#endif
