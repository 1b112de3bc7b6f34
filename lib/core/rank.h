#ifndef CORE_RANK_H
#define CORE_RANK_H

/*
 * rank - the value that would stand at a place if all were sorted, without
 * sorting all and without asking for memory, as glibc's qsort does.
 */

#include <stddef.h>

/* The k-th smallest of n, k from 0; changes their order. */
float rank_nth(float *all, size_t n, size_t k);

#endif
