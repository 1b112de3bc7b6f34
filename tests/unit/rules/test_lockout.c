#include "rules/lockout.h"

#include "rules_test.h"

#include <string.h>

/* What happens, and when; a verdict takes 3 s. */
enum event { END, BAD, FAKE, CHEAT, OK, BROKEN };

struct happening {
    enum event event;
    int64_t at;
};

/* The last close of the rows, where a row does not give another. */
#define CLOSE AT(5, 18, 0)
#define VERDICT S(3)

static struct lockout play(const struct happening *h, int64_t close)
{
    static const enum attempt_result RESULT[] = {
        [BAD] = ATTEMPT_FAILED,       [FAKE] = ATTEMPT_NOT_LIVE,
        [CHEAT] = ATTEMPT_VIOLATION,  [OK] = ATTEMPT_PASSED,
        [BROKEN] = ATTEMPT_TECHNICAL,
    };
    struct policy policy = policy_default();
    struct lockout l = {0};

    for (; h->event != END; h++) {
        struct attempt a = {RESULT[h->event], h->at, h->at + VERDICT};
        l = lockout_after(&l, &a, &policy, close);
    }
    return l;
}

/* clang-format off */
#define M(min) AT(0, 10, min)
static const struct row {
    const char *name;
    struct happening happenings[10];
    int64_t close; /* 0: CLOSE */
    enum lockout_reason reason;
    int64_t until, pause, in_row;
} ROWS[] = {
    {"nothing yet", {{END, 0}}, 0, LOCKOUT_NONE, 0, 0, 0},
    {"one failure pauses from its verdict", {{BAD, M(0)}}, 0, LOCKOUT_NONE, 0, M(0) + S(13), 1},
    {"four in a row", {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}}, 0,
     LOCKOUT_NONE, 0, M(3) + S(13), 4},
    {"the fifth locks for 30 min from itself",
     {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {BAD, M(4)}}, 0,
     LOCKOUT_FAILED_CHECKS, M(34), M(4) + S(13), 5},
    {"a pass ends the run", {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {OK, M(4)}, {BAD, M(5)}}, 0,
     LOCKOUT_NONE, 0, M(5) + S(13), 1},
    {"a damaged file is no strike, no pause",
     {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {BROKEN, M(4)}}, 0,
     LOCKOUT_NONE, 0, 0, 4},
    {"nor does it end a run",
     {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {BROKEN, M(4)}, {BAD, M(5)}}, 0,
     LOCKOUT_FAILED_CHECKS, M(35), M(5) + S(13), 5},
    {"an attempt during the lock changes nothing but the pause",
     {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {BAD, M(4)}, {BAD, M(33)}}, 0,
     LOCKOUT_FAILED_CHECKS, M(34), M(33) + S(13), 5},
    {"a failure at the lock's end starts a new count",
     {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {BAD, M(4)}, {BAD, M(34)}}, 0,
     LOCKOUT_NONE, 0, M(34) + S(13), 1},
    {"liveness counts for the run too",
     {{BAD, M(0)}, {FAKE, M(1)}, {BAD, M(2)}, {FAKE, M(3)}, {BAD, M(4)}}, 0,
     LOCKOUT_FAILED_CHECKS, M(34), M(4) + S(13), 5},
    {"the third fake locks until midnight", {{FAKE, M(0)}, {FAKE, M(1)}, {FAKE, M(2)}}, 0,
     LOCKOUT_NOT_LIVE, AT(1, 0, 0), M(2) + S(13), 3},
    {"a pass does not forgive fakes", {{FAKE, M(0)}, {FAKE, M(1)}, {OK, M(2)}, {FAKE, M(3)}}, 0,
     LOCKOUT_NOT_LIVE, AT(1, 0, 0), M(3) + S(13), 1},
    {"before dawn, when UTC is still yesterday",
     {{FAKE, AT(0, 1, 0)}, {FAKE, AT(0, 7, 0)}, {FAKE, AT(0, 9, 0)}}, 0,
     LOCKOUT_NOT_LIVE, AT(1, 0, 0), AT(0, 9, 0) + S(13), 3},
    {"fakes of two days do not add up",
     {{FAKE, AT(0, 23, 57)}, {FAKE, AT(0, 23, 58)}, {FAKE, AT(1, 0, 0)}}, 0,
     LOCKOUT_NONE, 0, AT(1, 0, 0) + S(13), 3},
    {"of two locks the later end counts",
     {{FAKE, M(0)}, {FAKE, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {FAKE, M(4)}}, 0,
     LOCKOUT_NOT_LIVE, AT(1, 0, 0), M(4) + S(13), 5},
    {"a machine's finding of a violation locks until midnight", {{CHEAT, M(0)}}, 0,
     LOCKOUT_VIOLATION, AT(1, 0, 0), M(0) + S(13), 1},
    /* R18; the close is at 18:00 */
    {"midnight would pass the close: 2 h before it", {{FAKE, M(0)}, {FAKE, M(1)}, {FAKE, M(2)}}, AT(0, 18, 0),
     LOCKOUT_NOT_LIVE, AT(0, 16, 0), M(2) + S(13), 3},
    {"later in the day: 30 min after it began",
     {{FAKE, AT(0, 17, 0)}, {FAKE, AT(0, 17, 1)}, {FAKE, AT(0, 17, 2)}}, AT(0, 18, 0),
     LOCKOUT_NOT_LIVE, AT(0, 17, 32), AT(0, 17, 2) + S(13), 3},
    {"within 10 min of the close: 10 min before it",
     {{FAKE, AT(0, 17, 30)}, {FAKE, AT(0, 17, 31)}, {FAKE, AT(0, 17, 32)}}, AT(0, 18, 0),
     LOCKOUT_NOT_LIVE, AT(0, 17, 50), AT(0, 17, 32) + S(13), 3},
    {"that moment is past: no lock",
     {{FAKE, AT(0, 17, 48)}, {FAKE, AT(0, 17, 49)}, {FAKE, AT(0, 17, 50)}}, AT(0, 18, 0),
     LOCKOUT_NONE, 0, AT(0, 17, 50) + S(13), 3},
    {"a moment before it is past",
     {{FAKE, AT(0, 17, 48)}, {FAKE, AT(0, 17, 49)}, {FAKE, AT(0, 17, 50) - 1}}, AT(0, 18, 0),
     LOCKOUT_NOT_LIVE, AT(0, 17, 50), AT(0, 17, 50) + S(13) - 1, 3},
    {"midnight the day before the close is not cut", {{FAKE, M(0)}, {FAKE, M(1)}, {FAKE, M(2)}}, AT(1, 18, 0),
     LOCKOUT_NOT_LIVE, AT(1, 0, 0), M(2) + S(13), 3},
    {"30 min that end in time are not cut",
     {{BAD, AT(0, 17, 0)}, {BAD, AT(0, 17, 1)}, {BAD, AT(0, 17, 2)}, {BAD, AT(0, 17, 3)}, {BAD, AT(0, 17, 4)}}, AT(0, 18, 0),
     LOCKOUT_FAILED_CHECKS, AT(0, 17, 34), AT(0, 17, 4) + S(13), 5},
    {"30 min that would reach the close are",
     {{BAD, AT(0, 17, 30)}, {BAD, AT(0, 17, 31)}, {BAD, AT(0, 17, 32)}, {BAD, AT(0, 17, 33)}, {BAD, AT(0, 17, 34)}}, AT(0, 18, 0),
     LOCKOUT_FAILED_CHECKS, AT(0, 17, 50), AT(0, 17, 34) + S(13), 5},
    {"after the close nothing is set",
     {{FAKE, AT(0, 18, 0)}, {FAKE, AT(0, 18, 1)}, {FAKE, AT(0, 18, 2)}}, AT(0, 18, 0),
     LOCKOUT_NONE, 0, AT(0, 18, 2) + S(13), 3},
    {"a violation is never cut", {{CHEAT, AT(0, 17, 0)}}, AT(0, 18, 0),
     LOCKOUT_VIOLATION, AT(1, 0, 0), AT(0, 17, 0) + S(13), 1},
};
/* clang-format on */

static void test_rows(void **state)
{
    struct policy policy = policy_default();

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        const struct row *r = &ROWS[i];
        const struct happening *last = r->happenings;
        struct lockout l = play(r->happenings, r->close ? r->close : CLOSE);
        struct lock lock;

        while (last->event != END && last[1].event != END)
            last++;
        lock = lockout_current(&l, last->at);
        if (lock.reason != r->reason || lock.end_ms != r->until)
            fail_msg("%s: %s until %lld min", r->name,
                     lockout_reason_name(lock.reason),
                     (long long)(lock.end_ms - T0) / 60000);
        if (lockout_failed_in_row(&l, &policy, last->at) != r->in_row)
            fail_msg("%s: %lld in a row", r->name, (long long)l.failed_in_row);
        if (lockout_cooling_off(&l, last->at) != r->pause)
            fail_msg("%s: pause", r->name);
    }
}

static void test_the_end_is_the_first_free_moment(void **state)
{
    const struct happening five[] = {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)},
                                     {BAD, M(3)}, {BAD, M(4)}, {END, 0}};
    struct policy policy = policy_default();
    struct lockout l = play(five, CLOSE);

    (void)state;
    assert_int_equal(lockout_current(&l, M(34) - 1).reason,
                     LOCKOUT_FAILED_CHECKS);
    assert_int_equal(lockout_current(&l, M(34)).reason, LOCKOUT_NONE);
    assert_int_equal(lockout_failed_in_row(&l, &policy, M(34) - 1), 5);
    assert_int_equal(lockout_failed_in_row(&l, &policy, M(34)), 0);
    assert_int_equal(lockout_cooling_off(&l, M(4) + S(13) - 1), M(4) + S(13));
    assert_int_equal(lockout_cooling_off(&l, M(4) + S(13)), 0);
}

/* Cut short by R18, over, and set again by three more. */
static void test_a_second_lock_of_the_day(void **state)
{
    const struct happening h[] = {{FAKE, M(0)},         {FAKE, M(1)},
                                  {FAKE, M(2)},         {OK, AT(0, 16, 0)},
                                  {FAKE, AT(0, 16, 1)}, {FAKE, AT(0, 16, 2)},
                                  {FAKE, AT(0, 16, 3)}, {END, 0}};
    struct lockout two = play(h, AT(0, 18, 0));

    (void)state;
    assert_int_equal(two.not_live_count, 3);
    assert_int_equal(lockout_current(&two, AT(0, 16, 4)).end_ms, AT(0, 16, 33));
}

static void test_no_lock_leaves_no_trace(void **state)
{
    const struct happening h[] = {{FAKE, AT(0, 17, 48)},
                                  {FAKE, AT(0, 17, 49)},
                                  {FAKE, AT(0, 17, 50)},
                                  {END, 0}};
    struct lockout l = play(h, AT(0, 18, 0));

    (void)state;
    assert_int_equal(l.locks[LOCKOUT_NOT_LIVE].reason, LOCKOUT_NONE);
    assert_int_equal(l.locks[LOCKOUT_NOT_LIVE].end_ms, 0);
}

static void test_reviewer_and_registrar(void **state)
{
    const struct happening five[] = {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)},
                                     {BAD, M(3)}, {BAD, M(4)}, {END, 0}};
    struct lockout l = play(five, CLOSE);
    struct lockout free = lockout_unlocked();

    (void)state;
    l = lockout_violation(&l, AT(0, 11, 0));
    assert_int_equal(lockout_current(&l, AT(0, 23, 59)).reason,
                     LOCKOUT_VIOLATION);
    assert_int_equal(lockout_current(&l, M(10)).end_ms, AT(1, 0, 0));
    l = lockout_forgive(&l, AT(0, 11, 0));
    assert_int_equal(lockout_current(&l, M(10)).reason, LOCKOUT_FAILED_CHECKS);
    assert_int_equal(lockout_current(&free, M(10)).reason, LOCKOUT_NONE);
    assert_int_equal(free.failed_in_row + free.not_live_count, 0);
    assert_int_equal(free.cooling_off_until_ms, 0);
}

/* What a machine saw the same day is not the reviewer's to take back. */
static void test_another_lock_of_the_day_stays(void **state)
{
    const struct happening cheat[] = {{CHEAT, M(0)}, {END, 0}};
    struct lockout l = play(cheat, CLOSE);

    (void)state;
    l = lockout_violation(&l, AT(0, 11, 0));
    l = lockout_forgive(&l, AT(0, 11, 0));
    assert_int_equal(lockout_current(&l, AT(0, 23, 59)).reason,
                     LOCKOUT_VIOLATION);
    l = lockout_violation(&l, AT(1, 11, 0)); /* another day's is a new one */
    l = lockout_forgive(&l, AT(1, 11, 0));
    assert_int_equal(lockout_current(&l, AT(0, 23, 59)).reason, LOCKOUT_NONE);
}

/* R31: an attempt is taken back at `now`. */
/* clang-format off */
static const struct back {
    const char *name;
    struct happening happenings[10];
    struct happening taken;
    int64_t now;
    int64_t in_row, not_live;
    enum lockout_reason reason;
} BACKS[] = {
    {"one of four", {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}}, {BAD, M(1)}, M(9), 3, 0, LOCKOUT_NONE},
    {"the first of the run", {{BAD, M(0)}, {BAD, M(1)}}, {BAD, M(0)}, M(9), 1, 0, LOCKOUT_NONE},
    {"one of five: without it there is no lock",
     {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {BAD, M(4)}}, {BAD, M(2)}, M(9), 4, 0, LOCKOUT_NONE},
    {"the lock is over, and with it the run",
     {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {BAD, M(4)}}, {BAD, M(2)}, M(34), 5, 0, LOCKOUT_NONE},
    {"before a pass: that run has ended", {{BAD, M(0)}, {OK, M(1)}, {BAD, M(2)}}, {BAD, M(0)}, M(9), 1, 0, LOCKOUT_NONE},
    {"of the run before the lock",
     {{BAD, M(0)}, {BAD, M(1)}, {BAD, M(2)}, {BAD, M(3)}, {BAD, M(4)}, {BAD, M(34)}}, {BAD, M(4)}, M(40), 1, 0, LOCKOUT_NONE},
    {"nothing is left to take back", {{BAD, M(0)}, {OK, M(1)}}, {BAD, M(0)}, M(9), 0, 0, LOCKOUT_NONE},
    {"a fake of three", {{FAKE, M(0)}, {FAKE, M(1)}, {FAKE, M(2)}}, {FAKE, M(1)}, M(9), 2, 2, LOCKOUT_NONE},
    {"a fake of two", {{FAKE, M(0)}, {FAKE, M(1)}}, {FAKE, M(1)}, M(9), 1, 1, LOCKOUT_NONE},
    {"of yesterday", {{FAKE, M(0)}, {OK, M(1)}, {FAKE, AT(1, 9, 0)}}, {FAKE, M(0)}, AT(1, 10, 0), 1, 1, LOCKOUT_NONE},
    {"a bad photo leaves the fakes", {{FAKE, M(0)}, {BAD, M(1)}, {FAKE, M(2)}, {FAKE, M(3)}}, {BAD, M(1)}, M(9), 3, 3, LOCKOUT_NOT_LIVE},
    {"the machine's violation", {{CHEAT, M(0)}}, {CHEAT, M(0)}, M(9), 0, 0, LOCKOUT_NONE},
    {"another violation than the one that locks", {{CHEAT, M(0)}}, {CHEAT, M(1)}, M(9), 0, 0, LOCKOUT_VIOLATION},
    {"a damaged file was no strike", {{BAD, M(0)}, {BROKEN, M(1)}}, {BROKEN, M(1)}, M(9), 1, 0, LOCKOUT_NONE},
    {"nor is a pass", {{BAD, M(0)}}, {OK, M(1)}, M(9), 1, 0, LOCKOUT_NONE},
};
/* clang-format on */

static void test_taking_back(void **state)
{
    static const enum attempt_result RESULT[] = {
        [BAD] = ATTEMPT_FAILED,       [FAKE] = ATTEMPT_NOT_LIVE,
        [CHEAT] = ATTEMPT_VIOLATION,  [OK] = ATTEMPT_PASSED,
        [BROKEN] = ATTEMPT_TECHNICAL,
    };
    struct policy policy = policy_default();

    (void)state;
    for (size_t i = 0; i < LEN(BACKS); i++) {
        const struct back *b = &BACKS[i];
        struct attempt taken = {RESULT[b->taken.event], b->taken.at, 0};
        struct lockout l = play(b->happenings, CLOSE);

        l = lockout_take_back(&l, &taken, &policy, b->now);
        if (l.failed_in_row != b->in_row || l.not_live_count != b->not_live)
            fail_msg("%s: %lld in row, %lld not live", b->name,
                     (long long)l.failed_in_row, (long long)l.not_live_count);
        if (lockout_current(&l, b->now).reason != b->reason)
            fail_msg("%s: lock", b->name);
    }
}

/* Fakes that an unlock has forgiven are none of those that count now. */
static void test_a_forgiven_fake_is_not_taken_back(void **state)
{
    const struct attempt before = {ATTEMPT_NOT_LIVE, M(0), M(0) + VERDICT};
    const struct attempt after = {ATTEMPT_NOT_LIVE, M(5), M(5) + VERDICT};
    struct policy policy = policy_default();
    struct lockout l = {0};

    (void)state;
    l = lockout_after(&l, &before, &policy, CLOSE);
    l = lockout_unlocked();
    l = lockout_after(&l, &after, &policy, CLOSE);
    l = lockout_take_back(&l, &before, &policy, M(9));
    assert_int_equal(l.not_live_count, 1);
    l = lockout_take_back(&l, &after, &policy, M(9));
    assert_int_equal(l.not_live_count, 0);
}

/* Whatever happened, no lock of R15 or R16 leaves less than 10 minutes, every
 * lock was set after it began, and what R17 set lasts until midnight. */
static void test_locks_leave_time(void **state)
{
    struct policy policy = policy_default();
    uint32_t seed = 7;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        int64_t close = AT(1 + next_random(&seed) % 3, 18, 0);
        int64_t at = AT(0, 8, 0);
        struct lockout l = {0};

        for (int i = 0; i < 40; i++) {
            enum attempt_result result = next_random(&seed) % 5;
            struct attempt a;
            at += next_random(&seed) % HOUR(3);
            a = (struct attempt){result, at, at + VERDICT};
            l = lockout_after(&l, &a, &policy, close);
            for (int k = LOCKOUT_FAILED_CHECKS; k <= LOCKOUT_NOT_LIVE; k++) {
                assert_true(l.locks[k].end_ms <= close - MIN(10));
                assert_true(l.locks[k].end_ms == 0 ||
                            l.locks[k].end_ms > l.locks[k].begun_ms);
            }
            assert_int_equal((l.locks[LOCKOUT_VIOLATION].end_ms - T0) % DAY(1),
                             l.locks[LOCKOUT_VIOLATION].end_ms ? 0
                                                               : -T0 % DAY(1));
        }
    }
}

static void test_names(void **state)
{
    static const char *const NAMES[] = {"none", "failed_checks", "not_live",
                                        "violation"};

    (void)state;
    for (int i = 0; i < LOCKOUT_REASONS; i++)
        assert_string_equal(lockout_reason_name((enum lockout_reason)i),
                            NAMES[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_end_is_the_first_free_moment),
        cmocka_unit_test(test_a_second_lock_of_the_day),
        cmocka_unit_test(test_no_lock_leaves_no_trace),
        cmocka_unit_test(test_reviewer_and_registrar),
        cmocka_unit_test(test_another_lock_of_the_day_stays),
        cmocka_unit_test(test_taking_back),
        cmocka_unit_test(test_a_forgiven_fake_is_not_taken_back),
        cmocka_unit_test(test_locks_leave_time),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("lockout", tests, NULL, NULL);
}
