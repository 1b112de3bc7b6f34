#include "model/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/text.h"

#include <stdlib.h>
#include <string.h>

static const char *text(const json_t *list, size_t i, const char *name)
{
    return json_string_value(json_object_get(json_array_get(list, i), name));
}

static void fill_submission(struct submission *s, const char *id,
                            const char *draft, int64_t at_ms)
{
    text_copy(s->id, sizeof s->id, id);
    text_copy(s->draft.id, sizeof s->draft.id, draft);
    s->draft.stored_ms = at_ms - 1;
    submission_move(s, SUBMISSION_AWAITING_PAYMENT, at_ms, "student", "");
    submission_move(s, SUBMISSION_WITHDRAWN, at_ms + 2, "student", "secret");
}

static void test_all_kinds_in_order(void **state)
{
    static const char *const KINDS[][3] = {
        {"session", "first", ""},
        {"draft", "made", "d1"},
        {"submission", "awaiting_payment", "s1"},
        {"order", "created", "o1"},
        {"submission", "withdrawn", "s1"},
        {"appeal", "made", "a1"},
        {"note", "unlocked", ""},
        {"draft", "made", "d2"},
    };
    const size_t n = sizeof KINDS / sizeof *KINDS;
    struct student *s = student_new();
    struct appeal *appeal = appeals_add(&s->appeals);
    json_t *list;
    char *whole;

    (void)state;
    s->first_seen_ms = 1000;
    fill_submission(&s->submission, "s1", "d1", 2000);
    s->orders.len = 1;
    s->orders.at[0] = (struct order){.no = "o1", .created_ms = 2001};
    s->drafts.len = 2; /* d1 is back in the box */
    s->drafts.at[0] = s->submission.draft;
    s->drafts.at[1] = (struct draft){.id = "d2", .stored_ms = 9000};
    text_copy(appeal->id, sizeof appeal->id, "a1");
    text_copy(appeal->text, sizeof appeal->text, "secret");
    appeal->made_ms = 3000;
    s->notes_len = 1;
    s->notes[0] = (struct note){
        .at_ms = 4000, .by = "wang", .what = "unlocked", .reason = "secret"};
    list = timeline_of(s);
    whole = json_dumps(list, JSON_COMPACT);
    assert_int_equal(json_array_size(list), n);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(text(list, i, "kind"), KINDS[i][0]);
        assert_string_equal(text(list, i, "what"), KINDS[i][1]);
        assert_string_equal(text(list, i, "about"), KINDS[i][2]);
    }
    assert_null(strstr(whole, "secret"));
    free(whole);
    json_decref(list);
    student_free(s);
}

/* Every list as full as it can be fits. */
static void test_a_full_student(void **state)
{
    struct student *s = student_new();
    json_t *list;

    (void)state;
    s->past_len = STUDENT_PAST_MAX;
    for (size_t i = 0; i <= STUDENT_PAST_MAX; i++) {
        struct submission *one =
            i < STUDENT_PAST_MAX ? &s->past[i] : &s->submission;

        one->id[0] = one->draft.id[0] = (char)('a' + i);
        one->history_len = SUBMISSION_HISTORY_MAX;
        for (size_t k = 0; k < SUBMISSION_HISTORY_MAX; k++)
            one->history[k].at_ms = (int64_t)(i * 100 + k + 1);
        one->draft.stored_ms = one->opened_ms = one->downloaded_ms = 5;
    }
    s->orders.len = ORDERS_MAX;
    for (size_t i = 0; i < ORDERS_MAX; i++)
        s->orders.at[i] =
            (struct order){.created_ms = 1, .paid_ms = 2, .refunded_ms = 3};
    for (size_t i = 0; i < LOCKOUT_REASONS; i++)
        s->lockout.locks[i] = (struct lock){
            .reason = (enum lockout_reason)i, .begun_ms = 1, .end_ms = 2};
    list = timeline_of(s);
    assert_int_equal(json_array_size(list),
                     (STUDENT_PAST_MAX + 1) * (SUBMISSION_HISTORY_MAX + 3) +
                         3 * ORDERS_MAX + LOCKOUT_REASONS);
    json_decref(list);
    student_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_kinds_in_order),
        cmocka_unit_test(test_a_full_student),
    };
    return cmocka_run_group_tests_name("timeline", tests, NULL, NULL);
}
