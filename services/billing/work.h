#ifndef BILLING_WORK_H
#define BILLING_WORK_H

/*
 * work - one job of the stage `billing`: loads what concerns it, lets a
 * handler decide, and hands the decision over to be committed.  The only file
 * here that reads Redis for a handler.
 */

#include "billing/schools.h"
#include "billing/staff_file.h"
#include "billing/wechatpay.h"
#include "net/redis.h"
#include "service/job.h"
#include "service/outcome.h"

struct billing {
    struct redis *redis;
    struct schools *schools;
    struct wechatpay *wechatpay; /* NULL: no payment is configured */
    struct staff_file first_account;
};

/* worker_spec.handle; ctx is a struct billing. */
int work_handle(void *ctx, const struct job *job, struct outcome *outcome);

#endif
