#ifndef SANDBOX_PAY_NOTICE_H
#define SANDBOX_PAY_NOTICE_H

/*
 * pay_notice - tells the merchant what happened, again and again until it
 * answers 2xx: at once, then after 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/
 * 3h/3h/6h/6h, each divided by the `speed`.
 *
 * Each sending is a short-lived child process, so a merchant that hangs holds
 * nothing up.
 */

#include "sandbox/pay_crypto.h"

#include <stdint.h>

/* How one notice misbehaves (bits). */
enum pay_notice_flaw {
    PAY_FLAW_SERIAL = 1,    /* signed under a serial nobody knows     */
    PAY_FLAW_SIGNATURE = 2, /* signature over other bytes             */
    PAY_FLAW_STALE = 4,     /* signed ten minutes ago                 */
    PAY_FLAW_SEALED = 8,    /* sealed with another key                */
};

struct pay_notice {
    const char *url;
    const char *order_no;
    const char *event; /* "TRANSACTION.SUCCESS" */
    const char *type;  /* "transaction", "refund" */
    const json_t *resource;
    int64_t after_ms; /* the first sending */
    unsigned copies;  /* sent so often even when taken, >= 1 */
    unsigned flaws;   /* enum pay_notice_flaw */
};

struct pay_notices;

/* Goes on with what the folder `state` holds.  keys: kept by the caller. */
struct pay_notices *pay_notices_new(const struct pay_keys *keys,
                                    const char *state, int64_t speed);
struct pay_notices *pay_notices_free(struct pay_notices *notices);

/* False: too many, or no memory. */
bool pay_notices_add(struct pay_notices *notices,
                     const struct pay_notice *notice);

/* Sends what is due and collects what was answered. */
void pay_notices_tick(struct pay_notices *notices);

/* What was sent for an order: [{at, status}], status 0: no answer. */
json_t *pay_notices_log(const struct pay_notices *notices,
                        const char *order_no);

#endif
