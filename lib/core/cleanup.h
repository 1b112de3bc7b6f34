#ifndef CORE_CLEANUP_H
#define CORE_CLEANUP_H

/*
 * cleanup - scoped release of what a block owns, and moving it out.
 *
 *     _cleanup_(freep) char *name = must_dup("x");
 *     return steal(&name);      // the caller owns it now
 */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(f) __attribute__((cleanup(f)))

/* Returns the pointer and leaves NULL behind: ownership has moved. */
#define steal(pp)                                                              \
    __extension__({                                                            \
        __typeof__(pp) steal_pp_ = (pp);                                       \
        __typeof__(*steal_pp_) steal_p_ = *steal_pp_;                          \
        *steal_pp_ = NULL;                                                     \
        steal_p_;                                                              \
    })

static inline void freep(void *pp)
{
    void **p = pp;

    free(*p);
    *p = NULL;
}

/* For a descriptor; -1 means none. */
static inline void closep(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static inline void fclosep(FILE **f)
{
    if (*f)
        (void)fclose(*f);
    *f = NULL;
}

#endif
