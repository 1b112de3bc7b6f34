#ifndef RULES_TEST_H
#define RULES_TEST_H

/* What the tests of the rules share: cmocka, and times as they are said. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/time.h"

#define LEN(a) (sizeof(a) / sizeof *(a))
#define S(n) ((int64_t)(n)*1000)
#define MIN(n) S((n)*60)
#define HOUR(n) MIN((n)*60)
#define DAY(n) HOUR((n)*24)

/* Midnight of 2025-04-01 in China, the zero of the tests' clock. */
#define D0 20179
#define T0 (DAY(D0) - TIME_CHINA_OFFSET_MS)
#define AT(day, hour, min) (T0 + DAY(day) + HOUR(hour) + MIN(min))

/* A small generator: the same sequence on every machine. */
static inline uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

#endif
