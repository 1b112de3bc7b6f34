#ifndef INGEST_NEWEST_H
#define INGEST_NEWEST_H

/*
 * newest - a list of the staff's: what a sorted set names, the latest first, at
 * most NEWEST_MAX, each from its versioned value.
 */

#include "ingest/call.h"

#define NEWEST_MAX 100

struct newest {
    const char *name;   /* of the answer's only member, a literal */
    const char *prefix; /* of the values' keys, a literal */
    json_t *(*show)(struct bytes value); /* NULL: it is none, and left out */
};

/* Answers with those that stand in `index`. */
void newest_list(struct call *c, const char *index, const struct newest *what);

#endif
