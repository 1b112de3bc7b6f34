#ifndef RELAY_SHEET_RUN_H
#define RELAY_SHEET_RUN_H

/*
 * run - makes the files of one `tucai-relay sheet`: one, or volumes of so many
 * sheets each, of which those that are finished and whose photos, captions and
 * codes are the same as before are kept.
 */

#include "relay/print/press.h"
#include "relay/sheet/list.h"

struct run_wish {
    struct press_form form;
    const char *out;        /* FILE.pdf; volumes: FILE-0001.pdf, ... */
    size_t sheets_per_file; /* 0: one file */
    struct list list;
};

/* Says on stderr what went wrong, on stdout what became of each volume.  The
 * exit code: 0 or 1. */
int run_sheets(const struct run_wish *wish);

#endif
