#ifndef BILLING_RETENTION_PRINTS_H
#define BILLING_RETENTION_PRINTS_H

/*
 * retention_prints - orders of prints and consignments keep nobody longer than
 * they are kept themselves (domain.md R41, docs/decisions/0082).
 *
 *   PRINTS  of a school -> PRINT for each order, a part (200 students) a job
 *   PRINT   who is gone is a place without uid and number from then on; files
 *           with him in them go at once and can be made again without him; an
 *           order with nobody left goes whole, and with the last of its orders
 *           the consignment
 *
 * Gone is who has no state any more: the season is over (retention_job.h); or
 * whose uid the job names: the student wants it.
 */

#include "billing/load.h"
#include "service/outcome.h"

/* The jobs.  0, -EBADMSG or a fault of Redis. */
int retention_prints(struct load *load, const Tucai__V1__RetentionJob *job,
                     struct outcome *outcome)
    __attribute__((warn_unused_result));
int retention_print(struct load *load, const Tucai__V1__RetentionJob *job,
                    struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
