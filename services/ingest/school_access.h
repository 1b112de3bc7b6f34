#ifndef INGEST_SCHOOL_ACCESS_H
#define INGEST_SCHOOL_ACCESS_H

/*
 * school_access - may this member of staff see this school? (R46)
 *
 * A school's and a college's people see their own, the province's and the
 * operators all.
 */

#include "ingest/call.h"

/* Pure. */
bool school_is_open_to(const struct session *s, const char *code);

/* Is there c->student, of a school that the asker may see?  Else the call is
 * answered: 404 or 403. */
bool student_is_open(struct call *c);

#endif
