#include "rules/admission.h"

#include "rules_test.h"

#include <string.h>

/* clang-format off */
static const struct phase PHASES[] = {
    {PHASE_FIRST_CAPTURE, D0,     D0 + 1, "", "", NULL, 0},
    {PHASE_RECAPTURE,     D0 + 5, D0 + 5, "", "", NULL, 0},
};
/* clang-format on */
static const struct schedule SCHEDULE = {
    .phases = PHASES, .phases_len = 2, .open_min = 480, .close_min = 1080};

static const uint8_t NONCE[32] = {1, 2, 3};
static const uint8_t OTHER[32] = {1, 2, 4};

/* A student who may capture; each fault is switched on by one bit. */
struct setting {
    struct steps steps;
    struct lockout lockout;
    struct drafts drafts;
    struct nonces nonces;
    struct policy policy;
    struct admission a;
};

enum fault {
    NO_CONSENT,
    CLOSED,
    SUBMITTED,
    LOCKED,
    PAUSE,
    FULL,
    BUSY,
    NO_NONCE,
    NO_FRAMES,
    FAULTS,
};

static void apply(struct setting *s, enum fault fault)
{
    if (fault == NO_CONSENT)
        steps_clear(&s->steps, STEP_CONSENT);
    if (fault == CLOSED)
        s->a.now_ms = AT(0, 20, 0);
    if (fault == SUBMITTED)
        s->a.submission = SUBMISSION_SENT;
    if (fault == LOCKED)
        s->lockout.locks[LOCKOUT_NOT_LIVE] =
            (struct lock){LOCKOUT_NOT_LIVE, AT(0, 9, 0), AT(1, 0, 0)};
    if (fault == PAUSE)
        s->lockout.cooling_off_until_ms = AT(0, 20, 30);
    if (fault == FULL)
        s->drafts.len = 3;
    if (fault == BUSY)
        s->a.shot_in_progress = true;
    if (fault == NO_NONCE)
        s->a.given_sha256 = NULL;
    if (fault == NO_FRAMES)
        s->a.evidence_given = false;
}

static void build(struct setting *s, unsigned faults)
{
    memset(s, 0, sizeof *s);
    for (enum step step = STEP_PHONE; step < STEP_COUNT; step++)
        steps_mark(&s->steps, step, "1", T0);
    s->policy = policy_default();
    memcpy(s->nonces.at[0].sha256, NONCE, sizeof NONCE);
    s->nonces.at[0].expires_ms = AT(0, 21, 0);
    s->nonces.len = 1;
    s->drafts.at[0].stored_ms = AT(0, 8, 30);
    s->a = (struct admission){
        .steps = &s->steps,
        .schedule = &SCHEDULE,
        .who = {"u", "", "", 0, 0, false},
        .submission = SUBMISSION_NONE,
        .lockout = &s->lockout,
        .drafts = &s->drafts,
        .nonces = &s->nonces,
        .given_sha256 = NONCE,
        .evidence_required = true,
        .evidence_given = true,
        .policy = &s->policy,
        .now_ms = AT(0, 10, 0),
    };
    for (int i = 0; i < FAULTS; i++) {
        if (faults & (1U << i))
            apply(s, (enum fault)i);
    }
}

static const enum admission_code CODE_OF[FAULTS] = {
    [NO_CONSENT] = ADMISSION_STEPS_MISSING,
    [CLOSED] = ADMISSION_WINDOW_CLOSED,
    [SUBMITTED] = ADMISSION_ALREADY_SUBMITTED,
    [LOCKED] = ADMISSION_LOCKED,
    [PAUSE] = ADMISSION_COOLING_OFF,
    [FULL] = ADMISSION_DRAFTS_FULL,
    [BUSY] = ADMISSION_SHOT_IN_PROGRESS,
    [NO_NONCE] = ADMISSION_NONCE_INVALID,
    [NO_FRAMES] = ADMISSION_EVIDENCE_MISSING,
};

/* Of all faults that a request has, the one that is named is the first in the
 * order of http-api.md: every combination. */
static void test_order_of_checks(void **state)
{
    struct setting s;

    (void)state;
    for (unsigned faults = 0; faults < 1U << FAULTS; faults++) {
        enum admission_code expected = ADMISSION_OK;

        for (int i = FAULTS - 1; i >= 0; i--) {
            if (faults & (1U << i))
                expected = CODE_OF[i];
        }
        build(&s, faults);
        if (admission_judge(&s.a).code != expected)
            fail_msg("faults %x: %s", faults,
                     admission_name(admission_judge(&s.a).code));
    }
}

static int64_t until_of(unsigned faults)
{
    struct setting s;

    build(&s, faults);
    return admission_judge(&s.a).until_ms;
}

static void test_when(void **state)
{
    struct setting s;

    (void)state;
    assert_int_equal(until_of(1U << CLOSED), AT(1, 8, 0));
    assert_int_equal(until_of(1U << LOCKED), AT(1, 8, 0));
    assert_int_equal(until_of(1U << PAUSE), AT(0, 20, 30));
    assert_int_equal(until_of(1U << FULL), AT(1, 8, 30));
    build(&s, 1U << LOCKED);
    assert_int_equal(admission_judge(&s.a).lock.reason, LOCKOUT_NOT_LIVE);
    s.lockout.locks[LOCKOUT_NOT_LIVE].end_ms = AT(6, 0, 0);
    assert_int_equal(admission_judge(&s.a).until_ms, 0); /* none is left */
}

/* R9: in the recapture phase only those without a live submission. */
static void test_recapture(void **state)
{
    struct setting s;

    (void)state;
    build(&s, 1U << SUBMITTED);
    s.nonces.at[0].expires_ms = AT(5, 21, 0);
    s.a.now_ms = AT(5, 10, 0);
    assert_int_equal(admission_judge(&s.a).code, ADMISSION_NOT_IN_RECAPTURE);
    s.a.submission = SUBMISSION_REJECTED;
    assert_int_equal(admission_judge(&s.a).code, ADMISSION_OK);
    s.a.submission = SUBMISSION_NONE;
    assert_int_equal(admission_judge(&s.a).code, ADMISSION_OK);
}

static void test_nonce(void **state)
{
    struct setting s;

    (void)state;
    build(&s, 0);
    s.nonces.at[0].expires_ms = s.a.now_ms + 1;
    assert_int_equal(admission_judge(&s.a).code, ADMISSION_OK);
    s.nonces.at[0].expires_ms = s.a.now_ms;
    assert_int_equal(admission_judge(&s.a).code, ADMISSION_NONCE_INVALID);
    build(&s, 0);
    s.a.given_sha256 = OTHER;
    assert_int_equal(admission_judge(&s.a).code, ADMISSION_NONCE_INVALID);
    build(&s, 1U << NO_FRAMES);
    s.a.evidence_required = false;
    assert_int_equal(admission_judge(&s.a).code, ADMISSION_OK);
}

static void test_names(void **state)
{
    static const struct {
        const char *name;
        unsigned status;
    } ROWS[ADMISSION_CODES] = {
        {"ok", 0},
        {"steps_missing", 409},
        {"window_closed", 403},
        {"not_in_recapture", 409},
        {"already_submitted", 409},
        {"locked", 423},
        {"cooling_off", 429},
        {"drafts_full", 409},
        {"shot_in_progress", 409},
        {"nonce_invalid", 422},
        {"evidence_missing", 422},
    };

    (void)state;
    for (int i = 0; i < ADMISSION_CODES; i++) {
        enum admission_code code = (enum admission_code)i;

        assert_string_equal(admission_name(code), ROWS[i].name);
        assert_int_equal(admission_status(code), ROWS[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_checks), cmocka_unit_test(test_when),
        cmocka_unit_test(test_recapture),       cmocka_unit_test(test_nonce),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("admission", tests, NULL, NULL);
}
