#ifndef RELAY_WORK_H
#define RELAY_WORK_H

/*
 * work - one job of the stage `relay`, by its kind: `seal` (a timer: gather
 * what is ready), `batch` (one step of a batch: batch.h), `sheet` (one
 * student's prints: sheet_job.h), `sweep` (a timer: files that nothing refers
 * to, sweep/), `erase` (files whose keys are gone, sweep/), `real_name`
 * (whose face is it: real_name.h), `resolve` (what a person found out about a
 * batch: batch.h), `print` (one step of an order of prints: orders/),
 * `print_tidy` (a timer: what such orders have made and is old).
 */

#include "service/job.h"
#include "service/outcome.h"

/* worker_spec.handle; relay is a struct relay. */
int work_handle(void *relay, const struct job *job, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
