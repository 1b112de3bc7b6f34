#ifndef INGEST_SHOT_ADMIT_H
#define INGEST_SHOT_ADMIT_H

/*
 * shot_admit - a photo that is durable becomes a job, on the very state of the
 * student that it was judged on; if that has changed, it is judged again.
 */

#include "ingest/command.h"
#include "ingest/intake.h"

bool shot_is_dry_run(const struct call *c);

/* The id of the call's shot.  One key for trying the light and for the photo
 * itself makes two: the photo is not answered with what was only tried. */
void shot_id_of(const struct call *c, char ret[COMMAND_ID_SIZE]);

void shot_admit(struct call *c, struct intake *in);

/* 202 with the shot's id and place. */
void shot_accepted(struct call *c, const char *shot_id);

#endif
