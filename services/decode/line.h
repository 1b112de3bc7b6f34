#ifndef DECODE_LINE_H
#define DECODE_LINE_H

/*
 * line - lines of any length from a stream, in bounded memory.
 *
 * Only the line end is removed: LF, or CR LF.  A last line without one counts,
 * an empty line too.  NULs and spaces are kept.
 */

#include "core/bytes.h"
#include "decode/code.h"

#include <stdio.h>

/* A longer line keeps its first LINE_MAX_LEN bytes: one more than a code may
 * have, so it is refused as too long. */
enum { LINE_MAX_LEN = CODE_TEXT_MAX + 1 };

struct line {
    size_t len;
    uint8_t at[LINE_MAX_LEN];
};

/* False at the stream's end or failure. */
bool line_read(FILE *f, struct line *ret);

#endif
