#ifndef INGEST_SHOT_H
#define INGEST_SHOT_H

/*
 * shot - what the two sides of a shot share: judging whether it may be made,
 * and finding it again.
 */

#include "ingest/call.h"
#include "ingest/verdict.h"

/* ---- shot_judge.c ---- */

/* Loads the student afresh and judges.  Goes on with `next` when the shot is
 * allowed; else it has been answered.  c->student_version is what was judged.
 */
void shot_judge(struct call *c, const struct shot_try *attempt, call_fn *next);

/* ---- shot_find.c ---- */

struct shot_found {
    struct verdict verdict;
    struct bytes blobs; /* a Blobs message */
};

/* found: NULL when there is no such shot of this student.  Borrowed. */
typedef void shot_fn(struct call *c, const struct shot_found *found);
void shot_find(struct call *c, const char *shot_id, shot_fn *fn);

#endif
