#include "rules/reports.h"

#include "rules_test.h"

/* The first five of an hour, and what is said to the next one. */
static void test_five_an_hour(void **state)
{
    struct reports r = {0};

    (void)state;
    for (int i = 0; i < REPORTS_PER_HOUR; i++) {
        assert_int_equal(reports_wait_ms(&r, AT(0, 10, i)), 0);
        assert_true(reports_add(&r, "p", AT(0, 10, i)));
    }
    assert_int_equal(reports_wait_ms(&r, AT(0, 10, 5)), MIN(55));
    assert_int_equal(reports_wait_ms(&r, AT(0, 11, 0) - 1), 1);
    assert_int_equal(reports_wait_ms(&r, AT(0, 11, 0)), 0);
    assert_true(reports_add(&r, "p", AT(0, 11, 0)));
    assert_int_equal(reports_wait_ms(&r, AT(0, 11, 0)), MIN(1));
    assert_string_equal(r.at[5].id, "p");
}

static void test_no_more_than_fit(void **state)
{
    struct reports r = {0};

    (void)state;
    for (int i = 0; i < REPORTS_MAX; i++) {
        assert_false(reports_is_full(&r));
        assert_true(reports_add(&r, "p", AT(i, 0, 0)));
    }
    assert_true(reports_is_full(&r));
    assert_false(reports_add(&r, "p", AT(99, 0, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_five_an_hour),
        cmocka_unit_test(test_no_more_than_fit),
    };
    return cmocka_run_group_tests_name("reports", tests, NULL, NULL);
}
