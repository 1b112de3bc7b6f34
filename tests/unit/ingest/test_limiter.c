#include "ingest/limiter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

enum { MOST = 3, PERIOD_MS = 30000, ONE_MS = PERIOD_MS / MOST };

static void test_fills_and_leaks(void **state)
{
    struct limiter *l = limiter_new(MOST, PERIOD_MS);
    int64_t now = 1000000;

    (void)state;
    for (int i = 0; i < MOST; i++) {
        assert_int_equal(limiter_wait_ms(l, "a", now), 0);
        limiter_add(l, "a", now);
    }
    assert_in_range(limiter_wait_ms(l, "a", now), ONE_MS, ONE_MS + 2);
    assert_int_equal(limiter_wait_ms(l, "b", now), 0);
    assert_in_range(limiter_wait_ms(l, "a", now + ONE_MS - 10), 9, 12);
    assert_int_equal(limiter_wait_ms(l, "a", now + ONE_MS + 1), 0);
    limiter_add(l, "a", now + ONE_MS + 1);
    assert_true(limiter_wait_ms(l, "a", now + ONE_MS + 2) > 0);
    assert_int_equal(limiter_wait_ms(l, "a", now + ONE_MS + 2 + PERIOD_MS), 0);
    limiter_free(l);
}

/* More keys than the table has room for: memory stays, and the key that was
 * seen most stays limited. */
static void test_many_keys(void **state)
{
    struct limiter *l = limiter_new(MOST, PERIOD_MS);
    char key[16];

    (void)state;
    for (int i = 0; i < 10 * MOST; i++)
        limiter_add(l, "much", 0);
    for (int i = 0; i < 100000; i++) {
        (void)snprintf(key, sizeof key, "%d", i);
        limiter_add(l, key, 0);
    }
    assert_true(limiter_wait_ms(l, "much", 0) > PERIOD_MS);
    limiter_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fills_and_leaks),
        cmocka_unit_test(test_many_keys),
    };
    return cmocka_run_group_tests_name("limiter", tests, NULL, NULL);
}
