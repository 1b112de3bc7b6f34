#ifndef CORE_NATURAL_H
#define CORE_NATURAL_H

/*
 * natural - the order in which people look things up: numbers compared as
 * numbers, of any length, so that 2班 stands before 10班.
 *
 * Full-width digits (０ to ９) are digits.  All else is compared by code point.
 * Texts that say the same with other digits or leading zeros are told apart by
 * their bytes ("007" before "07" before "7"): a total order, 0 only for equal
 * texts.  Source: domain.md R37.
 */

/* < 0, 0 or > 0 as of strcmp. */
int natural_compare(const char *a, const char *b);

#endif
