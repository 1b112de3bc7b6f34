#ifndef INGEST_JOBS_H
#define INGEST_JOBS_H

/*
 * jobs - a job admitted and its result waited for.
 *
 * The end is heard on channel reply:<process> and then read from the ledger;
 * a message can be lost, so after a second of silence the same job is admitted
 * again, which gives a finished job's result.
 */

#include "net/loop.h"
#include "net/redis_async.h"
#include "service/admit_client.h"

struct jobs;

struct job_end {
    /* NULL: not over in time, or refused before it began */
    const char *state;   /* done, rejected, dead */
    const char *refusal; /* of a refused one: version, busy, mismatch... */
    struct bytes result;
};

typedef void job_end_fn(void *ctx, const struct job_end *end);

struct jobs_options {
    struct loop *loop;
    struct admit_client *dispatch;
    struct redis_async *redis;
    const char *reply_to;
};

struct jobs *jobs_new(const struct jobs_options *options);
void jobs_free(struct jobs *jobs);

/* fn is called exactly once, from the loop, at the latest after timeout_ms;
 * unless the jobs are freed.  The request is copied, but for its blobs, which
 * are borrowed until then; its reply_to is ours. */
void jobs_run(struct jobs *jobs, const struct admit_request *request,
              int64_t timeout_ms, job_end_fn *fn, void *ctx);

/* The job of this id is over, says the channel. */
void jobs_heard(struct jobs *jobs, struct bytes id);

#endif
