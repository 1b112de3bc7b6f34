#ifndef BILLING_PAY_WORK_H
#define BILLING_PAY_WORK_H

/*
 * pay_work - the jobs of the stage `pay`, by kind: `pay` (one call at the
 * provider: pay.h), `journal` (events into the journal: journal/append.h),
 * `bill` (a day's books compared: bill/bill_job.h).
 */

#include "billing/bill/bill_job.h"
#include "billing/pay.h"
#include "net/redis.h"

struct pay_work_config {
    const struct pay_config *pay;
    const struct redis_options *redis;
    const char *journal;          /* folder */
    const char *journal_key_file; /* SM2, PEM: signs its days */
};

struct pay_work;

/* 0 or -errno, said on stderr where a setting is to blame. */
int pay_work_new(const struct pay_work_config *config, struct pay_work **ret)
    __attribute__((warn_unused_result));

/* worker_spec.handle; ctx is a struct pay_work. */
int pay_work_handle(void *ctx, const struct job *job, struct outcome *outcome);

#endif
