#ifndef RELAY_ORDERS_NUMBERING_H
#define RELAY_ORDERS_NUMBERING_H

/*
 * numbering - a class that goes on in the next volume has its sheets numbered
 * on there, so that no two of them bear one code.  Pure; from the order alone,
 * so that a volume that is made again has the same numbers.
 */

#include <stddef.h>

/* Places are of students in the order, from 0. */
struct numbering {
    unsigned class_at;       /* where the class begins */
    unsigned volume_at;      /* and the volume that its sheets are for */
    unsigned volume_members; /* students of each volume before it */
    size_t sheet_prints;     /* that a sheet holds */
};

/* The class's sheets in the volumes before: exactly so many, or more where
 * somebody was left out. */
size_t numbering_before(const struct numbering *n);

#endif
