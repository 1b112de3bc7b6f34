#ifndef COUNT_ALLOCATIONS_H
#define COUNT_ALLOCATIONS_H

/*
 * count_allocations - how often this program has asked for memory so far, by
 * who asked: libjpeg, which starts anew for every file, or anyone else.
 * Linking it replaces malloc and its family.
 */

struct allocations {
    long of_libjpeg;
    long of_others;
};

struct allocations count_allocations(void);

#endif
