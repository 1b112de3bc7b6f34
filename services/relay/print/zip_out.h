#ifndef RELAY_PRINT_ZIP_OUT_H
#define RELAY_PRINT_ZIP_OUT_H

/*
 * zip_out - files into a ZIP that is written as it grows.  Stored, not
 * packed: what goes in are JPEGs.
 *
 * Memory   a few hundred bytes of index a file.
 * Errors   0 or a negative errno, after which only zip_out_free() is of use.
 */

#include "relay/print/sheet.h"

struct zip_out;

/* made_ms is every file's date, in the process's time zone (TZ). */
int zip_out_new(sheet_write *write, void *to, int64_t made_ms,
                struct zip_out **ret) __attribute__((warn_unused_result));

int zip_out_add(struct zip_out *z, const char *name, struct bytes file)
    __attribute__((warn_unused_result));

int zip_out_finish(struct zip_out *z) __attribute__((warn_unused_result));

void zip_out_free(struct zip_out *z);

#endif
