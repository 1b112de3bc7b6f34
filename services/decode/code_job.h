#ifndef DECODE_CODE_JOB_H
#define DECODE_CODE_JOB_H

/*
 * code_job - jobs of the stage `decode`: a CodeJob in, a CodeResult out.
 *
 * The code is the job's text or, when that is empty, its file `picture`.  A
 * refused code ends the job; a ticket goes on to billing.  Judged by the moment
 * at which it was admitted.
 */

#include "decode/keyring.h"
#include "service/job.h"
#include "service/outcome.h"

/* Loads what the first job would load, for a process that will be shut in. */
void code_job_prepare(void);

/* ctx is a struct keyring.  For worker_spec.handle. */
int code_job_handle(void *ctx, const struct job *job, struct outcome *outcome);

#endif
