#include "ingest/verdict.h"

#include "proto/student.pb-c.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static uint8_t packed[1024];

/* A verdict with one finding that was measured and one that was not. */
static struct bytes pack_verdict(bool passed, bool as_result)
{
    static char too_dark[] = "too_dark", no_face[] = "no_face";
    static char refuse[] = "refuse", warn[] = "warn", face[] = "face";
    static char draft[] = "d1", rules[] = "diploma", moire[] = "moire_peak";
    Tucai__V1__Region region = TUCAI__V1__REGION__INIT;
    Tucai__V1__Finding dark = TUCAI__V1__FINDING__INIT;
    Tucai__V1__Finding none = TUCAI__V1__FINDING__INIT;
    Tucai__V1__Finding *findings[] = {&dark, &none};
    Tucai__V1__Measure timing = TUCAI__V1__MEASURE__INIT;
    Tucai__V1__Measure *timings[] = {&timing};
    Tucai__V1__Measure proof = TUCAI__V1__MEASURE__INIT;
    Tucai__V1__Measure *proofs[] = {&proof};
    Tucai__V1__HeadGuide head = TUCAI__V1__HEAD_GUIDE__INIT;
    Tucai__V1__ShotVerdict v = TUCAI__V1__SHOT_VERDICT__INIT;
    Tucai__V1__ShotResult r = TUCAI__V1__SHOT_RESULT__INIT;

    region.x = 0.25;
    region.w = region.h = 0.5;
    dark.code = too_dark;
    dark.severity = refuse;
    dark.has_measure = 1;
    dark.measured = 31;
    dark.allowed_min = 60;
    dark.allowed_max = (double)NAN;
    dark.region = &region;
    none.code = no_face;
    none.severity = warn;
    proof.name = moire;
    proof.value = 132;
    none.evidence = proofs;
    none.n_evidence = 1;
    timing.name = face;
    timing.value = 12.5;
    v.passed = passed;
    head.eyes_x = 0.5F;
    head.eyes_max = 1.25F;
    v.head = &head;
    v.rule_set = rules;
    v.rule_set_version = 2;
    v.ofiq_like = timings;
    v.n_ofiq_like = 1;
    v.findings = findings;
    v.n_findings = 2;
    v.timings_ms = timings;
    v.n_timings_ms = 1;
    r.verdict = &v;
    if (passed)
        r.draft_id = draft;
    if (as_result)
        return (struct bytes){packed, tucai__v1__shot_result__pack(&r, packed)};
    return (struct bytes){packed, tucai__v1__shot_verdict__pack(&v, packed)};
}

/* clang-format off */
static const struct row {
    const char *name, *kind, *end, *stage;
    bool held, passed, as_result;
    enum shot_state expected;
} ROWS[] = {
    {"waiting for qc", "shot", "", "qc", false, false, false, SHOT_QUEUED},
    {"in qc", "shot", "", "qc", true, false, false, SHOT_CHECKING},
    {"waiting for billing", "shot", "", "billing", false, false, false, SHOT_CHECKING},
    {"passed", "shot", "done", "", false, true, true, SHOT_PASSED},
    {"failed the check", "shot", "done", "", false, false, true, SHOT_REJECTED},
    {"damaged, says qc", "shot", "rejected", "", false, false, false, SHOT_REJECTED},
    {"a dead letter", "shot", "dead", "qc", false, false, false, SHOT_FAILED},
    {"a dry run", "dry_run", "done", "", false, true, false, SHOT_PASSED},
};
/* clang-format on */

static void test_states(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        struct verdict_source source = {
            .kind = row->kind,
            .end = row->end,
            .stage = row->stage,
            .held = row->held,
            .result = pack_verdict(row->passed, row->as_result),
        };
        struct verdict v;

        assert_int_equal(verdict_read(&source, &v), 0);
        if (v.state != row->expected)
            fail_msg("%s: %d", row->name, v.state);
        assert_int_equal(verdict_is_final(&v), row->end[0] != '\0');
        verdict_done(&v);
    }
}

static void test_json(void **state)
{
    struct verdict_source source = {.kind = "shot",
                                    .end = "done",
                                    .stage = "",
                                    .result = pack_verdict(true, true)};
    struct verdict v;
    json_t *json, *first, *second;

    (void)state;
    assert_int_equal(verdict_read(&source, &v), 0);
    assert_true(v.head.known && v.head.eyes_x == 0.5F);
    assert_true(v.head.eyes_max == 1.25F);
    json = verdict_render(&v);
    first = json_array_get(json_object_get(json, "findings"), 0);
    second = json_array_get(json_object_get(json, "findings"), 1);
    assert_string_equal(json_string_value(json_object_get(json, "draft_id")),
                        "d1");
    assert_true(json_real_value(json_object_get(
                    json_object_get(first, "allowed"), "min")) == 60);
    assert_true(json_is_null(
        json_object_get(json_object_get(first, "allowed"), "max")));
    assert_true(json_real_value(json_object_get(
                    json_object_get(first, "region"), "x")) == 0.25);
    assert_true(json_is_null(json_object_get(second, "measured")));
    assert_true(json_is_null(json_object_get(second, "region")));
    assert_true(strlen(json_string_value(json_object_get(second, "advice"))) >
                0);
    assert_true(json_real_value(json_object_get(
                    json_object_get(json, "timings_ms"), "face")) == 12.5);
    assert_true(json_real_value(json_object_get(
                    json_object_get(json, "ofiq_like"), "face")) == 12.5);
    assert_true(json_is_null(json_object_get(first, "evidence")));
    assert_true(json_real_value(json_object_get(
                    json_object_get(second, "evidence"), "moire_peak")) == 132);
    assert_int_equal(json_integer_value(json_object_get(
                         json_object_get(json, "rule_set"), "version")),
                     2);
    json_decref(json);
    verdict_done(&v);
}

static void test_damaged_results(void **state)
{
    struct verdict_source source = {
        .kind = "shot", .end = "done", .stage = "", .result = {packed, 3}};
    struct verdict v;

    (void)state;
    memset(packed, 0xFF, sizeof packed);
    assert_int_equal(verdict_read(&source, &v), -EBADMSG);
    source.result.len = 0; /* no verdict in it */
    assert_int_equal(verdict_read(&source, &v), -EBADMSG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_damaged_results),
    };
    return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
