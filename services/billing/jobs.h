#ifndef BILLING_JOBS_H
#define BILLING_JOBS_H

/*
 * jobs - the child jobs that billing asks for: payment calls, messages to a
 * student, and delayed commands.  Their ids follow from what they are about, so
 * that a replay asks for nothing new.
 */

#include "billing/scene.h"
#include "proto/pay.pb-c.h"

/* Makes the order at the provider (the stage `pay` then asks about it by
 * itself) and sees to its end. */
void jobs_order(struct decision *d, const struct scene *scene,
                const struct order *order, const char *client_ip);

/* One call about an order: QUERY, CLOSE or REFUND. */
void jobs_pay(struct decision *d, const struct scene *scene,
              const struct order *order, Tucai__V1__PayOp op);

/* R45: the relay asks whose face it is; the answer comes as a command. */
void jobs_real_name(struct decision *d, const char *draft_id);

/* The relay makes the prints of an accepted photo (R36). */
void jobs_sheet(struct decision *d, const struct submission *submission);

struct notice {
    Tucai__V1__NotifyKind kind;
    const char *text;   /* the whole message */
    int64_t expires_ms; /* 0: never */
};

/* A message to the student's phone; nothing if none is recorded. */
void jobs_notify(struct decision *d, const struct scene *scene,
                 const struct notice *notice);

#endif
