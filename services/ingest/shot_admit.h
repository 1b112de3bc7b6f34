#ifndef INGEST_SHOT_ADMIT_H
#define INGEST_SHOT_ADMIT_H

/*
 * shot_admit - a photo that is durable becomes a job, on the very state of the
 * student that it was judged on; if that has changed, it is judged again.
 */

#include "ingest/intake.h"

bool shot_is_dry_run(const struct call *c);

void shot_admit(struct call *c, struct intake *in);

/* 202 with the shot's id and place. */
void shot_accepted(struct call *c, const char *shot_id);

#endif
