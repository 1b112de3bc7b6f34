#include "model/retention.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define DAY(n) ((int64_t)(n)*86400000)
#define T0 DAY(20000)

static void put(struct photo_ref *photo, const char *name)
{
    memset(photo, 0, sizeof *photo);
    (void)snprintf(photo->location, sizeof photo->location, "%s", name);
    photo->wrapped_key[0] = 7;
}

/* A draft named "a" has the files a.o, a.p and a.m. */
static struct draft draft_of(const char *name)
{
    struct draft d = {.stored_ms = T0};
    char file[32];

    (void)snprintf(d.id, sizeof d.id, "%s", name);
    (void)snprintf(file, sizeof file, "%s.o", name);
    put(&d.original, file);
    (void)snprintf(file, sizeof file, "%s.p", name);
    put(&d.preview, file);
    (void)snprintf(file, sizeof file, "%s.m", name);
    put(&d.photo, file);
    return d;
}

static struct submission
submission_of(const char *name, enum submission_state state, int64_t at_ms)
{
    struct submission s = {.state = state, .submitted_ms = T0};

    (void)snprintf(s.id, sizeof s.id, "s-%s", name);
    s.draft = draft_of(name);
    s.history[s.history_len++] =
        (struct history_line){.state = state, .at_ms = at_ms};
    return s;
}

/* One draft "d"; a submission "c" in a state since day 10; one "r" that was
 * rejected on day 1 and replaced. */
static struct student *student_in(enum submission_state state)
{
    struct student *s = student_new();
    struct draft box = draft_of("d");

    assert_true(drafts_add(&s->drafts, &box));
    s->submission = submission_of("c", state, T0 + DAY(10));
    s->past[s->past_len++] =
        submission_of("r", SUBMISSION_REJECTED, T0 + DAY(1));
    return s;
}

/* clang-format off */
static const struct {
    const char *name;
    enum submission_state state;
    int day;
    int due_day;        /* the next one then; 0: none */
    const char *gone;   /* in their order */
} ROWS[] = {
    {"nothing is due yet", SUBMISSION_ACCEPTED, 7, 8, ""},
    {"what was replaced goes a week after its end", SUBMISSION_ACCEPTED, 8, 40,
     "r.o r.p r.m "},
    {"whatever became of the next one", SUBMISSION_REJECTED, 8, 0, "r.o r.p r.m "},
    {"originals go a month after the acceptance", SUBMISSION_ACCEPTED, 40, 0,
     "r.o r.p r.m c.o c.p d.o d.p "},
    {"and not a day before", SUBMISSION_ACCEPTED, 39, 40, "r.o r.p r.m "},
    {"without acceptance they stay", SUBMISSION_SENT, 400, 0, "r.o r.p r.m "},
};
/* clang-format on */

static void list(const struct erased *erased, char ret[256])
{
    ret[0] = '\0';
    for (size_t i = 0; i < erased->len; i++) {
        strcat(ret, erased->locations[i]);
        strcat(ret, " ");
    }
}

static void test_what_goes_when(void **state)
{
    const struct policy policy = policy_default();

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct student *s = student_in(ROWS[i].state);
        struct erased erased;
        char gone[256];
        int64_t due_ms;

        retention_apply(s, &policy, T0 + DAY(ROWS[i].day), &erased);
        list(&erased, gone);
        due_ms = retention_due_ms(s, &policy);
        if (strcmp(gone, ROWS[i].gone) != 0 ||
            due_ms != (ROWS[i].due_day ? T0 + DAY(ROWS[i].due_day) : 0))
            fail_msg("%s: %s, due on day %d", ROWS[i].name, gone,
                     due_ms ? (int)((due_ms - T0) / DAY(1)) : 0);
        retention_apply(s, &policy, T0 + DAY(ROWS[i].day), &erased);
        assert_int_equal(erased.len, 0); /* it is gone */
        student_free(s);
    }
}

static void test_a_key_goes_with_its_place(void **state)
{
    static const struct photo_ref NONE;
    const struct policy policy = policy_default();
    struct student *s = student_in(SUBMISSION_ACCEPTED);
    struct erased erased;

    (void)state;
    retention_apply(s, &policy, T0 + DAY(40), &erased);
    assert_memory_equal(&s->submission.draft.original, &NONE, sizeof NONE);
    assert_memory_equal(&s->past[0].draft.photo, &NONE, sizeof NONE);
    assert_string_equal(s->submission.draft.photo.location, "c.m");
    assert_int_equal(erased.originals, 2); /* r's went as an attempt's */
    assert_int_equal(erased.attempts, 1);
    student_free(s);
}

/* Withdrawn and back in the box: one photo in two places. */
static void test_what_is_still_used_stays(void **state)
{
    const struct policy policy = policy_default();
    struct student *s = student_in(SUBMISSION_IN_REVIEW);
    struct draft again = draft_of("r");
    struct erased erased;

    (void)state;
    assert_true(drafts_add(&s->drafts, &again));
    retention_apply(s, &policy, T0 + DAY(8), &erased);
    assert_int_equal(erased.len, 0);
    assert_string_equal(s->past[0].draft.photo.location, "");
    assert_string_equal(drafts_find(&s->drafts, "r")->photo.location, "r.m");
    student_free(s);
}

/* The box goes with the consent: what is, or was, submitted is others' too. */
static void test_what_is_submitted_outlives_the_box(void **state)
{
    static const char *const NAMES[] = {"c", "r"}; /* current, past */

    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        struct student *s = student_in(SUBMISSION_WITHDRAWN);
        struct draft again = draft_of(NAMES[i]);
        struct erased erased;
        char gone[256];

        assert_true(drafts_add(&s->drafts, &again));
        retention_drop_drafts(s, &erased);
        list(&erased, gone);
        assert_string_equal(gone, "d.o d.p d.m ");
        student_free(s);
    }
}

/* A draft of another time may have lost its original. */
static void test_what_is_not_there_is_not_named(void **state)
{
    struct student *s = student_in(SUBMISSION_IN_REVIEW);
    struct erased erased;
    char gone[256];

    (void)state;
    memset(&s->drafts.at[0].original, 0, sizeof s->drafts.at[0].original);
    retention_drop_drafts(s, &erased);
    list(&erased, gone);
    assert_string_equal(gone, "d.p d.m ");
    student_free(s);
}

/* R31: what a person was to look at. */
static void test_what_was_appealed_goes_too(void **state)
{
    struct student *s = student_in(SUBMISSION_REJECTED);
    struct appeal *a = appeals_add(&s->appeals);
    struct erased erased;
    char gone[256];

    (void)state;
    put(&a->original, "a.o");
    put(&a->preview, "a.p");
    retention_drop_pictures(s, false, &erased);
    list(&erased, gone);
    assert_string_equal(gone, "d.o d.p d.m a.o a.p r.o r.p r.m c.o c.p c.m ");
    assert_string_equal(a->original.location, "");
    student_free(s);
}

static void test_the_box_and_all_pictures(void **state)
{
    struct student *s = student_in(SUBMISSION_ACCEPTED);
    struct erased erased;
    char gone[256];

    (void)state;
    retention_drop_drafts(s, &erased);
    list(&erased, gone);
    assert_string_equal(gone, "d.o d.p d.m ");
    assert_int_equal(s->drafts.len, 0);
    retention_drop_pictures(s, true, &erased);
    list(&erased, gone);
    assert_string_equal(gone, "r.o r.p r.m c.o c.p ");
    retention_drop_pictures(s, false, &erased);
    list(&erased, gone);
    assert_string_equal(gone, "c.m ");
    student_free(s);
}

static void test_groups(void **state)
{
    static const char LONG[] = "1234567890123456789012345678901234567890"
                               "12345678901234567890";
    char group[RETENTION_GROUP_SIZE];

    (void)state;
    assert_true(retention_group("2025", "10294", group));
    assert_string_equal(group, "2025/10294");
    assert_false(retention_group("", "10294", group));
    assert_false(retention_group("2025", "", group));
    assert_false(retention_group(LONG, "10294", group));
}

static void test_consents_keep_the_first_and_the_latest(void **state)
{
    struct consents c = {0};

    (void)state;
    for (int i = 1; i <= CONSENTS_MAX + 3; i++)
        consents_add(&c, i, i % 2 ? "2025-1" : "");
    assert_int_equal(c.len, CONSENTS_MAX);
    assert_int_equal(c.at[0].at_ms, 1);
    assert_int_equal(c.at[CONSENTS_MAX - 1].at_ms, CONSENTS_MAX + 3);
    assert_true(c.at[CONSENTS_MAX - 1].given);
    assert_string_equal(c.at[CONSENTS_MAX - 1].version, "2025-1");
    assert_false(c.at[CONSENTS_MAX - 2].given);
}

/* clang-format off */
static const struct {
    const char *name;
    int imported, ended; /* days; ended 0: no season has */
    bool is_used;
    int due; /* the first day on which it is; 0: never */
} ROSTERS[] = {
    {"a season uses it", 100, 0, true, 0},
    {"another season still does", 100, 200, true, 0},
    {"as long as its students after the end", 100, 200, false, 380},
    {"sent on the day of the end", 200, 200, false, 380},
    {"for a season to come", 201, 200, false, 601},
    {"for a season that nobody ever came under", 100, 0, false, 500},
    {"from before imports had a date, and no season", 0, 0, false, 0},
};
/* clang-format on */

static void test_a_roster_goes_with_the_last_season(void **state)
{
    const struct policy policy = policy_default();

    (void)state;
    for (size_t i = 0; i < sizeof ROSTERS / sizeof *ROSTERS; i++) {
        const struct roster_use use = {.imported_ms = DAY(ROSTERS[i].imported),
                                       .ended_ms = DAY(ROSTERS[i].ended),
                                       .is_used = ROSTERS[i].is_used};
        int64_t due = DAY(ROSTERS[i].due ? ROSTERS[i].due : 10000);

        if (retention_roster_is_due(&use, &policy, due) !=
                (ROSTERS[i].due > 0) ||
            retention_roster_is_due(&use, &policy, due - 1))
            fail_msg("%s", ROSTERS[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_roster_goes_with_the_last_season),
        cmocka_unit_test(test_what_goes_when),
        cmocka_unit_test(test_a_key_goes_with_its_place),
        cmocka_unit_test(test_what_is_still_used_stays),
        cmocka_unit_test(test_what_is_submitted_outlives_the_box),
        cmocka_unit_test(test_what_is_not_there_is_not_named),
        cmocka_unit_test(test_what_was_appealed_goes_too),
        cmocka_unit_test(test_the_box_and_all_pictures),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_consents_keep_the_first_and_the_latest),
    };
    return cmocka_run_group_tests_name("retention", tests, NULL, NULL);
}
