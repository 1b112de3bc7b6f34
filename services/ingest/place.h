#ifndef INGEST_PLACE_H
#define INGEST_PLACE_H

/*
 * place - where the roster of c->student's school puts the student (R4).
 */

#include "ingest/call.h"
#include "model/roster.h"

/* Looks it up, then goes on with next; answers the call itself when Redis
 * cannot be asked, or holds what is no roster. */
void place_find(struct call *c, call_fn *next);

/* What was found, valid until the next look-up; NULL: unassigned. */
const struct roster_line *place_of(const struct call *c);

#endif
