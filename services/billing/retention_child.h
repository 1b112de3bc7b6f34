#ifndef BILLING_RETENTION_CHILD_H
#define BILLING_RETENTION_CHILD_H

/*
 * retention_child - the jobs that one of kind `retention` leads to.
 */

#include "proto/student.pb-c.h"
#include "service/outcome.h"

/* Named by what it is about and the day, so that it is made once.  uid "": of
 * nobody; not_before_ms 0: now. */
void retention_child(struct outcome *outcome,
                     const Tucai__V1__RetentionJob *job, const char *uid,
                     int64_t not_before_ms);

#endif
