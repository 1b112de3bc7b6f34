#include "world.h"

#include <string.h>

static uint8_t bytes[60] = {5};

static const struct job_blob BLOBS[] = {
    {"photo", "aa/original", {bytes, 60}, {bytes, 32}, 3000000, {NULL, 0}},
    {"preview", "aa/preview", {bytes, 60}, {bytes, 32}, 90000, {NULL, 0}},
    {"made", "aa/made", {bytes, 60}, {bytes, 32}, 30000, {NULL, 0}},
};

/* A verdict with one finding; "" is a pass without any. */
static void judge(struct world *w, const char *code, const char *severity,
                  handler_fn *handler)
{
    static const struct job JOB = {.blobs = BLOBS, .n_blobs = 3};
    Tucai__V1__ShotJob shot = TUCAI__V1__SHOT_JOB__INIT;
    Tucai__V1__ShotVerdict verdict = TUCAI__V1__SHOT_VERDICT__INIT;
    Tucai__V1__Finding finding = TUCAI__V1__FINDING__INIT;
    Tucai__V1__Finding doubt = TUCAI__V1__FINDING__INIT;
    Tucai__V1__Finding *findings[] = {&finding, &doubt};

    doubt.code = (char *)"not_live"; /* a warning refuses nothing */
    doubt.severity = (char *)"warn";
    finding.code = (char *)code;
    finding.severity = (char *)severity;
    verdict.passed = strcmp(severity, "refuse") != 0;
    verdict.n_findings = *code ? 2 : 0;
    verdict.findings = findings;
    verdict.rule_set = (char *)"diploma";
    verdict.rule_set_version = 2;
    shot.nonce_sha256.data = bytes;
    shot.nonce_sha256.len = 32;
    w->scene.shot_job = &shot;
    w->scene.verdict = &verdict;
    w->scene.job = &JOB;
    if (handler)
        world_act(w, NULL, handler);
    else
        world_again(w, NULL, shot_judge);
}

static void test_a_pass_enters_the_box(void **state)
{
    const struct draft *draft;
    struct world w;

    (void)state;
    world_open(&w);
    memcpy(w.student->nonces.at[0].sha256, bytes, 32);
    w.student->nonces.at[0].expires_ms = NOW + MIN(5);
    w.student->nonces.at[1].expires_ms = NOW + MIN(5);
    w.student->nonces.len = 2;
    judge(&w, "jewellery", "warn", shot_judge);
    draft = drafts_find(&w.student->drafts, world_answer(&w, "draft_id"));
    assert_non_null(draft);
    assert_string_equal(draft->shot_id, "job-1");
    assert_string_equal(draft->warnings[0], "jewellery");
    assert_true(draft->is_suspected); /* not_live stands behind it */
    assert_string_equal(draft->rule_set, "diploma");
    assert_int_equal(draft->rule_set_version, 2);
    assert_string_equal(draft->photo.location, "aa/made");
    assert_string_equal(draft->original.location, "aa/original");
    assert_int_equal(draft->stored_ms, NOW + S(3));
    assert_int_equal(w.student->nonces.len, 1); /* that one is used up */
    assert_int_equal(world_count(&w, EFFECT_EVENT, "shot"), 1);
    assert_int_equal(world_count(&w, EFFECT_EVENT, "draft"), 1);
    judge(&w, "jewellery", "warn", NULL); /* the same job again */
    assert_false(w.d.is_changed);
    assert_int_equal(w.student->drafts.len, 2);
    assert_string_equal(world_answer(&w, "draft_id"),
                        w.student->drafts.at[1].id);
    world_close(&w);
}

static void test_failures_pause_and_lock(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    for (int i = 1; i <= 4; i++) {
        judge(&w, "too_dark", "refuse", shot_judge);
        assert_int_equal(w.student->lockout.failed_in_row, i);
        assert_int_equal(world_count(&w, EFFECT_EVENT, "lock"), 0);
        assert_int_equal(world_count(&w, EFFECT_EVENT, "shot"), 1);
    }
    assert_int_equal(w.student->lockout.cooling_off_until_ms, NOW + S(13));
    assert_int_equal(w.student->lockout.not_live_count, 0);
    judge(&w, "too_dark", "refuse", NULL); /* replayed: counted once */
    assert_int_equal(w.student->lockout.failed_in_row, 4);
    judge(&w, "too_dark", "refuse", shot_judge);
    assert_int_equal(world_count(&w, EFFECT_EVENT, "lock"), 1);
    assert_int_equal(lockout_current(&w.student->lockout, NOW).end_ms,
                     NOW + MIN(30));
    assert_int_equal(w.student->drafts.len, 1);
    world_close(&w);
}

static void test_what_is_no_strike(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    judge(&w, "image_invalid", "refuse", shot_judge);
    assert_int_equal(w.student->lockout.failed_in_row, 0);
    assert_int_equal(w.student->lockout.cooling_off_until_ms, 0);
    world_close(&w);
}

/* R17: a machine's finding locks only where the school wants it. */
static void test_recapture(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    judge(&w, "recapture", "warn", shot_judge);
    assert_int_equal(w.student->drafts.len, 2);
    judge(&w, "recapture", "refuse", shot_judge);
    assert_int_equal(lockout_current(&w.student->lockout, NOW).reason,
                     LOCKOUT_NONE);
    world_school(&w, "\"machine_refuses\":[\"recapture\"]");
    judge(&w, "retouched", "refuse", shot_judge);
    assert_int_equal(lockout_current(&w.student->lockout, NOW).reason,
                     LOCKOUT_NONE);
    judge(&w, "recapture", "refuse", shot_judge);
    assert_int_equal(lockout_current(&w.student->lockout, NOW).reason,
                     LOCKOUT_VIOLATION);
    world_close(&w);
}

static void test_liveness(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    for (int i = 0; i < 3; i++)
        judge(&w, "not_live", "refuse", shot_judge);
    assert_int_equal(lockout_current(&w.student->lockout, NOW).end_ms,
                     T0 + DAY(1));
    world_close(&w);
}

static void test_without_consent_nothing_is_kept(void **state)
{
    struct world w;

    (void)state;
    world_open(&w);
    steps_clear(&w.student->steps, STEP_CONSENT);
    judge(&w, "", "", shot_judge);
    assert_int_equal(w.student->drafts.len, 1);
    assert_string_equal(world_answer(&w, "draft_id"), "");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_pass_enters_the_box),
        cmocka_unit_test(test_failures_pause_and_lock),
        cmocka_unit_test(test_what_is_no_strike),
        cmocka_unit_test(test_recapture),
        cmocka_unit_test(test_liveness),
        cmocka_unit_test(test_without_consent_nothing_is_kept),
    };
    return cmocka_run_group_tests_name("shot", tests, NULL, NULL);
}
