#ifndef RELAY_PRINT_BARCODE_H
#define RELAY_PRINT_BARCODE_H

/*
 * barcode - a Code 128 symbol (ISO/IEC 15417) as bars in dots of 300 dpi, so
 * that a minilab's picture and a PDF on a 300-dpi printer have the same, sharp
 * bars.  Pure.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BARCODE_CODE_MAX = 20,
    BARCODE_MODULES_MAX = 11 * (BARCODE_CODE_MAX + 4) + 13,
    BARCODE_QUIET = 10,     /* modules of white that the standard asks for */
    BARCODE_MODULE_MAX = 4, /* dots: 0.339 mm */
    BARCODE_MODULE_MIN = 2, /* 0.169 mm */
};

struct barcode {
    size_t modules;
    bool is_bar[BARCODE_MODULES_MAX];
};

/* 1 to BARCODE_CODE_MAX of A-Z, 0-9 and "-". */
bool barcode_is_code(const char *code);

/* code: as barcode_is_code() wants it.  -ENOMEM. */
int barcode_make(const char *code, struct barcode *ret)
    __attribute__((warn_unused_result));

/* Dots a module, the most that fit with the quiet zones in so many dots; 0
 * where not even BARCODE_MODULE_MIN do. */
unsigned barcode_module(const struct barcode *b, unsigned dots);

#endif
