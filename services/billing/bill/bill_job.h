#ifndef BILLING_BILL_BILL_JOB_H
#define BILLING_BILL_BILL_JOB_H

/*
 * bill_job - a job of kind `bill` (R28).
 *
 *   payload "bills"        the daily timer: signs the journal's days that are
 *                          over, and asks for every day of the last week that
 *                          is not reconciled, or was different
 *   payload "2025-06-01"   that day: fetch the bill, keep it, compare, report
 *
 * The bill and the whole report lie in the journal's folder:
 *
 *   bill-2025-06-01.csv             as the provider made it
 *   reconciliation-2025-06-01.json  with every difference
 *
 * and the report in Redis under b:day:<date> for GET /reconciliation, with at
 * most BILL_JOB_SHOWN differences.  What the rules can mend is asked for in the
 * same commit.
 */

#include "billing/journal/append.h"
#include "billing/pay_client.h"
#include "service/counter.h"
#include "service/job.h"
#include "service/outcome.h"

#define BILL_JOB_SHOWN 5000

struct bill_desk {
    const struct journal *journal;
    struct pay_client *client;
    const char *mchid;
};

void bill_handle(const struct bill_desk *desk, const struct job *job,
                 struct outcome *outcome);

/* worker_spec.counters of the stage. */
enum { BILL_COUNTED_DAYS, BILL_COUNTED_KINDS, BILL_COUNTED_N };
extern const struct counter BILL_COUNTED[BILL_COUNTED_N];

#endif
