#ifndef RELAY_PRINT_UNITS_H
#define RELAY_PRINT_UNITS_H

/* units - micrometres to the points of a PDF page, and to dots of 300 dpi. */

#include <stdint.h>

#define POINTS_PER_DOT (72.0 / 300.0)

static inline double points(int32_t um)
{
    return (double)um * 72.0 / 25400.0;
}

/* The nearest; um >= 0. */
static inline int32_t dots(int32_t um)
{
    return (um * 3 + 127) / 254;
}

#endif
