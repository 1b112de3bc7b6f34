#include "rules/admission.h"

#include "core/check.h"

static const struct {
    unsigned status;
    const char *name;
} CODES[ADMISSION_CODES] = {
    [ADMISSION_OK] = {0, "ok"},
    [ADMISSION_STEPS_MISSING] = {409, "steps_missing"},
    [ADMISSION_WINDOW_CLOSED] = {403, "window_closed"},
    [ADMISSION_NOT_IN_RECAPTURE] = {409, "not_in_recapture"},
    [ADMISSION_ALREADY_SUBMITTED] = {409, "already_submitted"},
    [ADMISSION_LOCKED] = {423, "locked"},
    [ADMISSION_COOLING_OFF] = {429, "cooling_off"},
    [ADMISSION_DRAFTS_FULL] = {409, "drafts_full"},
    [ADMISSION_SHOT_IN_PROGRESS] = {409, "shot_in_progress"},
    [ADMISSION_NONCE_INVALID] = {422, "nonce_invalid"},
    [ADMISSION_EVIDENCE_MISSING] = {422, "evidence_missing"},
};

static struct admission_verdict say(enum admission_code code, int64_t until_ms)
{
    return (struct admission_verdict){.code = code, .until_ms = until_ms};
}

/* Steps, window, submission: may this student capture these days at all? */
static struct admission_verdict judge_student(const struct admission *a)
{
    struct window window = window_at(a->schedule, &a->who, a->now_ms);
    bool is_live = submission_is_live(a->submission);

    if (steps_next(a->steps) != STEP_COUNT)
        return say(ADMISSION_STEPS_MISSING, 0);
    if (!window.open)
        return say(ADMISSION_WINDOW_CLOSED, window.opens_at_ms);
    if (is_live && window.phase == PHASE_RECAPTURE)
        return say(ADMISSION_NOT_IN_RECAPTURE, 0);
    if (is_live)
        return say(ADMISSION_ALREADY_SUBMITTED, 0);
    return say(ADMISSION_OK, 0);
}

/* Locks, pause, drafts box: may it be right now? */
static struct admission_verdict judge_moment(const struct admission *a)
{
    struct lock lock = lockout_current(a->lockout, a->now_ms);
    int64_t pause = lockout_cooling_off(a->lockout, a->now_ms);
    struct admission_verdict v = {.code = ADMISSION_LOCKED, .lock = lock};

    if (lock.reason != LOCKOUT_NONE) {
        v.until_ms = window_next_open(a->schedule, &a->who, lock.end_ms);
        return v;
    }
    if (pause)
        return say(ADMISSION_COOLING_OFF, pause);
    if (drafts_is_full(a->drafts, a->policy))
        return say(ADMISSION_DRAFTS_FULL,
                   drafts_oldest_deletable_at(a->drafts, a->policy));
    return say(ADMISSION_OK, 0);
}

struct admission_verdict admission_judge(const struct admission *a)
{
    struct admission_verdict v = judge_student(a);

    if (v.code == ADMISSION_OK)
        v = judge_moment(a);
    if (v.code != ADMISSION_OK)
        return v;
    if (a->shot_in_progress)
        return say(ADMISSION_SHOT_IN_PROGRESS, 0);
    if (!nonces_find(a->nonces, a->given_sha256, a->now_ms))
        return say(ADMISSION_NONCE_INVALID, 0);
    if (a->evidence_required && !a->evidence_given)
        return say(ADMISSION_EVIDENCE_MISSING, 0);
    return say(ADMISSION_OK, 0);
}

unsigned admission_status(enum admission_code code)
{
    CHECK(code < ADMISSION_CODES);
    return CODES[code].status;
}

const char *admission_name(enum admission_code code)
{
    CHECK(code < ADMISSION_CODES);
    return CODES[code].name;
}
