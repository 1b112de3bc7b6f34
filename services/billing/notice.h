#ifndef BILLING_NOTICE_H
#define BILLING_NOTICE_H

/*
 * notice - a provider's callback as it comes in a command: raw bytes and four
 * headers, so that nobody but billing holds payment keys.  Opened here; whose
 * order it is and whether the amount is right is the caller's to judge (R26).
 */

#include "billing/wechatpay_api.h"
#include "proto/pay.pb-c.h"

/*
 * 0 and *ret, or a positive enum wechatpay_refusal.  It is judged by the
 * moment at which it reached us, so a queue in between makes nothing stale.
 */
int notice_open(const struct wechatpay *pay,
                const Tucai__V1__PaymentNotice *raw,
                struct wechatpay_notice *ret)
    __attribute__((warn_unused_result));

/* The HTTP status of a refusal: 401 for who cannot be believed, 422 for what
 * makes no sense or is not ours. */
unsigned notice_status(enum wechatpay_refusal refusal);

#endif
