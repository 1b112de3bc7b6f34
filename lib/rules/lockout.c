#include "rules/lockout.h"

#include "core/check.h"
#include "core/time.h"

#include <string.h>

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t next_midnight(int64_t at_ms)
{
    return time_day_start_ms(time_local_day(at_ms) + 1);
}

/* R18: where a lock ends that must leave time before the last close. */
static int64_t cut(int64_t begun_ms, int64_t end_ms, int64_t last_close_ms,
                   const struct policy *policy)
{
    int64_t early = most(last_close_ms - policy->cut_before_ms,
                         begun_ms + policy->cut_least_ms);

    if (last_close_ms == 0)
        return end_ms;
    return least(least(end_ms, early), last_close_ms - policy->cut_margin_ms);
}

/* A lock that would end at once is none, and one that ends later stays. */
static void set_lock(struct lockout *l, enum lockout_reason why,
                     int64_t begun_ms, int64_t end_ms)
{
    if (end_ms > begun_ms && end_ms > l->locks[why].end_ms)
        l->locks[why] = (struct lock){why, begun_ms, end_ms};
}

static void count_failed(struct lockout *l, int64_t at_ms,
                         const struct policy *policy, int64_t last_close_ms)
{
    if (l->failed_in_row >= policy->failed_max)
        l->failed_in_row = 0; /* that run has had its lock */
    if (l->failed_in_row == 0)
        l->run_from_ms = at_ms;
    if (++l->failed_in_row < policy->failed_max)
        return;
    set_lock(l, LOCKOUT_FAILED_CHECKS, at_ms,
             cut(at_ms, at_ms + policy->failed_lock_ms, last_close_ms, policy));
}

static void count_not_live(struct lockout *l, int64_t at_ms,
                           const struct policy *policy, int64_t last_close_ms)
{
    int64_t day = time_local_day(at_ms);

    if (day != l->not_live_day || l->not_live_count >= policy->not_live_max)
        l->not_live_count = 0;
    if (l->not_live_count == 0)
        l->not_live_from_ms = at_ms;
    l->not_live_day = day;
    if (++l->not_live_count < policy->not_live_max)
        return;
    set_lock(l, LOCKOUT_NOT_LIVE, at_ms,
             cut(at_ms, next_midnight(at_ms), last_close_ms, policy));
}

static bool was_locked(const struct lockout *l, int64_t at_ms)
{
    for (int i = 0; i < LOCKOUT_REASONS; i++) {
        if (at_ms >= l->locks[i].begun_ms && at_ms < l->locks[i].end_ms)
            return true;
    }
    return false;
}

struct lockout lockout_after(const struct lockout *before,
                             const struct attempt *attempt,
                             const struct policy *policy, int64_t last_close_ms)
{
    struct lockout l = *before;
    int64_t at_ms = attempt->admitted_ms;

    CHECK(policy->failed_max > 0 && policy->not_live_max > 0);
    if (attempt->result == ATTEMPT_TECHNICAL)
        return l;
    if (attempt->result == ATTEMPT_PASSED) {
        l.failed_in_row = 0;
        return l;
    }
    /* None at all: another process's clock may be some ms behind. */
    l.cooling_off_until_ms =
        policy->pause_ms ? attempt->verdict_ms + policy->pause_ms : 0;
    if (was_locked(before, at_ms))
        return l;
    count_failed(&l, at_ms, policy, last_close_ms);
    if (attempt->result == ATTEMPT_NOT_LIVE)
        count_not_live(&l, at_ms, policy, last_close_ms);
    if (attempt->result == ATTEMPT_VIOLATION)
        set_lock(&l, LOCKOUT_VIOLATION, at_ms, next_midnight(at_ms));
    return l;
}

struct lockout lockout_violation(const struct lockout *before, int64_t now_ms)
{
    struct lockout l = *before;

    set_lock(&l, LOCKOUT_VIOLATION, now_ms, next_midnight(now_ms));
    return l;
}

static void drop_lock(struct lockout *l, enum lockout_reason why)
{
    l->locks[why] = (struct lock){.reason = LOCKOUT_NONE};
}

struct lockout lockout_forgive(const struct lockout *before, int64_t begun_ms)
{
    struct lockout l = *before;

    if (l.locks[LOCKOUT_VIOLATION].begun_ms == begun_ms)
        drop_lock(&l, LOCKOUT_VIOLATION);
    return l;
}

struct lockout lockout_unlocked(void)
{
    return (struct lockout){0};
}

static bool is_in_force(const struct lockout *l, enum lockout_reason why,
                        int64_t now_ms)
{
    return l->locks[why].end_ms > now_ms;
}

/* A count that has led to its lock starts again when that is over: then there
 * is nothing to take back. */
static void take_back_failed(struct lockout *l, int64_t at_ms,
                             const struct policy *policy, int64_t now_ms)
{
    bool is_full = l->failed_in_row >= policy->failed_max;

    if (l->failed_in_row == 0 || at_ms < l->run_from_ms ||
        (is_full && !is_in_force(l, LOCKOUT_FAILED_CHECKS, now_ms)))
        return;
    if (is_full)
        drop_lock(l, LOCKOUT_FAILED_CHECKS);
    l->failed_in_row--;
}

static void take_back_not_live(struct lockout *l, int64_t at_ms,
                               const struct policy *policy, int64_t now_ms)
{
    bool is_full = l->not_live_count >= policy->not_live_max;

    if (l->not_live_count == 0 || at_ms < l->not_live_from_ms ||
        (is_full && !is_in_force(l, LOCKOUT_NOT_LIVE, now_ms)))
        return;
    if (is_full)
        drop_lock(l, LOCKOUT_NOT_LIVE);
    l->not_live_count--;
}

struct lockout lockout_take_back(const struct lockout *before,
                                 const struct attempt *attempt,
                                 const struct policy *policy, int64_t now_ms)
{
    struct lockout l = *before;
    int64_t at_ms = attempt->admitted_ms;

    if (attempt->result == ATTEMPT_PASSED ||
        attempt->result == ATTEMPT_TECHNICAL)
        return l;
    take_back_failed(&l, at_ms, policy, now_ms);
    if (attempt->result == ATTEMPT_NOT_LIVE)
        take_back_not_live(&l, at_ms, policy, now_ms);
    if (attempt->result == ATTEMPT_VIOLATION &&
        l.locks[LOCKOUT_VIOLATION].begun_ms == at_ms)
        drop_lock(&l, LOCKOUT_VIOLATION);
    return l;
}

struct lock lockout_current(const struct lockout *lockout, int64_t now_ms)
{
    struct lock current = {.reason = LOCKOUT_NONE};

    for (int i = 0; i < LOCKOUT_REASONS; i++) {
        const struct lock *lock = &lockout->locks[i];

        if (lock->end_ms > now_ms && lock->end_ms > current.end_ms)
            current = *lock;
    }
    return current;
}

int64_t lockout_cooling_off(const struct lockout *lockout, int64_t now_ms)
{
    int64_t until_ms = lockout->cooling_off_until_ms;

    return until_ms > now_ms ? until_ms : 0;
}

int64_t lockout_failed_in_row(const struct lockout *lockout,
                              const struct policy *policy, int64_t now_ms)
{
    bool is_locked = lockout->locks[LOCKOUT_FAILED_CHECKS].end_ms > now_ms;

    if (lockout->failed_in_row >= policy->failed_max && !is_locked)
        return 0;
    return lockout->failed_in_row;
}

const char *lockout_reason_name(enum lockout_reason reason)
{
    static const char *const NAMES[] = {
        [LOCKOUT_NONE] = "none",
        [LOCKOUT_FAILED_CHECKS] = "failed_checks",
        [LOCKOUT_NOT_LIVE] = "not_live",
        [LOCKOUT_VIOLATION] = "violation",
    };

    CHECK(reason < LOCKOUT_REASONS);
    return NAMES[reason];
}
