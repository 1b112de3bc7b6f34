#ifndef BILLING_RETENTION_ROSTER_H
#define BILLING_RETENTION_ROSTER_H

/*
 * retention_roster - a school's roster goes when no season uses it any more
 * (domain.md R41, docs/decisions/0069; which, says model/retention.h).
 *
 * A season uses it if a student of the school came under it (keep:groups), or
 * if the school's configuration names it.  Head and parts go in one commit,
 * only if nobody has sent a new one meanwhile.
 */

#include "billing/load.h"
#include "service/outcome.h"

/* Whether the school has one.  0 or a fault of Redis. */
int retention_has_roster(struct redis *redis, const char *school_code,
                         bool *ret) __attribute__((warn_unused_result));

/* Adds the effects that erase it and count its lines, if it is due.  0, a fault
 * of Redis, or -EBADMSG: what is stored cannot be read. */
int retention_roster(struct load *load, const char *school_code,
                     struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
