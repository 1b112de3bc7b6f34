#ifndef INGEST_PAPER_H
#define INGEST_PAPER_H

/*
 * paper - the versioned documents of the staff, read and put alike: the
 * version is the ETag, and a change may name the one it is of in If-Match.
 */

#include "ingest/call.h"
#include "proto/student.pb-c.h"

/* Answers with the document under a key of Redis (HMGET v d), or 404. */
void paper_get(struct call *c, const char *key);

/* Answers with a document and its version. */
void paper_answer(struct call *c, struct bytes json, uint64_t version);

/* Puts the body under the path's first parameter; op is one of PutDocument. */
void paper_put(struct call *c, Tucai__V1__Command__OpCase op);

#endif
