#ifndef CORE_CHECK_H
#define CORE_CHECK_H

/*
 * check - assertions that stay on in release builds, and allocation that
 * cannot fail.
 *
 * CHECK states what our own code guarantees.  Never use it on data that a
 * student, the registry, Redis or a file could have made: that is a refusal.
 */

#include <stddef.h>

#define CHECK(expr) ((expr) ? (void)0 : check_failed(#expr, __FILE__, __LINE__))

/* Writes the broken expression and its place to stderr, then aborts. */
_Noreturn void check_failed(const char *expr, const char *file, int line);

/* Zeroed memory whose size we chose, never one that input chose; aborts when
 * there is none.  Free with free(). */
void *must_alloc(size_t len) __attribute__((malloc, returns_nonnull));

/* A copy of a string; aborts when there is no memory.  NULL gives NULL. */
char *must_dup(const char *text);

#endif
