#ifndef INGEST_URL_H
#define INGEST_URL_H

/*
 * url - percent-encoding, queries, and matching a path against a pattern.
 *
 * Pure.
 */

#include <stdbool.h>
#include <stddef.h>

/* Decodes len bytes; false for a broken escape, a NUL, or no room. */
bool url_decode(const char *text, size_t len, char *ret, size_t size);

/* The first parameter of that name, "+" as a space. */
bool url_query(const char *query, const char *name, char *ret, size_t size);

/* Is there a parameter of that name, readable or not? */
bool url_has(const char *query, const char *name);

/* Every byte but letters, digits, "-", "_" and "." as %XX; what does not fit
 * is left out. */
void url_encode(const char *text, char *ret, size_t size);

/*
 * "/shots/{}/annotated" against a path as sent.  Each "{}" is one segment,
 * not empty, and goes decoded to params[0..]; size is of each of them.
 */
bool url_match(const char *pattern, const char *path, char *params,
               size_t size);

#endif
