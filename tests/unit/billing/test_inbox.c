#include "world.h"

#include <string.h>

static void report(struct world *w, const char *text, const char *request_id)
{
    static uint8_t key[PHOTO_KEY_SIZE], sum[32];
    static const struct job_blob BLOB = {
        "screenshot", "aa/screen", {key, sizeof key}, {sum, 32}, 9, {0}};
    static const struct job JOB = {.blobs = &BLOB, .n_blobs = 1};
    Tucai__V1__ReportProblem op = TUCAI__V1__REPORT_PROBLEM__INIT;

    op.text = (char *)text;
    op.request_id = (char *)request_id;
    w->scene.job = &JOB;
    world_act(w, COMMAND(report_problem, REPORT_PROBLEM, &op), inbox_report);
}

static struct problem_report kept(const struct world *w)
{
    struct problem_report p;

    assert_int_equal(
        problem_report_decode(
            buf_view(&decision_find(&w->d, EFFECT_PUT)->value), &p),
        0);
    return p;
}

static void test_a_report(void **state)
{
    struct problem_report p;
    struct world w;

    (void)state;
    world_open(&w);
    report(&w, "页面打不开。", "req-1");
    assert_int_equal(w.d.status, 202);
    p = kept(&w);
    assert_string_equal(world_answer(&w, "problem_id"), p.id);
    assert_string_equal(p.text, "页面打不开。");
    assert_string_equal(p.request_id, "req-1");
    assert_string_equal(p.uid, "u1");
    assert_string_equal(p.school_code, "10294");
    assert_string_equal(p.screenshot.location, "aa/screen");
    assert_int_equal(p.at_ms, NOW);
    assert_int_equal(world_effect(&w, EFFECT_ADD, "probs:10294")->at_ms, NOW);
    assert_string_equal(w.student->reports.at[0].id, p.id);
    world_close(&w);
}

static void test_the_same_command_again(void **state)
{
    Tucai__V1__ReportProblem op = TUCAI__V1__REPORT_PROBLEM__INIT;
    struct world w;

    (void)state;
    world_open(&w);
    report(&w, "页面打不开。", "");
    op.text = (char *)"页面打不开。";
    world_again(&w, COMMAND(report_problem, REPORT_PROBLEM, &op), inbox_report);
    assert_int_equal(w.d.status, 202);
    assert_false(w.d.is_changed);
    assert_string_equal(world_answer(&w, "problem_id"),
                        w.student->reports.at[0].id);
    world_close(&w);
}

static void test_what_is_no_report(void **state)
{
    char long_id[66];
    char long_text[1002];
    struct world w;

    (void)state;
    world_open(&w);
    memset(long_text, 'x', 1001);
    long_text[1001] = '\0';
    report(&w, long_text, "");
    world_refused(&w, 422, "request_invalid");
    report(&w, "\xE9\xA1", ""); /* half of a character */
    world_refused(&w, 422, "request_invalid");
    memset(long_id, 'a', 65);
    long_id[65] = '\0';
    report(&w, " ", "");
    world_refused(&w, 422, "request_invalid");
    report(&w, "页面打不开。", "a b");
    world_refused(&w, 422, "request_invalid");
    report(&w, "页面打不开。", long_id);
    world_refused(&w, 422, "request_invalid");
    long_id[64] = long_text[1000] = '\0';
    report(&w, long_text, long_id);
    assert_int_equal(w.d.status, 202);
    world_close(&w);
}

static void test_how_many(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    for (int i = 0; i < REPORTS_PER_HOUR; i++)
        report(&w, "页面打不开。", "");
    report(&w, "页面打不开。", "");
    assert_int_equal(
        json_integer_value(json_object_get(w.d.json, "retry_after_s")), 3600);
    world_refused(&w, 429, "rate_limited");
    while (w.student->reports.len < REPORTS_MAX)
        assert_true(reports_add(&w.student->reports, "p", NOW - DAY(1)));
    report(&w, "页面打不开。", "");
    world_refused(&w, 409, "too_many_problems");
    world_close(&w);
}

static void settle(struct world *w, const char *to)
{
    Tucai__V1__SettleProblem op = TUCAI__V1__SETTLE_PROBLEM__INIT;

    op.problem_id = w->scene.problem.id;
    op.state = (char *)to;
    world_act(w, COMMAND(settle_problem, SETTLE_PROBLEM, &op), inbox_settle);
}

static void test_done_and_open_again(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    report(&w, "页面打不开。", "");
    w.scene.problem = kept(&w);
    w.scene.document.version = 1;
    w.scene.by = "wang";
    settle(&w, "gone");
    world_refused(&w, 422, "request_invalid");
    settle(&w, "open"); /* it is */
    assert_int_equal(w.d.status, 200);
    assert_int_equal(w.d.effects_len, 0);
    settle(&w, "done");
    assert_int_equal(kept(&w).done_ms, NOW);
    assert_string_equal(kept(&w).done_by, "wang");
    assert_int_equal(decision_find(&w.d, EFFECT_PUT)->version, 1);
    assert_non_null(world_effect(&w, EFFECT_REMOVE, "probs:10294"));
    assert_non_null(world_effect(&w, EFFECT_ADD, "probs:10294:done"));
    settle(&w, "open");
    assert_int_equal(kept(&w).done_ms, 0);
    assert_string_equal(kept(&w).done_by, "");
    assert_non_null(world_effect(&w, EFFECT_REMOVE, "probs:10294:done"));
    assert_int_equal(world_effect(&w, EFFECT_ADD, "probs:10294")->at_ms, NOW);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_report),
        cmocka_unit_test(test_the_same_command_again),
        cmocka_unit_test(test_what_is_no_report),
        cmocka_unit_test(test_how_many),
        cmocka_unit_test(test_done_and_open_again),
    };
    return cmocka_run_group_tests_name("inbox", tests, NULL, NULL);
}
