#ifndef CORE_RANDOM_H
#define CORE_RANDOM_H

/*
 * random - the kernel's random bytes, for keys, tokens, nonces and ids.
 */

#include <stddef.h>

/* Fills; aborts when the kernel gives none, as nothing is safe then. */
void random_fill(void *ret, size_t len);

/* A new opaque id or token: `bytes` random bytes in lower-case hex, NUL at
 * the end; ret has room for 2 * bytes + 1, bytes <= 32. */
void random_id(char *ret, size_t bytes);

#endif
