#ifndef BILLING_RETENTION_LETTERS_H
#define BILLING_RETENTION_LETTERS_H

/*
 * retention_letters - dead letters keep all that is needed to try them again: a
 * photo, a code, a message.  Nobody has by then: they are forgotten (R41).
 *
 *   with pictures (code, shot, dry_run)   attempts_keep after they died
 *   others                                student_keep after they died
 *
 * By the policy's defaults: a dead letter is of no school.
 */

#include "net/redis.h"
#include "service/outcome.h"

/* Adds an effect for each, and counts them.  0 or a fault of Redis. */
int retention_letters(struct redis *redis, int64_t now_ms,
                      struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
