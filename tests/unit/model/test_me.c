#include "model/me.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/time.h"
#include "model/capture.h"

#include <stdlib.h>
#include <string.h>

#define T0 (INT64_C(20179) * TIME_MS_PER_DAY - TIME_CHINA_OFFSET_MS)
#define NOW (T0 + 10 * TIME_MS_PER_HOUR)

static const char SCHOOL[] =
    "{\"name\":\"河海大学\",\"phases\":[{\"phase\":\"first_capture\","
    "\"from\":\"2025-04-01\",\"to\":\"2025-04-02\"}],"
    "\"contacts\":[{\"campus\":\"南京\",\"name\":\"a\"},"
    "{\"campus\":\"常州\",\"name\":\"b\"},{\"name\":\"c\"},"
    "{\"campus\":\"\",\"name\":\"d\"}]}";

struct set {
    struct school *school;
    struct student *student;
    json_t *me;
};

static void open_set(struct set *set)
{
    struct school_error error;

    set->student = student_new();
    set->me = NULL;
    memcpy(set->student->uid, "u1", 3);
    memcpy(set->student->campus, "南京", sizeof "南京");
    set->student->phone.len = 1;
    sealed_mask_phone("13800138000", set->student->phone.masked);
    assert_int_equal(
        school_parse("10294", bytes_of_text(SCHOOL), &set->school, &error), 0);
}

static void close_set(struct set *set)
{
    json_decref(set->me);
    student_freep(&set->student);
    school_freep(&set->school);
}

/* The member at "a.b" or "a.0.b" as JSON text. */
static char *at(struct set *set, const char *path)
{
    char words[64];
    char *rest = words;
    json_t *value;

    json_decref(set->me);
    set->me = me_render(set->student, set->school, NULL, NOW);
    value = set->me;
    (void)strncpy(words, path, sizeof words - 1);
    words[sizeof words - 1] = '\0';
    while (rest) {
        const char *word = strsep(&rest, ".");

        value = json_is_array(value)
                    ? json_array_get(value, strtoul(word, NULL, 10))
                    : json_object_get(value, word);
    }
    return value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT)
                 : strdup("absent");
}

static void check(struct set *set, const char *path, const char *expected)
{
    char *text = at(set, path);

    if (strcmp(text, expected) != 0)
        fail_msg("%s: %s, not %s", path, text, expected);
    free(text);
}

static void test_at_the_beginning(void **state)
{
    struct set set;

    (void)state;
    open_set(&set);
    check(&set, "student.uid", "\"u1\"");
    check(&set, "student.school_name", "\"河海大学\"");
    check(&set, "steps.0.name", "\"phone\"");
    check(&set, "steps.0.done_at", "null");
    check(&set, "steps.6", "absent");
    check(&set, "next_step", "\"phone\"");
    check(&set, "window.open", "true");
    check(&set, "window.phase", "\"first_capture\"");
    check(&set, "window.closes_at", "\"2025-04-01T18:00:00+08:00\"");
    check(&set, "lock", "null");
    check(&set, "cooling_off_until", "null");
    check(&set, "attempts", "{\"failed_in_row\":0,\"left_before_lock\":5}");
    check(&set, "drafts", "[]");
    check(&set, "drafts_capacity", "3");
    check(&set, "submission", "null");
    check(&set, "order", "null");
    check(&set, "prints", "{\"state\":\"none\"}");
    check(&set, "contacts",
          "[{\"campus\":\"南京\",\"name\":\"a\"},{\"name\":\"c\"},"
          "{\"campus\":\"\",\"name\":\"d\"}]");
    check(&set, "phone_masked", "\"138****8000\"");
    close_set(&set);
}

/* R8: a lock ends for the student when the window is open. */
static void test_a_lock(void **state)
{
    struct set set;

    (void)state;
    open_set(&set);
    set.student->lockout.failed_in_row = 5;
    set.student->lockout.locks[LOCKOUT_NOT_LIVE] =
        (struct lock){LOCKOUT_NOT_LIVE, NOW, T0 + TIME_MS_PER_DAY};
    check(&set, "lock.reason", "\"not_live\"");
    check(&set, "lock.until", "\"2025-04-02T08:00:00+08:00\"");
    set.student->lockout.locks[LOCKOUT_NOT_LIVE].end_ms =
        T0 + 2 * TIME_MS_PER_DAY;
    check(&set, "lock.until", "null");
    check(&set, "attempts", "{\"failed_in_row\":0,\"left_before_lock\":5}");
    close_set(&set);
}

static void test_the_last_moments(void **state)
{
    struct set set;

    (void)state;
    open_set(&set);
    for (enum step step = STEP_PHONE; step < STEP_COUNT; step++)
        steps_mark(&set.student->steps, step, "1", NOW);
    check(&set, "next_step", "null");
    /* a pause is over when the second that is shown has come */
    set.student->lockout.cooling_off_until_ms = NOW + 1;
    check(&set, "cooling_off_until", "\"2025-04-01T10:00:01+08:00\"");
    /* a school that takes fewer failures than there have been */
    set.student->lockout.failed_in_row = 4;
    set.student->lockout.locks[LOCKOUT_FAILED_CHECKS] =
        (struct lock){LOCKOUT_FAILED_CHECKS, NOW, NOW + 1};
    set.school->policy.failed_max = 3;
    check(&set, "attempts", "{\"failed_in_row\":4,\"left_before_lock\":0}");
    close_set(&set);
}

static void test_submission_and_order(void **state)
{
    struct set set;
    struct order order = {.no = "n1",
                          .submission_id = "s1",
                          .state = ORDER_CREATED,
                          .amount_fen = 1500,
                          .created_ms = NOW,
                          .pay_json = "{\"code_url\":\"x\"}"};

    (void)state;
    open_set(&set);
    memcpy(set.student->submission.id, "s1", 3);
    submission_move(&set.student->submission, SUBMISSION_AWAITING_PAYMENT, NOW,
                    "student", "");
    assert_true(orders_add(&set.student->orders, &order));
    check(&set, "submission.state", "\"awaiting_payment\"");
    check(&set, "submission.history.0.at", "\"2025-04-01T10:00:00+08:00\"");
    check(&set, "order.order_no", "\"n1\"");
    check(&set, "order.pay", "{\"code_url\":\"x\"}");
    set.student->orders.at[0].state = ORDER_PAID;
    check(&set, "order.pay", "null");
    close_set(&set);
}

static void test_the_roster_comes_first(void **state)
{
    struct roster_line line = {"u1", "B2", "常州", "水利", "二班"};
    struct set set;
    json_t *student;

    (void)state;
    open_set(&set);
    memcpy(set.student->student_no, "B1", 3);
    check(&set, "student.student_no", "\"B1\"");
    check(&set, "student.in_roster", "false");
    json_decref(set.me);
    set.me = me_render(set.student, set.school, &line, NOW);
    student = json_object_get(set.me, "student");
    assert_string_equal(
        json_string_value(json_object_get(student, "student_no")), "B2");
    assert_string_equal(json_string_value(json_object_get(student, "campus")),
                        "常州");
    assert_true(json_is_true(json_object_get(student, "in_roster")));
    close_set(&set);
}

static void test_refusals_of_a_capture(void **state)
{
    struct capture_try attempt = {.now_ms = NOW};
    struct admission_verdict v;
    struct set set;
    json_t *members;

    (void)state;
    open_set(&set);
    v = capture_judge(set.student, set.school, &attempt);
    assert_int_equal(v.code, ADMISSION_STEPS_MISSING);
    members = capture_refusal(set.student, set.school, &v, NOW);
    assert_int_equal(json_array_size(json_object_get(members, "missing")), 6);
    json_decref(members);
    for (enum step step = STEP_PHONE; step < STEP_COUNT; step++)
        steps_mark(&set.student->steps, step, "1", NOW);
    set.student->lockout.cooling_off_until_ms = NOW + 1500;
    v = capture_judge(set.student, set.school, &attempt);
    members = capture_refusal(set.student, set.school, &v, NOW);
    assert_int_equal(
        json_integer_value(json_object_get(members, "retry_after_s")), 2);
    json_decref(members);
    attempt.now_ms = NOW + 9 * TIME_MS_PER_HOUR;
    v = capture_judge(set.student, set.school, &attempt);
    members = capture_refusal(set.student, set.school, &v, attempt.now_ms);
    assert_string_equal(json_string_value(json_object_get(members, "opens_at")),
                        "2025-04-02T08:00:00+08:00");
    json_decref(members);
    close_set(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_at_the_beginning),
        cmocka_unit_test(test_a_lock),
        cmocka_unit_test(test_the_last_moments),
        cmocka_unit_test(test_submission_and_order),
        cmocka_unit_test(test_the_roster_comes_first),
        cmocka_unit_test(test_refusals_of_a_capture),
    };
    return cmocka_run_group_tests_name("me", tests, NULL, NULL);
}
