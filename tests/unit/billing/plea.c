#include "plea.h"

#include <string.h>

Tucai__V1__Finding plea_covered = TUCAI__V1__FINDING__INIT;
static Tucai__V1__Finding DARK = TUCAI__V1__FINDING__INIT;
static Tucai__V1__Finding *FINDINGS[] = {&plea_covered, &DARK};
Tucai__V1__ShotVerdict plea_verdict = TUCAI__V1__SHOT_VERDICT__INIT;

void plea_refused_shot(struct world *w)
{
    struct shot_record *shot = &w->scene.shot;

    plea_covered.code = (char *)"head_covered";
    plea_covered.severity = (char *)"refuse";
    DARK.code = (char *)"too_dark";
    DARK.severity = (char *)"warn";
    plea_verdict.passed = false;
    plea_verdict.findings = FINDINGS;
    plea_verdict.n_findings = LEN(FINDINGS);
    *shot = (struct shot_record){.is_his = true,
                                 .is_over = true,
                                 .admitted_ms = NOW - MIN(10),
                                 .verdict = &plea_verdict};
    scene_copy(shot->original.location, PHOTO_LOCATION_SIZE, "aa/original");
    scene_copy(shot->preview.location, PHOTO_LOCATION_SIZE, "aa/preview");
    w->student->lockout.failed_in_row = 1;
    w->student->lockout.run_from_ms = NOW - MIN(10);
}

void plea_rejected_submission(struct world *w, const char *ground)
{
    struct submission *s = &w->student->submission;

    scene_copy(s->id, sizeof s->id, "s1");
    s->state = SUBMISSION_REJECTED;
    s->history_len = 1;
    s->decided_ms = NOW - MIN(20);
    scene_copy(s->decided_by, sizeof s->decided_by, "wang");
    scene_copy(s->reason, sizeof s->reason, "头发遮挡眉眼");
    scene_copy(s->ground, sizeof s->ground, ground);
}

void plea_make(struct world *w, const char *shot, const char *text)
{
    Tucai__V1__MakeAppeal op = TUCAI__V1__MAKE_APPEAL__INIT;

    op.shot_id = (char *)shot;
    op.submission_id = (char *)(*shot ? "" : "s1");
    op.text = (char *)text;
    w->scene.by = "student";
    world_act(w, COMMAND(make_appeal, MAKE_APPEAL, &op), appeal_make);
}

void plea_decide(struct world *w, const char *by, const char *decision,
                 const char *reason)
{
    Tucai__V1__DecideAppeal op = TUCAI__V1__DECIDE_APPEAL__INIT;

    op.appeal_id = w->student->appeals.at[0].id;
    op.decision = (char *)decision;
    op.reason = (char *)reason;
    w->scene.by = by;
    world_act(w, COMMAND(decide_appeal, DECIDE_APPEAL, &op), appeal_decide);
}

const struct appeal *plea_first(const struct world *w)
{
    return &w->student->appeals.at[0];
}
