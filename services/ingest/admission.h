#ifndef INGEST_ADMISSION_H
#define INGEST_ADMISSION_H

/*
 * admission - a job admitted, and not waited for: its id is the answer.
 */

#include "ingest/call.h"
#include "service/admit_client.h"

/*
 * Called once, also when the client has gone meanwhile (then c->x is NULL and
 * nothing may be answered).  answer NULL: dispatch was silent for too long, so
 * nobody knows whether the job was admitted.
 */
typedef void admission_fn(struct call *c, const struct admit_answer *answer);

void admission_send(struct call *c, const struct admit_request *request,
                    admission_fn *fn);

#endif
