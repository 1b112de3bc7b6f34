#ifndef RELAY_SHEET_FILE_H
#define RELAY_SHEET_FILE_H

/*
 * sheet_file - a sheet with one page as a file that is there whole, and
 * durable, or not at all.
 */

#include "relay/print/layout.h"
#include "relay/print/sheet.h"

struct sheet_page {
    struct bytes jpeg;
    const char *caption;
};

/* 0; a positive enum sheet_refusal; or a negative errno. */
int sheet_file_write(const char *path, const struct layout *layout,
                     const struct sheet_page *page)
    __attribute__((warn_unused_result));

#endif
