#ifndef BILLING_BILLING_H
#define BILLING_BILLING_H

/*
 * billing - what the one process keeps between jobs.
 */

#include "billing/schools.h"
#include "billing/staff_file.h"
#include "billing/wechatpay.h"
#include "net/redis.h"

struct billing {
    struct redis *redis;
    struct schools *schools;
    struct wechatpay *wechatpay; /* NULL: no payment is configured */
    struct staff_file first_account;
    bool demands_totp;
};

#endif
