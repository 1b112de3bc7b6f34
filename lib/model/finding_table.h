#ifndef MODEL_FINDING_TABLE_H
#define MODEL_FINDING_TABLE_H

/*
 * finding_table - all findings with their sentences and the limits of the
 * default preset, and the numbers of a photo's form with those of every
 * preset, as the Markdown that stands in docs/findings.md.
 */

#include "core/bytes.h"

enum { FINDING_TABLE_BYTES_MAX = 64 * 1024 };

/* 0 or the negative errno of buf_add. */
int finding_table(struct buf *ret) __attribute__((warn_unused_result));

#endif
