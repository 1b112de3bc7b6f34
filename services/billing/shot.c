#include "billing/shot.h"

#include "billing/handlers.h"
#include "billing/jobs.h"

#include "core/check.h"
#include "model/finding.h"
#include "model/me.h"

#include <string.h>

bool shot_has_refusal(const Tucai__V1__ShotVerdict *verdict,
                      enum finding_code code)
{
    for (size_t i = 0; i < verdict->n_findings; i++) {
        const Tucai__V1__Finding *f = verdict->findings[i];

        if (strcmp(f->code, finding_name(code)) == 0 &&
            strcmp(f->severity, "refuse") == 0)
            return true;
    }
    return false;
}

/* R16: a damaged file is no strike. R17: a machine's finding locks only where
 * the school has switched that on. */
enum attempt_result shot_result(const struct school *school,
                                const Tucai__V1__ShotVerdict *v)
{
    bool is_violation =
        (school->recapture_refuses && shot_has_refusal(v, FINDING_RECAPTURE)) ||
        (school->retouched_refuses && shot_has_refusal(v, FINDING_RETOUCHED));

    if (v->passed)
        return ATTEMPT_PASSED;
    if (shot_has_refusal(v, FINDING_IMAGE_INVALID))
        return ATTEMPT_TECHNICAL;
    if (shot_has_refusal(v, FINDING_NOT_LIVE))
        return ATTEMPT_NOT_LIVE;
    return is_violation ? ATTEMPT_VIOLATION : ATTEMPT_FAILED;
}

static void judge_lockout(struct scene *scene)
{
    struct student *s = scene->student;
    struct window_who who = student_who(s);
    struct attempt attempt = {
        .result = shot_result(scene->school, scene->verdict),
        .admitted_ms = scene->now_ms,
        .verdict_ms = scene->verdict_ms,
    };

    who.is_over = false; /* the lock is that of the day it was taken on */
    s->lockout =
        lockout_after(&s->lockout, &attempt, &scene->school->policy,
                      window_last_close(&scene->school->schedule, &who));
}

void shot_take_blob(const struct job *job, const char *name,
                    struct photo_ref *ret)
{
    const struct job_blob *blob = job_blob(job, name);

    if (!blob || blob->wrapped_key.len != sizeof ret->wrapped_key ||
        blob->sha256.len != sizeof ret->sha256)
        return;
    scene_copy(ret->location, sizeof ret->location, blob->location);
    memcpy(ret->wrapped_key, blob->wrapped_key.at, sizeof ret->wrapped_key);
    memcpy(ret->sha256, blob->sha256.at, sizeof ret->sha256);
    ret->size = blob->size;
}

static void take_warnings(const Tucai__V1__ShotVerdict *verdict,
                          struct draft *draft)
{
    for (size_t i = 0; i < verdict->n_findings; i++) {
        const Tucai__V1__Finding *f = verdict->findings[i];

        if (draft->warnings_len == DRAFT_WARNINGS_MAX)
            return;
        scene_copy(draft->warnings[draft->warnings_len++], FINDING_SIZE,
                   f->code);
        if (drafts_is_suspicion(f->code, f->measured))
            draft->is_suspected = true;
    }
}

/* R12: a passing photo enters the box by itself; without consent (R5: it may
 * be withdrawn at any time) nothing is kept. */
void shot_keep_draft(struct scene *scene, const char *shot_id,
                     char ret_id[ID_SIZE])
{
    struct student *s = scene->student;
    struct draft draft = {.stored_ms = scene->verdict_ms};

    if (!steps_is_done(&s->steps, STEP_CONSENT))
        return;
    scene_id(scene, "d", draft.id);
    scene_copy(draft.shot_id, sizeof draft.shot_id, shot_id);
    take_warnings(scene->verdict, &draft);
    scene_copy(draft.rule_set, sizeof draft.rule_set, scene->verdict->rule_set);
    draft.rule_set_version = scene->verdict->rule_set_version;
    shot_take_blob(scene->job, "made", &draft.photo);
    shot_take_blob(scene->job, "photo", &draft.original);
    shot_take_blob(scene->job, "preview", &draft.preview);
    if (draft.photo.location[0] && drafts_add(&s->drafts, &draft))
        scene_copy(ret_id, ID_SIZE, draft.id);
}

static void use_up_nonce(struct scene *scene)
{
    ProtobufCBinaryData used = scene->shot_job->nonce_sha256;

    if (used.len == NONCE_SHA256_BYTES)
        nonces_use(&scene->student->nonces, used.data);
}

static bool was_judged(const struct student *s, const char *shot_id)
{
    for (size_t i = 0; i < s->judged_len; i++) {
        if (strcmp(s->judged[i], shot_id) == 0)
            return true;
    }
    return false;
}

static void remember_judged(struct student *s, const char *shot_id)
{
    if (s->judged_len == STUDENT_JUDGED_MAX) {
        s->judged_len--;
        memmove(s->judged[0], s->judged[1], s->judged_len * ID_SIZE);
    }
    scene_copy(s->judged[s->judged_len++], ID_SIZE, shot_id);
}

static void tell(struct scene *scene, struct decision *d, const char *draft_id)
{
    bool passed = scene->verdict->passed;
    json_t *draft = draft_id[0] ? json_string(draft_id) : json_null();

    decision_event(d, "shot",
                   json_pack("{s:s, s:s, s:o}", "shot_id", scene->job_id,
                             "state", passed ? "passed" : "rejected",
                             "draft_id", draft));
}

/* Becomes a ShotResult (work.c), which GET /shots/{id} shows. */
static void answer(struct decision *d, const char *draft_id)
{
    decide(d, 200, json_pack("{s:s}", "draft_id", draft_id));
}

void shot_judge(struct scene *scene, struct decision *d)
{
    char draft_id[ID_SIZE] = "";

    if (was_judged(scene->student, scene->job_id)) {
        scene_id(scene, "d", draft_id);
        answer(d, scene->verdict->passed ? draft_id : "");
        return;
    }
    judge_lockout(scene);
    if (scene->verdict->passed)
        shot_keep_draft(scene, scene->job_id, draft_id);
    if (draft_id[0] && scene->school->real_name)
        jobs_real_name(d, draft_id);
    use_up_nonce(scene);
    remember_judged(scene->student, scene->job_id);
    d->is_changed = true;
    tell(scene, d, draft_id);
    answer(d, draft_id);
}
