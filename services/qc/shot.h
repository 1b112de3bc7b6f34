#ifndef QC_SHOT_H
#define QC_SHOT_H

/*
 * shot - the work of the stage qc: a job of kind `shot` or `dry_run`.
 *
 * In    payload ShotJob, blob `photo`; where the payload has a challenge, 3 to
 *       5 blobs `frames` (R16).
 * Out   result ShotVerdict; blobs `made` (of a shot that passed) and
 *       `preview`.  `image_invalid` ends the job (state rejected), so that
 *       billing counts no strike.
 */

#include "service/counter.h"
#include "service/job.h"
#include "service/outcome.h"
#include "qc/check/verdict.h"

enum { SHOT_FINDINGS, SHOT_COUNTERS };

/* What it counts: each finding, of shots and dry runs. */
extern const struct counter SHOT_COUNTED[SHOT_COUNTERS];

/* Before the doors close: what would otherwise open a file at the first job
 * (jansson seeds its tables from /dev/urandom). */
void shot_prepare(void);

int shot_handle(struct verdict_maker *maker, const struct job *job,
                struct outcome *outcome) __attribute__((warn_unused_result));

#endif
