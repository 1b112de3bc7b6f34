#ifndef INGEST_SCHOOL_ACCESS_H
#define INGEST_SCHOOL_ACCESS_H

/*
 * school_access - may this member of staff see this school? (R46)
 *
 * A school's and a college's people see their own, the province's and the
 * operators all.  Pure.
 */

#include "model/records.h"

bool school_is_open_to(const struct session *s, const char *code);

#endif
