#ifndef RULES_REPORTS_H
#define RULES_REPORTS_H

/*
 * reports - the problems that a student has reported to the school (R5), and
 * how many more may come: REPORTS_PER_HOUR in an hour, REPORTS_MAX in all.
 *
 * Pure.  What a report says is kept elsewhere, under its id.
 */

#include "rules/drafts.h"

#define REPORTS_MAX 32
#define REPORTS_PER_HOUR 5

struct report {
    char id[ID_SIZE];
    int64_t at_ms;
};

struct reports {
    size_t len;
    struct report at[REPORTS_MAX]; /* oldest first */
};

bool reports_is_full(const struct reports *reports);

/* How long until another may come; 0: it may now. */
int64_t reports_wait_ms(const struct reports *reports, int64_t now_ms);

/* False when it is full. */
bool reports_add(struct reports *reports, const char *id, int64_t now_ms);

#endif
