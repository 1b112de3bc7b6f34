#include "billing/handlers.h"
#include "billing/season_facts.h"

#include <string.h>

static void already_reviewed(struct decision *d)
{
    refuse(d, 409, "already_reviewed", "这份照片已经审核。", NULL);
}

/* It is not before the school: not paid for yet, or given up. */
static bool is_students_own(enum submission_state state)
{
    return state == SUBMISSION_AWAITING_PAYMENT ||
           state == SUBMISSION_WITHDRAWN;
}

static void refuse_early(struct decision *d)
{
    refuse(d, 409, "not_ready", "这份照片尚未支付或已撤回，不能审核。", NULL);
}

/* What may not be reviewed: not paid for yet, given up, or decided on. */
static void refuse_review(struct decision *d, enum submission_state state)
{
    if (is_students_own(state))
        refuse_early(d);
    else
        already_reviewed(d);
}

static void decided(struct scene *scene, struct submission *sub,
                    enum submission_state state, const char *reason)
{
    submission_move(sub, state, scene->now_ms, scene->by, reason);
    sub->decided_ms = scene->now_ms;
    if (!sub->opened_ms) /* taken back or not, it has been reviewed (R27) */
        sub->opened_ms = scene->now_ms;
    scene_copy(sub->decided_by, sizeof sub->decided_by, scene->by);
    scene_copy(sub->reason, sizeof sub->reason, reason);
}

static void reject(struct scene *scene, struct submission *sub)
{
    const Tucai__V1__Review *op = scene->command->review;
    struct student *s = scene->student;

    decided(scene, sub, SUBMISSION_REJECTED, op->reason);
    scene_copy(sub->ground, sizeof sub->ground,
               op->ground[0] ? op->ground : "quality");
    if (strcmp(sub->ground, "violation") == 0) /* R17 */
        s->lockout = lockout_violation(&s->lockout, scene->now_ms);
}

static bool review_is_sound(const Tucai__V1__Review *op, struct decision *d)
{
    static const char *const GROUNDS[] = {"", "quality", "violation", "other"};
    bool is_reject = strcmp(op->decision, "reject") == 0;
    bool is_ground = false;

    for (size_t i = 0; i < sizeof GROUNDS / sizeof *GROUNDS; i++)
        is_ground = is_ground || strcmp(op->ground, GROUNDS[i]) == 0;
    if (!is_reject && strcmp(op->decision, "approve") != 0) {
        refuse_malformed(d, "decision 为 approve 或 reject。");
        return false;
    }
    if (!is_ground) {
        refuse_malformed(d, "ground 为 quality、violation 或 other。");
        return false;
    }
    return !is_reject || scene_has_reason(d, op->reason);
}

void review_decide(struct scene *scene, struct decision *d)
{
    const Tucai__V1__Review *op = scene->command->review;
    struct submission *sub = scene_submission(scene, d, op->submission_id);

    if (!sub || !review_is_sound(op, d))
        return;
    if (sub->state != SUBMISSION_IN_REVIEW) {
        refuse_review(d, sub->state);
        return;
    }
    if (strcmp(op->decision, "approve") == 0)
        decided(scene, sub, SUBMISSION_APPROVED, op->reason);
    else
        reject(scene, sub);
    d->is_changed = true;
    decide(d, 200,
           json_pack("{s:s, s:s}", "submission_id", sub->id, "state",
                     submission_state_name(sub->state)));
}

/* What a second person has decided on an appeal, the first one does not take
 * back (R31). */
static bool is_ones_own(struct scene *scene, struct decision *d,
                        const struct submission *sub)
{
    const struct appeal *a = appeals_of(&scene->student->appeals, sub->id);

    if (!a || a->state != APPEAL_ACCEPTED ||
        strcmp(sub->decided_by, scene->by) == 0)
        return true;
    refuse(d, 403, "same_person", "申诉的决定只能由作出决定的人撤销。", NULL);
    return false;
}

void review_undo(struct scene *scene, struct decision *d)
{
    const Tucai__V1__SubmissionRef *op = scene->command->undo_review;
    struct submission *sub = scene_submission(scene, d, op->submission_id);
    struct student *s = scene->student;

    if (!sub || season_is_over(scene, d) || !is_ones_own(scene, d, sub))
        return;
    /* Judged now, not when it was asked: meanwhile it may have been sealed. */
    if (scene->is_sealed ||
        !submission_may_undo(sub, &scene->school->policy,
                             scene->now_ms > scene->verdict_ms
                                 ? scene->now_ms
                                 : scene->verdict_ms)) {
        refuse(d, 409, "undo_too_late", "已超过可撤销的时间。", NULL);
        return;
    }
    if (strcmp(sub->ground, "violation") == 0)
        s->lockout = lockout_forgive(&s->lockout, sub->decided_ms);
    submission_move(sub, SUBMISSION_IN_REVIEW, scene->now_ms, scene->by,
                    op->reason);
    appeals_settle(&s->appeals, sub->id, scene->now_ms);
    sub->decided_ms = 0;
    memset(sub->decided_by, 0, sizeof sub->decided_by);
    memset(sub->reason, 0, sizeof sub->reason);
    memset(sub->ground, 0, sizeof sub->ground);
    d->is_changed = true;
    decide(d, 200,
           json_pack("{s:s, s:s}", "submission_id", sub->id, "state",
                     submission_state_name(sub->state)));
}

void review_reset(struct scene *scene, struct decision *d)
{
    const Tucai__V1__SubmissionRef *op = scene->command->reset;
    struct submission *sub = scene_submission(scene, d, op->submission_id);

    if (!sub || !scene_has_reason(d, op->reason))
        return;
    if (!submission_may_move(sub->state, SUBMISSION_RESET)) {
        if (sub->state == SUBMISSION_SENT || sub->state == SUBMISSION_ACCEPTED)
            refuse(d, 409, "undo_too_late", "照片已发往学信网。", NULL);
        else
            already_reviewed(d);
        return;
    }
    decided(scene, sub, SUBMISSION_RESET, op->reason);
    d->is_changed = true;
    decide(d, 200,
           json_pack("{s:s, s:s}", "submission_id", sub->id, "state",
                     submission_state_name(sub->state)));
}

/* From here on the student cannot withdraw (R27); and nobody sees what is not,
 * or no longer, before the school: of a look and a withdrawal at the same
 * moment one wins. */
void review_opened(struct scene *scene, struct decision *d)
{
    const Tucai__V1__PhotoOpened *op = scene->command->photo_opened;
    struct submission *sub = scene_submission(scene, d, op->submission_id);

    if (!sub)
        return;
    if (is_students_own(sub->state)) {
        refuse_early(d);
        return;
    }
    decide(d, 204, NULL);
    if (sub->opened_ms)
        return;
    sub->opened_ms = scene->now_ms;
    d->is_changed = true;
}

void review_unlock(struct scene *scene, struct decision *d)
{
    const char *reason = scene->command->unlock->reason;

    if (!scene_has_reason(d, reason))
        return;
    scene->student->lockout = lockout_unlocked();
    scene_note(scene, "unlock", reason);
    d->is_changed = true;
    decide(d, 204, NULL);
}
