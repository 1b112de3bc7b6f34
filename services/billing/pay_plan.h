#ifndef BILLING_PAY_PLAN_H
#define BILLING_PAY_PLAN_H

/*
 * pay_plan - which call a pay job makes, and what the provider's answer means
 * for it.  Pure; pay.c makes the calls.
 *
 *   create ---> ready, and a chain of queries: 30 s, 1 min, 2 min ... until
 *               somebody paid or the order expires (a notice may be lost)
 *   query  ---> paid, closed, or nothing to say
 *   close  ---> closed; or paid, as somebody was faster
 *   refund ---> refunding, or failed so far, and a chain of the same request
 *               with the same number until it is through
 *
 * Source   domain.md R24, R26, R27.
 */

#include "billing/pay_wire.h"
#include "billing/wechatpay_request.h"

/* The provider's verified answer; status 0: it could not be had. */
struct pay_answer {
    int status;
    struct bytes body;
};

enum pay_next {
    PAY_TELL,    /* `result` goes to billing                              */
    PAY_SILENT,  /* there is nothing to say                               */
    PAY_ASK,     /* it says "paid" instead of what we asked: query now    */
    PAY_WAIT,    /* the provider is away or busy: later, as often as needed */
    PAY_FAILURE, /* an answer that makes no sense: counts as a failure    */
};

struct pay_verdict {
    enum pay_next next;
    struct pay_result result; /* tell only */
    char target[1024];        /* a made order: where to pay */
    enum pay_op then;         /* the chain's next job, if then_ms is not 0 */
    int64_t then_ms;          /* how long from now */
    const char *reason;       /* wait, failure: for the log */
};

/* Where and when a job is done.  wall_ms and now_ms are the same moment on the
 * world's and on the system's clock: the provider lives by the first, an
 * order's end is given in the second. */
struct pay_place {
    const struct wechatpay *wechatpay;
    const char *notify_url;
    int64_t wall_ms, now_ms;
};

/* op: the job's own, or PAY_QUERY after PAY_ASK.  0 or a negative errno: such
 * a job can never be asked. */
int pay_plan_request(const struct pay_place *place, const struct pay_job *job,
                     enum pay_op op, struct wechatpay_request *ret)
    __attribute__((warn_unused_result));

struct pay_verdict pay_plan_judge(const struct pay_place *place,
                                  const struct pay_job *job, enum pay_op op,
                                  const struct pay_answer *answer);

#endif
