#include "rules/appeal.h"

#include "rules_test.h"

#include <stdio.h>
#include <string.h>

static struct appeals box; /* large */

static struct appeal *add(const char *object, enum appeal_state state,
                          int64_t made_ms)
{
    struct appeal *a = appeals_add(&box);

    assert_non_null(a);
    (void)snprintf(a->id, sizeof a->id, "a-%s", object);
    (void)snprintf(a->object, sizeof a->object, "%s", object);
    a->state = state;
    a->made_ms = made_ms;
    return a;
}

static int empty(void **state)
{
    (void)state;
    memset(&box, 0, sizeof box);
    return 0;
}

static void test_finding(void **state)
{
    (void)state;
    add("s1", APPEAL_OPEN, 1);
    add("s2", APPEAL_REJECTED, 2);
    assert_string_equal(appeals_find(&box, "a-s2")->object, "s2");
    assert_string_equal(appeals_of(&box, "s1")->id, "a-s1");
    assert_null(appeals_find(&box, "s2"));
    assert_null(appeals_of(&box, "a-s1"));
}

static void test_the_oldest_that_is_over_makes_room(void **state)
{
    char object[8];

    (void)state;
    for (int i = 0; i < APPEALS_MAX; i++) {
        (void)snprintf(object, sizeof object, "o%d", i);
        add(object, i == 2 || i == 3 ? APPEAL_REJECTED : APPEAL_OPEN, i);
    }
    box.at[2].is_shot = true;
    box.at[2].state = APPEAL_ACCEPTED; /* its photo is in the making */
    assert_string_equal(appeals_add(&box)->object, "");
    box.at[APPEALS_MAX - 1].made_ms = 99;
    assert_null(appeals_of(&box, "o3"));
    assert_non_null(appeals_of(&box, "o2"));
    assert_int_equal(box.at[APPEALS_MAX - 2].made_ms, APPEALS_MAX - 1);
    assert_null(appeals_add(&box));
    appeals_of(&box, "o2")->is_unmade = true;
    assert_non_null(appeals_add(&box));
}

/* clang-format off */
static const struct {
    const char *name;
    enum appeal_state state;
    bool is_shot;
    const char *first_by, *by;
    enum appeal_verdict verdict;
} ROWS[] = {
    {"a second person", APPEAL_OPEN, false, "wang", "li", APPEAL_MAY_DECIDE},
    {"whoever rejected", APPEAL_OPEN, false, "wang", "wang", APPEAL_SAME_PERSON},
    {"anybody, after a machine", APPEAL_OPEN, true, APPEAL_MACHINE, "wang", APPEAL_MAY_DECIDE},
    {"also a person of that name", APPEAL_OPEN, true, APPEAL_MACHINE, APPEAL_MACHINE, APPEAL_MAY_DECIDE},
    {"accepted before", APPEAL_ACCEPTED, false, "wang", "li", APPEAL_DECIDED},
    {"rejected before", APPEAL_REJECTED, false, "wang", "wang", APPEAL_DECIDED},
    {"no longer wanted", APPEAL_SETTLED, false, "wang", "li", APPEAL_DECIDED},
};
/* clang-format on */

static void test_who_decides(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct appeal a = {.state = ROWS[i].state, .is_shot = ROWS[i].is_shot};

        (void)snprintf(a.first_by, sizeof a.first_by, "%s", ROWS[i].first_by);
        if (appeal_may_decide(&a, ROWS[i].by) != ROWS[i].verdict)
            fail_msg("%s", ROWS[i].name);
    }
}

static void test_settling(void **state)
{
    struct appeal *open = add("s1", APPEAL_OPEN, 1);
    struct appeal *rejected = add("s2", APPEAL_REJECTED, 2);

    (void)state;
    memcpy(open->original.location, "ab", 3);
    memcpy(open->preview.location, "cd", 3);
    appeals_settle(&box, "s1", 7);
    appeals_settle(&box, "s2", 7);
    appeals_settle(&box, "s3", 7);
    assert_int_equal(open->state, APPEAL_SETTLED);
    assert_int_equal(open->decided_ms, 7);
    assert_string_equal(open->original.location, "");
    assert_string_equal(open->preview.location, "");
    assert_int_equal(rejected->state, APPEAL_REJECTED);
    assert_int_equal(rejected->decided_ms, 0);
}

static void test_what_lists_show(void **state)
{
    (void)state;
    assert_int_equal(appeals_open_since(&box), 0);
    assert_int_equal(appeals_decided_at(&box), 0);
    add("s1", APPEAL_SETTLED, 1)->decided_ms = 50;
    add("s2", APPEAL_OPEN, 2);
    add("s3", APPEAL_OPEN, 3);
    assert_int_equal(appeals_open_since(&box), 2);
    assert_int_equal(appeals_decided_at(&box), 0); /* nobody decided */
    box.at[1].state = APPEAL_REJECTED;
    box.at[1].decided_ms = 40;
    memcpy(box.at[1].decided_by, "li", 3);
    box.at[2].state = APPEAL_ACCEPTED;
    box.at[2].decided_ms = 30;
    memcpy(box.at[2].decided_by, "li", 3);
    assert_int_equal(appeals_open_since(&box), 0);
    assert_int_equal(appeals_decided_at(&box), 40);
}

static void test_making(void **state)
{
    struct appeal a = {.is_shot = true, .state = APPEAL_ACCEPTED};

    (void)state;
    assert_true(appeal_is_in_making(&a));
    a.is_unmade = true;
    assert_false(appeal_is_in_making(&a));
    a.is_unmade = false;
    a.draft_id[0] = 'd';
    assert_false(appeal_is_in_making(&a));
    a = (struct appeal){.is_shot = true, .state = APPEAL_REJECTED};
    assert_false(appeal_is_in_making(&a));
    a = (struct appeal){.state = APPEAL_ACCEPTED};
    assert_false(appeal_is_in_making(&a));
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(appeal_state_name(APPEAL_OPEN), "open");
    assert_string_equal(appeal_state_name(APPEAL_ACCEPTED), "accepted");
    assert_string_equal(appeal_state_name(APPEAL_REJECTED), "rejected");
    assert_string_equal(appeal_state_name(APPEAL_SETTLED), "settled");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_finding, empty),
        cmocka_unit_test_setup(test_the_oldest_that_is_over_makes_room, empty),
        cmocka_unit_test(test_who_decides),
        cmocka_unit_test_setup(test_settling, empty),
        cmocka_unit_test_setup(test_what_lists_show, empty),
        cmocka_unit_test(test_making),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("appeal", tests, NULL, NULL);
}
