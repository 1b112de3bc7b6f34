#ifndef BILLING_WORK_H
#define BILLING_WORK_H

/*
 * work - one job of the stage `billing`: loads what concerns it, lets a
 * handler decide, and hands the decision over to be committed.  The only file
 * here that reads Redis for a handler.
 */

#include "billing/billing.h"
#include "service/job.h"
#include "service/outcome.h"

/* worker_spec.handle; ctx is a struct billing. */
int work_handle(void *ctx, const struct job *job, struct outcome *outcome);

#endif
