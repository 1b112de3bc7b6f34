#ifndef RELAY_PRINT_UNITS_H
#define RELAY_PRINT_UNITS_H

/* units - micrometres to the points of a PDF page. */

#include <stdint.h>

static inline double points(int32_t um)
{
    return (double)um * 72.0 / 25400.0;
}

#endif
