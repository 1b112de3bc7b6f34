#include "billing/counted.h"
#include "service/effects.h"
#include "world.h"

#include <string.h>

static const struct row {
    const char *name;
    void (*change)(struct student *s);
    size_t n; /* counts, of which the last is: */
    struct count last;
} * row;

static void nothing(struct student *s)
{
    s->notes_len = 0;
}

static void lock(struct student *s)
{
    s->lockout.locks[LOCKOUT_NOT_LIVE] =
        (struct lock){LOCKOUT_NOT_LIVE, NOW, NOW + HOUR(1)};
}

static void unlock(struct student *s)
{
    s->lockout = lockout_unlocked();
}

static void order(struct student *s)
{
    assert_true(
        orders_add(&s->orders, &(struct order){"n1", .state = ORDER_CREATED}));
}

static void pay(struct student *s)
{
    order(s);
    orders_find(&s->orders, "old")->state = ORDER_PAID;
}

static void accept(struct student *s)
{
    s->submission.state = SUBMISSION_ACCEPTED;
}

static void refuse_photo(struct student *s)
{
    s->submission.state = SUBMISSION_REFUSED;
}

static void reset(struct student *s)
{
    s->submission.state = SUBMISSION_RESET;
}

/* clang-format off */
static const struct row ROWS[] = {
    {"nothing",        nothing,      0, {0, 0}},
    {"a lock",         lock,         1, {COUNTED_LOCKS, LOCKOUT_NOT_LIVE}},
    {"an end of one",  unlock,       0, {0, 0}},
    {"an order",       order,        1, {COUNTED_ORDERS, ORDER_CREATED}},
    {"two orders",     pay,          2, {COUNTED_ORDERS, ORDER_CREATED}},
    {"accepted",       accept,       1, {COUNTED_REGISTRY, 0}},
    {"refused",        refuse_photo, 1, {COUNTED_REGISTRY, 1}},
    {"reset",          reset,        0, {0, 0}},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (row = ROWS; row < ROWS + LEN(ROWS); row++) {
        struct student *before = student_new();
        struct student *after = student_new();
        struct outcome o;

        outcome_init(&o);
        assert_true(orders_add(&before->orders,
                               &(struct order){"old", .state = ORDER_CREATED}));
        before->lockout.locks[LOCKOUT_VIOLATION] =
            (struct lock){LOCKOUT_VIOLATION, NOW, NOW + HOUR(9)};
        *after = *before;
        row->change(after);
        counted(before, after, &o);
        if (o.n_counts != row->n ||
            (row->n &&
             memcmp(&o.counts[row->n - 1], &row->last, sizeof row->last) != 0))
            fail_msg("%s: %zu counts", row->name, o.n_counts);
        outcome_done(&o);
        student_freep(&before);
        student_freep(&after);
    }
}

/* What the registry said was counted when it was said. */
static void test_an_answer_counts_once(void **state)
{
    static const enum submission_state ANSWERS[] = {SUBMISSION_ACCEPTED,
                                                    SUBMISSION_REFUSED};

    (void)state;
    for (size_t i = 0; i < LEN(ANSWERS); i++) {
        struct student *s = student_new();
        struct outcome o;

        outcome_init(&o);
        s->submission.state = ANSWERS[i];
        counted(s, s, &o);
        assert_int_equal(o.n_counts, 0);
        outcome_done(&o);
        student_freep(&s);
    }
}

static void test_every_value_has_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNTED_N; i++) {
        for (unsigned v = COUNTED[i].first; v <= COUNTED[i].last; v++)
            assert_string_not_equal(COUNTED[i].value_name(v), "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_an_answer_counts_once),
        cmocka_unit_test(test_every_value_has_its_name),
    };
    return cmocka_run_group_tests_name("counted", tests, NULL, NULL);
}
