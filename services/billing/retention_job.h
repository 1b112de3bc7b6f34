#ifndef BILLING_RETENTION_JOB_H
#define BILLING_RETENTION_JOB_H

/*
 * retention_job - the daily timer `retention` and the jobs it leads to.
 *
 *   timer -> page of keep:due     -> a job for each student, and the next page
 *         -> page of keep:groups  -> for each season and school that is over:
 *                                    page of keep:<group> -> a job for each...
 *                                    -> nobody left: retention_prints.h
 *         -> page of schools      -> for each that has a roster: a job
 *         -> dead letters of each stage, page by page
 *
 * An index loses a student in the same commit in which the state loses the
 * pictures, so a page is simply asked for again until it is short; whatever is
 * killed in between, the same jobs have the same names.
 */

#include "billing/load.h"
#include "service/outcome.h"

/* The timer's job.  0. */
int retention_begin(struct load *load, struct outcome *outcome);

/* A job of kind `retention`.  0, -EBADMSG or a fault of Redis. */
int retention_job(struct load *load, struct decision *d,
                  struct outcome *outcome) __attribute__((warn_unused_result));

#endif
