#ifndef RULES_LOCKOUT_H
#define RULES_LOCKOUT_H

/*
 * lockout - may this student take another photo, and if not, why and until
 * when? (R14-R20)
 *
 * Pure: the state goes in and comes out by value.
 *
 * What the rules leave open is decided so: every failed check counts for the
 * run of R15, a failed liveness check also for R16; a count that led to a lock
 * starts again when the lock is over; an attempt during a lock is not counted;
 * the time that counts is the attempt's admission, only the pause runs from
 * the verdict.  The lock's end is the smaller of its own and R18's cut.
 */

#include "rules/policy.h"

#include <stdbool.h>
#include <stdint.h>

enum lockout_reason {
    LOCKOUT_NONE,
    LOCKOUT_FAILED_CHECKS, /* R15 */
    LOCKOUT_NOT_LIVE,      /* R16 */
    LOCKOUT_VIOLATION,     /* R17 */
    LOCKOUT_REASONS,
};

enum attempt_result {
    ATTEMPT_PASSED,
    ATTEMPT_FAILED,    /* any finding that refuses                     */
    ATTEMPT_NOT_LIVE,  /* liveness failed, whatever else was found     */
    ATTEMPT_VIOLATION, /* recapture or retouching, where a machine's
                          finding refuses (R17)                        */
    ATTEMPT_TECHNICAL, /* ours or a damaged file: never a strike (R16) */
};

struct attempt {
    enum attempt_result result;
    int64_t admitted_ms;
    int64_t verdict_ms;
};

struct lock {
    enum lockout_reason reason;
    int64_t begun_ms;
    int64_t end_ms; /* first moment without it; 0: there is none */
};

struct lockout {
    int64_t failed_in_row;
    int64_t run_from_ms;          /* the first of them */
    int64_t cooling_off_until_ms; /* R14 */
    int64_t not_live_count;
    int64_t not_live_from_ms; /* the first of them */
    int64_t not_live_day;     /* number of the local day it counts */
    struct lock locks[LOCKOUT_REASONS];
};

/* The state after one judged attempt.  last_close_ms: window_last_close(),
 * 0 if there is none. */
struct lockout lockout_after(const struct lockout *before,
                             const struct attempt *attempt,
                             const struct policy *policy,
                             int64_t last_close_ms);

/* R17: a reviewer rejects a photo as recaptured or retouched. */
struct lockout lockout_violation(const struct lockout *before, int64_t now_ms);

/* The reviewer takes that back (R29).  begun_ms: when it was decided; a lock
 * that was there before stays, as a machine's finding of the same day. */
struct lockout lockout_forgive(const struct lockout *before, int64_t begun_ms);

/* R19: no lock, no pause, and the counts start again. */
struct lockout lockout_unlocked(void);

/* R31: an attempt is not to have failed.  A run that it
 * is no part of stays, as does one that has had its lock; a lock that is in
 * force at now_ms goes if it would not have come without this attempt. */
struct lockout lockout_take_back(const struct lockout *before,
                                 const struct attempt *attempt,
                                 const struct policy *policy, int64_t now_ms);

/* The lock in force, of several the one that ends last; reason LOCKOUT_NONE
 * and end 0 if there is none. */
struct lock lockout_current(const struct lockout *lockout, int64_t now_ms);

/* The end of the pause, 0 if there is none now. */
int64_t lockout_cooling_off(const struct lockout *lockout, int64_t now_ms);

/* Failed checks in a row as they stand now. */
int64_t lockout_failed_in_row(const struct lockout *lockout,
                              const struct policy *policy, int64_t now_ms);

/* "failed_checks", "not_live", "violation"; "none". */
const char *lockout_reason_name(enum lockout_reason reason);

#endif
