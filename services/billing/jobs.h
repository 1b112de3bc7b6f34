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

/* Sees to the end of an order that nobody has paid. */
void jobs_expiry(struct decision *d, const struct scene *scene,
                 const struct order *order);

/* What the outbox holds is written into the journal (R28); `about` tells the
 * jobs of one decision apart. */
void jobs_journal(struct decision *d, const struct scene *scene,
                  const char *about);

/* The books of that day ("2025-06-01") are compared, now (R28). */
void jobs_bill(struct decision *d, const struct scene *scene, const char *date);

/* R45: the relay asks whose face it is; the answer comes as a command. */
void jobs_real_name(struct decision *d, const char *draft_id);

/* The relay makes the prints of an accepted photo (R36). */
void jobs_sheet(struct decision *d, const struct submission *submission);

/* qc judges and makes the photo of an accepted appeal (R31). */
void jobs_judge_again(struct decision *d, const struct scene *scene,
                      const struct appeal *appeal);

struct notice {
    Tucai__V1__NotifyKind kind;
    const char *text;   /* the whole message, for a phone */
    int64_t expires_ms; /* 0: never */
    /* The same for the fields of a WeChat template; none of a one-time code */
    const char *status;        /* at most 5 characters */
    const char *note;          /* at most 20 */
    const struct order *order; /* payment */
};

/* A message to the student, by WeChat where an account is bound, else to the
 * phone; nothing if neither is known.  One-time codes go to the phone alone
 * (R3). */
void jobs_notify(struct decision *d, const struct scene *scene,
                 const struct notice *notice);

#endif
