#ifndef CORE_TEXT_H
#define CORE_TEXT_H

/*
 * text - small questions about text that came from outside.
 */

#include "core/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* Well-formed UTF-8 (RFC 3629: no overlong form, no surrogate, <= U+10FFFF)
 * without a NUL. */
bool text_is_utf8(struct bytes text);

/* Characters of well-formed UTF-8; blanks (space, tab, line ends) at its ends
 * are not counted. */
size_t text_chars(const char *text);

/* A line end, a tab or another ASCII control character: nothing that may stand
 * in a line of a list or on a sheet. */
bool text_has_controls(const char *text);

/* Only ASCII digits, and exactly n of them. */
bool text_is_digits(struct bytes text, size_t n);

/* A whole decimal number in min..max, nothing before or after it. */
bool text_to_i64(const char *text, int64_t min, int64_t max, int64_t *ret);

/* Lower-case hex of data into ret, which has room for 2 * len + 1. */
void text_hex(struct bytes data, char *ret);

/* The opposite: exactly len bytes from 2 * len hex digits; false otherwise. */
bool text_unhex(const char *hex, uint8_t *ret, size_t len);

/* Copies UTF-8 into a field of `size` bytes and fills the rest with NULs: what
 * does not fit is left out, in whole characters. */
void text_copy(char *to, size_t size, const char *from);

enum { TEXT_DISTANCE_MAX = 64 };

/* How many bytes have to be changed, added or left out to make one of the
 * other; SIZE_MAX for a text of TEXT_DISTANCE_MAX bytes or more. */
size_t text_distance(const char *a, const char *b);

#endif
