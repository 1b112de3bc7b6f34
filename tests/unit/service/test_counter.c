#include "service/counter.h"
#include "service/effects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { LIGHT, DOOR, COUNTERS };

static const char *letter(unsigned value)
{
    static const char *const LETTERS[] = {"none", "a", "b"};

    return LETTERS[value];
}

static const struct counter LIST[COUNTERS] = {
    [LIGHT] = {{"tucai_light_total", "Light.", METRIC_COUNTER, {"x"}},
               1,
               2,
               letter},
    [DOOR] = {{"tucai_door_total", "Door.", METRIC_COUNTER, {"x"}},
              1,
              1,
              letter},
};

static void shows(const char *text)
{
    struct buf b = BUF_INIT(1 << 16);

    assert_int_equal(metrics_render(&b), 0);
    assert_int_equal(buf_add(&b, "", 1), 0);
    if (!strstr((char *)b.at, text))
        fail_msg("no %s in %s", text, (char *)b.at);
    buf_done(&b);
}

static Tucai__V1__Done *sent(struct outcome *o)
{
    struct buf out = BUF_INIT(1 << 20);
    Tucai__V1__Done *done;

    assert_int_equal(outcome_pack(o, "job", 7, &out), 0);
    done = tucai__v1__done__unpack(NULL, out.len, out.at);
    assert_non_null(done);
    buf_done(&out);
    outcome_done(o);
    return done;
}

static void count(struct outcome *o)
{
    struct count counts[COUNTS_MAX];
    Tucai__V1__Done *done = sent(o);
    size_t n = counts_take(done, counts);

    assert_int_equal(done->n_counts, 0); /* dispatch never sees them */
    tucai__v1__done__free_unpacked(done, NULL);
    counters_add(LIST, COUNTERS, counts, n);
}

static void test_all_are_shown_from_the_start(void **state)
{
    (void)state;
    metrics_reset();
    counters_show(LIST, COUNTERS);
    shows("tucai_light_total{x=\"a\"} 0\n");
    shows("tucai_light_total{x=\"b\"} 0\n");
    shows("tucai_door_total{x=\"a\"} 0\n");
    metrics_reset();
}

static void test_counted_with_what_commits(void **state)
{
    struct outcome o;

    (void)state;
    metrics_reset();
    counters_show(LIST, COUNTERS);
    outcome_init(&o);
    outcome_count(&o, LIGHT, 2);
    outcome_count(&o, LIGHT, 2);
    outcome_count(&o, DOOR, 1);
    outcome_ok(&o, bytes_of_text(""));
    count(&o);
    shows("tucai_light_total{x=\"b\"} 2\n");
    shows("tucai_door_total{x=\"a\"} 1\n");
    outcome_init(&o);
    outcome_count(&o, DOOR, 1);
    outcome_retry(&o, "again");
    count(&o);
    shows("tucai_door_total{x=\"a\"} 1\n");
    metrics_reset();
}

static void test_what_is_not_in_the_list_is_left_out(void **state)
{
    static const struct count BAD[] = {
        {COUNTERS, 1}, {UINT32_MAX, 1}, {DOOR, 0}, {DOOR, 2}, {LIGHT, 3}};

    (void)state;
    metrics_reset();
    counters_show(LIST, COUNTERS);
    counters_add(LIST, COUNTERS, BAD, sizeof BAD / sizeof *BAD);
    shows("tucai_light_total{x=\"a\"} 0\n");
    shows("tucai_light_total{x=\"b\"} 0\n");
    shows("tucai_door_total{x=\"a\"} 0\n");
    metrics_reset();
}

static void test_no_more_than_a_few(void **state)
{
    struct outcome o;

    (void)state;
    metrics_reset();
    outcome_init(&o);
    for (int i = 0; i < 2 * COUNTS_MAX; i++)
        outcome_count(&o, DOOR, 1);
    outcome_ok(&o, bytes_of_text(""));
    count(&o);
    shows("tucai_door_total{x=\"a\"} 64\n");
    metrics_reset();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_are_shown_from_the_start),
        cmocka_unit_test(test_counted_with_what_commits),
        cmocka_unit_test(test_what_is_not_in_the_list_is_left_out),
        cmocka_unit_test(test_no_more_than_a_few),
    };
    return cmocka_run_group_tests_name("counter", tests, NULL, NULL);
}
