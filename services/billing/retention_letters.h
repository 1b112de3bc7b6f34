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

enum { RETENTION_LETTERS_PAGE = 600 };

struct letters_page { /* of one stage, the oldest first */
    const char *stage;
    int64_t now_ms;
    uint32_t skip; /* so many of them stay, looked at already */
    bool is_last;  /* there is none behind it */
};

/* Where the pages are: NULL behind the last one. */
const char *retention_letters_stage(size_t i);

/* Adds an effect for each that is due, and counts them; then *page is the next
 * one.  0 or a fault of Redis. */
int retention_letters(struct redis *redis, struct letters_page *page,
                      struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
