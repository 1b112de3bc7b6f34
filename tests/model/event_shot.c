#include "event.h"

#include "core/check.h"

#include <string.h>

static uint8_t bytes[PHOTO_KEY_SIZE] = {5};
static const struct job_blob BLOBS[] = {
    {"made", "aa/made", {bytes, sizeof bytes}, {bytes, 32}, 30000, {0}},
};
static const struct job JOB = {.blobs = BLOBS, .n_blobs = 1};

/* What a check says; kind: "pass", "suspect" (R17: it passes with a warning),
 * "fail", or the code of a finding that refuses.  For one use at a time. */
static Tucai__V1__ShotVerdict *verdict_of(const char *kind)
{
    static Tucai__V1__ShotVerdict verdict;
    static Tucai__V1__Finding finding;
    static Tucai__V1__Finding *findings[] = {&finding};
    bool is_suspect = strcmp(kind, "suspect") == 0;

    tucai__v1__shot_verdict__init(&verdict);
    tucai__v1__finding__init(&finding);
    finding.code = (char *)(strcmp(kind, "fail") == 0 ? "too_dark" : kind);
    if (is_suspect)
        finding.code = (char *)"retouched";
    finding.measured = is_suspect ? 0.95 : 0.1;
    finding.severity = (char *)(is_suspect ? "warn" : "refuse");
    verdict.passed = is_suspect || strcmp(kind, "pass") == 0;
    verdict.n_findings = strcmp(kind, "pass") == 0 ? 0 : 1;
    verdict.findings = findings;
    return &verdict;
}

static void remember(struct subject *s, const char *kind)
{
    struct subject_shot *shot = &s->shots[s->shots_len++];

    CHECK(s->shots_len <= SUBJECT_SHOTS_MAX);
    memset(shot, 0, sizeof *shot);
    scene_copy(shot->id, sizeof shot->id, s->job_id);
    scene_copy(shot->kind, sizeof shot->kind, kind);
    shot->admitted_ms = s->shot_ms;
}

void event_verdict(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__ShotJob shot = TUCAI__V1__SHOT_JOB__INIT;
    const char *kind = event_text(event, "kind");

    if (!s->has_shot && !json_is_true(json_object_get(event, "again"))) {
        decision_done(&s->d);
        return;
    }
    if (s->has_shot)
        remember(s, kind);
    shot.nonce_sha256.data = s->nonce;
    shot.nonce_sha256.len = sizeof s->nonce;
    s->scene.shot_job = &shot;
    s->scene.verdict = verdict_of(kind);
    s->scene.job = &JOB;
    subject_run(s, shot_judge, s->shot_ms, at_ms);
    s->has_shot = false;
}

/* ---- appeals: R31 ---- */

/* What billing loads for an appeal against a machine. */
static char *load_shot(struct subject *s, size_t number)
{
    struct shot_record *record = &s->scene.shot;
    struct subject_shot *shot = &s->shots[number];

    memset(record, 0, sizeof *record);
    if (number >= s->shots_len)
        return (char *)"none";
    record->is_his = record->is_over = true;
    record->admitted_ms = shot->admitted_ms;
    record->verdict = verdict_of(shot->kind);
    scene_copy(record->original.location, sizeof record->original.location,
               "aa/original");
    return shot->id;
}

void event_appeal(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__MakeAppeal op = TUCAI__V1__MAKE_APPEAL__INIT;
    const json_t *number = json_object_get(event, "shot");

    if (number)
        op.shot_id = load_shot(s, (size_t)json_integer_value(number));
    else
        op.submission_id = s->student->submission.id;
    op.text = event_text(event, "text");
    subject_command(s, COMMAND(make_appeal, MAKE_APPEAL, &op), at_ms);
}

static char *appeal_of(struct subject *s, const json_t *event)
{
    json_int_t i = json_integer_value(json_object_get(event, "appeal"));
    struct appeals *appeals = &s->student->appeals;

    return i < (json_int_t)appeals->len ? appeals->at[i].id : (char *)"none";
}

void event_decide(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__DecideAppeal op = TUCAI__V1__DECIDE_APPEAL__INIT;

    op.appeal_id = appeal_of(s, event);
    op.decision = event_text(event, "decision");
    op.reason = event_text(event, "reason");
    subject_command(s, COMMAND(decide_appeal, DECIDE_APPEAL, &op), at_ms);
}

/* The verdict on the photo of an accepted one. */
void event_made(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__ShotJob shot = TUCAI__V1__SHOT_JOB__INIT;
    bool passed = json_is_true(json_object_get(event, "passed"));

    shot.appeal_id = appeal_of(s, event);
    s->scene.shot_job = &shot;
    s->scene.verdict = verdict_of(passed ? "pass" : "no_face");
    s->scene.job = &JOB;
    subject_run(s, appeal_made, at_ms, at_ms);
}

/* ---- whose face it is: R45; all erased: R41 ---- */

/* draft: its number; without one the submitted photo is meant. */
void event_face(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__RealName op = TUCAI__V1__REAL_NAME__INIT;
    const json_t *number = json_object_get(event, "draft");
    json_int_t i = json_integer_value(number);

    op.draft_id = s->student->submission.draft.id;
    if (number)
        op.draft_id = i < (json_int_t)s->student->drafts.len
                          ? s->student->drafts.at[i].id
                          : (char *)"none";
    op.answer = event_text(event, "answer");
    subject_command(s, COMMAND(real_name, REAL_NAME, &op), at_ms);
}

/* The files of shots go too: nobody can appeal for them any more. */
void event_erase(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__TokenRef op = TUCAI__V1__TOKEN_REF__INIT;

    (void)event;
    subject_command(s, COMMAND(erase_me, ERASE_ME, &op), at_ms);
    if (s->d.status < 400)
        s->shots_len = 0;
}
