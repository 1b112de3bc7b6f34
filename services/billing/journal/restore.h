#ifndef BILLING_JOURNAL_RESTORE_H
#define BILLING_JOURNAL_RESTORE_H

/*
 * restore - gives the orders of a journal back to a running system: one
 * command (RestoreOrders) per student through dispatch, so that they come into
 * Redis the way everything does.
 */

#include "billing/journal/rebuild.h"

struct restore_tally {
    int64_t students, orders;
    int64_t left_out; /* students of a season that is kept no longer (R41) */
    int64_t refused;  /* students that billing did not take */
};

/* Waits until every command has been answered.  Where dispatch is and by which
 * key it is reached come from the environment, as for every service.  0, or a
 * negative errno after saying on stderr what is wrong. */
int restore_orders(struct rebuild *rebuild, struct restore_tally *ret)
    __attribute__((warn_unused_result));

#endif
