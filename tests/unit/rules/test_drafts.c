#include "rules/drafts.h"

#include "rules_test.h"

#include <stdio.h>
#include <string.h>

static struct draft draft(const char *id, int64_t stored_ms)
{
    struct draft d = {.stored_ms = stored_ms};

    (void)snprintf(d.id, sizeof d.id, "%s", id);
    return d;
}

static struct drafts box(size_t n)
{
    struct drafts b = {.len = 0};

    for (size_t i = 0; i < n; i++) {
        char id[8];

        (void)snprintf(id, sizeof id, "d%zu", i);
        struct draft d = draft(id, T0 + HOUR((int64_t)i));
        assert_true(drafts_add(&b, &d));
    }
    return b;
}

/* R16, R17: which warnings a person has to look at. */
static void test_suspicions(void **state)
{
    static const struct {
        const char *code;
        double measured;
        bool expected;
    } ROWS[] = {
        {"recapture", 0.51, true}, {"not_live", 0, true},
        {"retouched", 0.8, false}, /* an editor's name in the file */
        {"retouched", 0.9, true},  {"retouched", 0.95, true},
        {"jewellery", 1, false},   {"", 1, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        assert_int_equal(drafts_is_suspicion(ROWS[i].code, ROWS[i].measured),
                         ROWS[i].expected);
}

static void test_capacity(void **state)
{
    struct policy policy = policy_default();

    (void)state;
    for (size_t n = 0; n <= 5; n++) {
        struct drafts b = box(n);

        assert_int_equal(drafts_is_full(&b, &policy), n >= 3);
        assert_int_equal(drafts_oldest_deletable_at(&b, &policy),
                         n ? T0 + DAY(1) : 0);
    }
}

static void test_deletable_after_24_hours(void **state)
{
    struct policy policy = policy_default();
    struct drafts b = box(2);

    (void)state;
    assert_int_equal(drafts_deletable_at(&b.at[1], &policy),
                     T0 + HOUR(1) + DAY(1));
}

static void test_take_and_put_back(void **state)
{
    struct drafts b = box(3);
    struct draft taken;

    (void)state;
    assert_null(drafts_find(&b, "d9"));
    assert_false(drafts_take(&b, "d9", NULL));
    assert_true(drafts_take(&b, "d0", &taken));
    assert_string_equal(taken.id, "d0");
    assert_int_equal(b.len, 2);
    assert_null(drafts_find(&b, "d0"));
    assert_non_null(drafts_find(&b, "d2"));
    assert_true(drafts_add(&b, &taken)); /* at its old place: by time */
    assert_string_equal(b.at[0].id, "d0");
    assert_string_equal(b.at[1].id, "d1");
    assert_string_equal(b.at[2].id, "d2");
    assert_true(drafts_take(&b, "d2", NULL));
    assert_string_equal(b.at[1].id, "d1");
}

static void test_equal_times_keep_their_order(void **state)
{
    struct drafts b = {.len = 0};
    struct draft one = draft("one", T0);
    struct draft two = draft("two", T0);

    (void)state;
    assert_true(drafts_add(&b, &one) && drafts_add(&b, &two));
    assert_string_equal(b.at[0].id, "one");
}

static void test_never_more_than_fit(void **state)
{
    struct drafts b = box(DRAFTS_MAX);
    struct draft more = draft("more", T0);

    (void)state;
    assert_false(drafts_add(&b, &more));
    assert_int_equal(b.len, DRAFTS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suspicions),
        cmocka_unit_test(test_capacity),
        cmocka_unit_test(test_deletable_after_24_hours),
        cmocka_unit_test(test_take_and_put_back),
        cmocka_unit_test(test_equal_times_keep_their_order),
        cmocka_unit_test(test_never_more_than_fit),
    };
    return cmocka_run_group_tests_name("drafts", tests, NULL, NULL);
}
