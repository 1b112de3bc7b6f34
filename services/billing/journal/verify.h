#ifndef BILLING_JOURNAL_VERIFY_H
#define BILLING_JOURNAL_VERIFY_H

/*
 * verify - reads a whole journal and checks all that can be checked: every
 * line, its number, the digest of the line before it, and the signature under
 * every day that is over.
 */

#include "billing/journal/day.h"
#include "billing/journal/event.h"

struct verify_request {
    const char *folder;
    const struct signature_keys *keys; /* NULL: signatures are not looked at */
    void (*each)(void *ctx, const struct event *event); /* every line; NULL */
    void *ctx;
};

struct verify_report {
    int64_t lines, days, days_signed;
    const char *what; /* what is wrong, one sentence; NULL: all is well */
    char date[16];    /* where */
    int64_t seq;      /* of the line; 0: of the whole day */
};

/* Stops at the first thing that is wrong.  The last day may be unsigned, as
 * it may not be over.  0, or the errno of reading. */
int verify_journal(const struct verify_request *request,
                   struct verify_report *ret)
    __attribute__((warn_unused_result));

#endif
