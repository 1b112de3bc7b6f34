#ifndef BILLING_BILL_PLAN_H
#define BILLING_BILL_PLAN_H

/*
 * plan - which days' books are due: every day of the last week, since the
 * journal began, that has no report or a different one.
 */

#include "billing/journal/append.h"
#include "model/records.h"

#define PLAN_DAYS_BACK 7
#define PLAN_REPORT_MAX (4 << 20) /* bytes of a report in Redis */

/* "b:day:2025-06-01" */
void plan_report_key(const char *date, char ret[KEY_SIZE]);

/* Signs the journal's days that are over, and adds a job of kind `bill` for
 * each day that is due; ends the outcome.  0, or the fault of Redis or of the
 * folder. */
int plan_days(const struct journal *journal, int64_t now_ms,
              struct outcome *outcome) __attribute__((warn_unused_result));

#endif
