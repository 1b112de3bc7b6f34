#include "service/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const struct metric_family JOBS = {
    .name = "tucai_jobs_total",
    .help = "Jobs.",
    .kind = METRIC_COUNTER,
    .labels = {"stage", "outcome"},
};
static const struct metric_family TIME = {
    .name = "tucai_time_seconds",
    .help = "Time.",
    .kind = METRIC_HISTOGRAM,
};

static char *rendered(struct buf *b)
{
    assert_int_equal(metrics_render(b), 0);
    assert_int_equal(buf_add(b, "", 1), 0);
    return (char *)b->at;
}

static void test_a_family_stands_together_under_one_heading(void **state)
{
    struct buf b = BUF_INIT(1 << 16);

    (void)state;
    metrics_reset();
    metrics_add(&JOBS, METRIC_LABELS("qc", "ok"), 2);
    metrics_observe(&TIME, METRIC_NO_LABELS, 0.15);
    metrics_add(&JOBS, METRIC_LABELS("qc", "a\"b"), 1);
    metrics_add(&JOBS, METRIC_LABELS("qc", "ok"), 1);
    assert_non_null(strstr(
        rendered(&b), "# HELP tucai_jobs_total Jobs.\n"
                      "# TYPE tucai_jobs_total counter\n"
                      "tucai_jobs_total{stage=\"qc\",outcome=\"ok\"} 3\n"
                      "tucai_jobs_total{stage=\"qc\",outcome=\"a\\\"b\"} 1\n"));
    buf_done(&b);
    metrics_reset();
}

static void test_buckets_are_cumulative(void **state)
{
    struct buf b = BUF_INIT(1 << 16);
    const char *text;

    (void)state;
    metrics_reset();
    metrics_observe(&TIME, METRIC_NO_LABELS, 0.15);
    metrics_observe(&TIME, METRIC_NO_LABELS, 0.2);
    metrics_observe(&TIME, METRIC_NO_LABELS, 1000);
    text = rendered(&b);
    assert_non_null(strstr(text, "_bucket{le=\"0.1\"} 0\n"));
    assert_non_null(strstr(text, "_bucket{le=\"0.2\"} 2\n"));
    assert_non_null(strstr(text, "_bucket{le=\"60\"} 2\n"));
    assert_non_null(strstr(text, "_bucket{le=\"+Inf\"} 3\n"));
    assert_non_null(strstr(text, "_count 3\n"));
    buf_done(&b);
    metrics_reset();
}

static void test_series_are_limited(void **state)
{
    struct buf b = BUF_INIT(1 << 20);

    (void)state;
    metrics_reset();
    for (int i = 0; i < METRICS_SERIES_MAX + 10; i++) {
        char value[16];

        (void)snprintf(value, sizeof value, "%d", i);
        metrics_set(&JOBS, METRIC_LABELS(value, "x"), i);
    }
    assert_non_null(strstr(rendered(&b), "tucai_metrics_dropped_total 11\n"));
    buf_done(&b);
    metrics_reset();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_family_stands_together_under_one_heading),
        cmocka_unit_test(test_buckets_are_cumulative),
        cmocka_unit_test(test_series_are_limited),
    };
    return cmocka_run_group_tests_name("service/metrics", tests, NULL, NULL);
}
