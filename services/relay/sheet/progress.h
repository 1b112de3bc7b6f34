#ifndef RELAY_SHEET_PROGRESS_H
#define RELAY_SHEET_PROGRESS_H

/*
 * progress - how far a long run is: one line that is written over once a
 * second on a terminal; on anything else nothing.
 *
 *     12000/100000 students, 2150 sheets/s, 41 s left
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    bool is_shown;
    bool is_begun; /* a line stands there */
    size_t total;  /* 0: not known */
    int64_t began_ms, shown_ms;
};

/* Looks whether stderr is a terminal. */
void progress_init(struct progress *p, size_t total);

void progress_show(struct progress *p, size_t students, size_t sheets);

/* Takes the line away, so that a message can stand there. */
void progress_clear(struct progress *p);

#endif
