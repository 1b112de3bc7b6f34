#include "billing/handlers.h"
#include "billing/season_facts.h"

#include "billing/jobs.h"
#include "billing/shot.h"
#include "core/check.h"
#include "core/text.h"

#include <string.h>

/* ---- made by the student ---- */

static bool text_is_good(struct decision *d, const char *text)
{
    size_t chars = text_chars(text);

    if (chars > 0 && chars <= APPEAL_CHARS_MAX &&
        strlen(text) < APPEAL_TEXT_SIZE)
        return true;
    refuse_malformed(d,
                     chars ? "申诉最多500个字。" : "请用一句话说明申诉理由。");
    return false;
}

static void refuse_object(struct decision *d, const char *detail)
{
    refuse(d, 409, "not_appealable", detail, NULL);
}

/* A shot can be appealed if the machine has refused a photo that it could
 * read. */
static bool shot_may_be_appealed(const struct shot_record *shot,
                                 struct decision *d)
{
    if (!shot->is_his) {
        refuse_unknown(d);
        return false;
    }
    if (!shot->is_over) {
        refuse(d, 409, "not_ready", "照片还在检测中。", NULL);
        return false;
    }
    if (!shot->verdict || shot->verdict->passed ||
        shot_has_refusal(shot->verdict, FINDING_IMAGE_INVALID) ||
        !shot->original.location[0]) {
        refuse_object(d, "只有检测未通过的照片可以申诉。");
        return false;
    }
    return true;
}

static bool submission_may_be_appealed(const struct submission *sub,
                                       struct decision *d)
{
    if (sub && sub->state != SUBMISSION_REJECTED) {
        refuse_object(d, "只有学校审核未通过的照片可以申诉。");
        return false;
    }
    return sub != NULL;
}

static void about_shot(const struct scene *scene, struct appeal *a)
{
    const struct shot_record *shot = &scene->shot;
    const Tucai__V1__ShotVerdict *v = shot->verdict;

    a->is_shot = true;
    scene_copy(a->first_by, sizeof a->first_by, APPEAL_MACHINE);
    a->first_ms = shot->admitted_ms;
    a->result = shot_result(scene->school, v);
    a->original = shot->original;
    a->preview = shot->preview;
    for (size_t i = 0; i < v->n_findings; i++) {
        const Tucai__V1__Finding *f = v->findings[i];

        if (strcmp(f->severity, "refuse") == 0 &&
            a->findings_len < DRAFT_WARNINGS_MAX)
            scene_copy(a->findings[a->findings_len++], FINDING_SIZE, f->code);
    }
}

static void about_submission(const struct submission *sub, struct appeal *a)
{
    scene_copy(a->first_by, sizeof a->first_by, sub->decided_by);
    a->first_ms = sub->decided_ms;
    scene_copy(a->first_reason, sizeof a->first_reason, sub->reason);
}

static void answer(struct decision *d, unsigned status, const struct appeal *a)
{
    decide(d, status,
           json_pack("{s:s, s:s}", "appeal_id", a->id, "state",
                     appeal_state_name(a->state)));
}

/* The student's, under its id; a replay finds the same. */
static void index_appeal(const struct scene *scene, struct decision *d,
                         const char *id)
{
    char key[KEY_SIZE];
    struct effect *e;

    CHECK(key_of("appeal", id, key));
    e = decision_add(d, EFFECT_RECORD, key);
    CHECK(buf_add_text(&e->value, scene->student->uid) == 0);
}

static void keep(struct scene *scene, struct decision *d, const char *id,
                 const char *object)
{
    const Tucai__V1__MakeAppeal *op = scene->command->make_appeal;
    struct appeal *a = appeals_add(&scene->student->appeals);

    if (!a) {
        refuse(d, 409, "too_many_appeals", "申诉过多，请等待学校处理。", NULL);
        return;
    }
    scene_copy(a->id, sizeof a->id, id);
    scene_copy(a->object, sizeof a->object, object);
    scene_copy(a->text, sizeof a->text, op->text);
    a->made_ms = scene->now_ms;
    if (op->shot_id[0])
        about_shot(scene, a);
    else
        about_submission(&scene->student->submission, a);
    index_appeal(scene, d, id);
    d->is_changed = true;
    answer(d, 202, a);
}

void appeal_make(struct scene *scene, struct decision *d)
{
    const Tucai__V1__MakeAppeal *op = scene->command->make_appeal;
    const char *object = op->shot_id[0] ? op->shot_id : op->submission_id;
    struct appeal *before = appeals_of(&scene->student->appeals, object);
    char id[ID_SIZE];

    scene_id(scene, "a", id);
    if (before && strcmp(before->id, id) == 0) { /* this command, again */
        answer(d, 202, before);
        return;
    }
    if (season_is_over(scene, d))
        return;
    if (before) {
        refuse(d, 409, "already_appealed", "已经申诉过，每张照片只能申诉一次。",
               NULL);
        return;
    }
    if (!text_is_good(d, op->text))
        return;
    if (op->shot_id[0]
            ? shot_may_be_appealed(&scene->shot, d)
            : submission_may_be_appealed(scene_submission(scene, d, object), d))
        keep(scene, d, id, object);
}

/* ---- decided by a second person ---- */

static int64_t violation_ms(const struct submission *sub)
{
    bool is_one = sub->state == SUBMISSION_REJECTED &&
                  strcmp(sub->ground, "violation") == 0;

    return is_one ? sub->decided_ms : 0;
}

/* R17: a reviewer's lock that came under a machine's of the same day was not
 * set beside it; it stands when that one is dropped. */
static void keep_reviewers_lock(struct student *s, int64_t machines_ms)
{
    int64_t latest_ms = violation_ms(&s->submission);

    for (size_t i = s->past_len; i > 0 && !latest_ms; i--)
        latest_ms = violation_ms(&s->past[i - 1]);
    if (machines_ms && s->lockout.locks[LOCKOUT_VIOLATION].end_ms == 0 &&
        latest_ms > machines_ms)
        s->lockout = lockout_violation(&s->lockout, latest_ms);
}

/* R31: the strike goes, and the photo is judged again by qc, where what was
 * found only warns, and made. */
static void accept_shot(struct scene *scene, struct decision *d,
                        struct appeal *a)
{
    struct student *s = scene->student;
    const struct attempt attempt = {.result = a->result,
                                    .admitted_ms = a->first_ms};
    int64_t machines_ms = s->lockout.locks[LOCKOUT_VIOLATION].begun_ms;

    s->lockout = lockout_take_back(&s->lockout, &attempt,
                                   &scene->school->policy, scene->now_ms);
    keep_reviewers_lock(s, machines_ms);
    jobs_judge_again(d, scene, a);
}

/* The second person's acceptance is an approval. */
static void accept_submission(struct scene *scene, struct appeal *a)
{
    struct student *s = scene->student;
    struct submission *sub = &s->submission;

    if (strcmp(sub->ground, "violation") == 0) /* R17 */
        s->lockout = lockout_forgive(&s->lockout, sub->decided_ms);
    submission_move(sub, SUBMISSION_IN_REVIEW, scene->now_ms, "student",
                    a->text);
    submission_move(sub, SUBMISSION_APPROVED, scene->now_ms, scene->by,
                    a->reason);
    sub->decided_ms = scene->now_ms;
    scene_copy(sub->decided_by, sizeof sub->decided_by, scene->by);
    memset(sub->reason, 0, sizeof sub->reason);
    memset(sub->ground, 0, sizeof sub->ground);
}

static void tell(const struct scene *scene, struct decision *d)
{
    const struct notice notice = {
        .kind = TUCAI__V1__NOTIFY_KIND__NOTIFY_KIND_PHOTO,
        .text = "【图像采集】您的申诉已有处理结果，请登录查看。",
    };

    if (scene->student->notify_photo)
        jobs_notify(d, scene, &notice);
}

static void forget_photo(struct appeal *a)
{
    memset(&a->original, 0, sizeof a->original);
    memset(&a->preview, 0, sizeof a->preview);
}

static void accept(struct scene *scene, struct decision *d, struct appeal *a)
{
    a->state = APPEAL_ACCEPTED;
    if (!a->is_shot) {
        accept_submission(scene, a); /* that is told as every approval */
        return;
    }
    accept_shot(scene, d, a);
    tell(scene, d);
}

static void reject(struct scene *scene, struct decision *d, struct appeal *a)
{
    a->state = APPEAL_REJECTED;
    forget_photo(a);
    tell(scene, d);
}

/* `approve` says the same as `accept`: it is what a review says. */
static bool is_acceptance(const char *decision)
{
    return strcmp(decision, "accept") == 0 || strcmp(decision, "approve") == 0;
}

static bool decision_is_sound(const Tucai__V1__DecideAppeal *op,
                              struct decision *d)
{
    bool is_rejection = strcmp(op->decision, "reject") == 0;

    if (!is_rejection && !is_acceptance(op->decision)) {
        refuse_malformed(d, "decision 为 accept 或 reject。");
        return false;
    }
    return (!is_rejection && !op->reason[0]) || scene_has_reason(d, op->reason);
}

static bool may_decide(const struct scene *scene, struct decision *d,
                       const struct appeal *a)
{
    enum appeal_verdict verdict = appeal_may_decide(a, scene->by);

    if (verdict == APPEAL_DECIDED)
        refuse(d, 409, "already_decided", "这份申诉已经处理。", NULL);
    if (verdict == APPEAL_SAME_PERSON)
        refuse(d, 403, "same_person", "申诉须由原审核人以外的人处理。", NULL);
    return verdict == APPEAL_MAY_DECIDE;
}

void appeal_decide(struct scene *scene, struct decision *d)
{
    const Tucai__V1__DecideAppeal *op = scene->command->decide_appeal;
    struct appeal *a = appeals_find(&scene->student->appeals, op->appeal_id);

    if (!a) {
        refuse_unknown(d);
        return;
    }
    if (season_is_over(scene, d) || !decision_is_sound(op, d) ||
        !may_decide(scene, d, a))
        return;
    a->decided_ms = scene->now_ms;
    scene_copy(a->decided_by, sizeof a->decided_by, scene->by);
    scene_copy(a->reason, sizeof a->reason, op->reason);
    if (is_acceptance(op->decision))
        accept(scene, d, a);
    else
        reject(scene, d, a);
    d->is_changed = true;
    answer(d, 200, a);
}

void appeal_opened(struct scene *scene, struct decision *d)
{
    const Tucai__V1__AppealRef *op = scene->command->appeal_opened;
    struct appeal *a = appeals_find(&scene->student->appeals, op->appeal_id);

    if (!a || !a->original.location[0]) {
        refuse_unknown(d);
        return;
    }
    decide(d, 204, NULL);
    if (a->opened_ms)
        return;
    a->opened_ms = scene->now_ms;
    d->is_changed = true;
}

/* ---- judged again ---- */

void appeal_made(struct scene *scene, struct decision *d)
{
    struct appeal *a =
        appeals_find(&scene->student->appeals, scene->shot_job->appeal_id);

    decide(d, 200, NULL);
    if (!a || !appeal_is_in_making(a))
        return;
    if (scene->verdict->passed)
        shot_keep_draft(scene, a->object, a->draft_id);
    if (a->draft_id[0] && scene->school->real_name) /* R45 */
        jobs_real_name(d, a->draft_id);
    a->is_unmade = !a->draft_id[0];
    forget_photo(a);
    d->is_changed = true;
}
