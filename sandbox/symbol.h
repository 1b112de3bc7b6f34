#ifndef SANDBOX_SYMBOL_H
#define SANDBOX_SYMBOL_H

/*
 * symbol - a capture code's text as a QR code: the modules, and a PNG.
 */

#include "core/bytes.h"

enum { SYMBOL_SIDE_MAX = 177 }; /* modules of the largest QR code */

struct symbol {
    int side;
    bool dark[SYMBOL_SIDE_MAX][SYMBOL_SIDE_MAX]; /* [y][x] */
};

/* Level M, the smallest version that holds text.  0, or -EINVAL when none
 * does. */
int symbol_make(struct bytes text, struct symbol *ret)
    __attribute__((warn_unused_result));

/* Adds a grey PNG: module_px pixels a module, a white margin of so many
 * modules (4 is the standard's).  0 or -errno. */
int symbol_png(const struct symbol *symbol, int module_px, int margin,
               struct buf *ret) __attribute__((warn_unused_result));

#endif
