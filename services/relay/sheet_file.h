#ifndef RELAY_SHEET_FILE_H
#define RELAY_SHEET_FILE_H

/*
 * sheet_file - a sheet with one page as a file that is there whole, and
 * durable, or not at all.  While it is written it lies beside its place as
 * `<path>.part`; whoever is killed leaves that behind, a face in it.
 */

#include "relay/print/sheet.h"

#define SHEET_FILE_PART ".part"

struct sheet_page {
    struct bytes jpeg;
    const char *caption;
};

/* 0; a positive enum sheet_refusal; or a negative errno. */
int sheet_file_write(const char *path, const struct layout *layout,
                     const struct sheet_page *page)
    __attribute__((warn_unused_result));

/* The sheet, and what was left of one that was not finished (R41).  0, also
 * when there is neither, or a negative errno. */
int sheet_file_remove(const char *path) __attribute__((warn_unused_result));

#endif
