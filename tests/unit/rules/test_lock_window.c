/*
 * Random histories under random schedules: lockout.c and window.c together
 * keep what R8 and R18 promise.
 */
#include "rules/lockout.h"
#include "rules/window.h"

#include "rules_test.h"

enum { PHASES = 3, DAYS = 12, ATTEMPTS = 30 };

struct setting {
    struct phase phases[PHASES];
    int64_t closed[2];
    struct schedule schedule;
    struct window_who who;
    struct policy policy;
};

static int64_t below(uint32_t *seed, int64_t n)
{
    return next_random(seed) % n;
}

static void make_setting(struct setting *s, uint32_t *seed)
{
    *s = (struct setting){.who = {.uid = "u1"}, .policy = policy_default()};
    for (int i = 0; i < PHASES; i++) {
        int64_t first = D0 + below(seed, DAYS);

        s->phases[i] = (struct phase){
            .kind = (enum phase_kind)(PHASE_REVIEW + below(seed, 4)),
            .first_day = first,
            .last_day = first + below(seed, 3),
        };
    }
    s->closed[0] = D0 + below(seed, DAYS);
    s->closed[1] = D0 + below(seed, DAYS);
    s->schedule = (struct schedule){
        .phases = s->phases,
        .phases_len = PHASES,
        .closed_days = s->closed,
        .closed_days_len = LEN(s->closed),
        .open_min = below(seed, 12) * 60,
        .close_min = (12 + below(seed, 13)) * 60,
    };
    if (below(seed, 2)) { /* R34 */
        s->who.personal_from_ms = AT(below(seed, DAYS), below(seed, 24), 7);
        s->who.personal_to_ms = s->who.personal_from_ms + HOUR(36);
    }
}

/* An attempt at the first open moment from at_ms on that no lock forbids; its
 * time, or 0 when there is none any more. */
static int64_t attempt(const struct setting *s, struct lockout *l,
                       int64_t at_ms, enum attempt_result result)
{
    int64_t close = window_last_close(&s->schedule, &s->who);
    int64_t free = lockout_current(l, at_ms).end_ms;
    int64_t at =
        window_next_open(&s->schedule, &s->who, free > at_ms ? free : at_ms);
    struct attempt a = {result, at, at + S(3)};

    if (at)
        *l = lockout_after(l, &a, &s->policy, close);
    return at;
}

/* What is said of a lock is true: at `until` the student may capture, and at
 * no moment before it. */
static void check_until(const struct setting *s, const struct lockout *l,
                        int64_t now_ms, uint32_t *seed)
{
    struct lock lock = lockout_current(l, now_ms);
    int64_t until = window_next_open(&s->schedule, &s->who, lock.end_ms);
    int64_t between;

    if (lock.reason == LOCKOUT_NONE || !until)
        return;
    assert_true(until >= lock.end_ms);
    assert_true(window_at(&s->schedule, &s->who, until).open);
    assert_int_equal(lockout_current(l, until).reason, LOCKOUT_NONE);
    between = now_ms + below(seed, until - now_ms);
    assert_true(lockout_current(l, between).reason != LOCKOUT_NONE ||
                !window_at(&s->schedule, &s->who, between).open);
}

/* R18: after a lock of R15 or R16 there is time before the last close. */
static void check_time_is_left(const struct setting *s, const struct lockout *l)
{
    int64_t close = window_last_close(&s->schedule, &s->who);

    for (int i = LOCKOUT_FAILED_CHECKS; i <= LOCKOUT_NOT_LIVE; i++) {
        const struct lock *lock = &l->locks[i];
        int64_t until = window_next_open(&s->schedule, &s->who, lock->end_ms);

        if (lock->reason == LOCKOUT_NONE)
            continue;
        assert_true(lock->end_ms > lock->begun_ms);
        assert_true(lock->end_ms <= close - s->policy.cut_margin_ms);
        assert_true(until && until < close);
    }
}

static void test_histories(void **state)
{
    uint32_t seed = 11;
    int locks = 0;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct lockout l = {0};
        int64_t at = AT(0, 0, 0);
        struct setting s;

        make_setting(&s, &seed);
        for (int i = 0; i < ATTEMPTS && at; i++) {
            enum attempt_result result = (enum attempt_result)below(&seed, 5);

            at = attempt(&s, &l, at + below(&seed, MIN(40)), result);
            if (at) {
                check_until(&s, &l, at, &seed);
                check_time_is_left(&s, &l);
                locks += lockout_current(&l, at).reason != LOCKOUT_NONE;
            }
        }
    }
    assert_true(locks > 5000); /* the histories are what they should be */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_histories)};

    return cmocka_run_group_tests_name("lock_window", tests, NULL, NULL);
}
