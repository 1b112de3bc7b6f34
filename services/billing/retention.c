#include "billing/retention.h"

#include "billing/erase.h"
#include "billing/inbox.h"
#include "billing/season_end.h"
#include "core/check.h"
#include "model/me.h"

#include <string.h>

enum { EVENTS_LAST_S = 3600 };

void retention_due(struct scene *scene, struct decision *d)
{
    struct erased erased;

    decide(d, 204, NULL);
    retention_apply(scene->student, &scene->school->policy, scene->now_ms,
                    &erased);
    erase_count(scene, d, "originals", erased.originals);
    erase_count(scene, d, "attempts", erased.attempts);
    erase_files(scene, d, &erased);
    d->is_changed = d->effects_len > 0;
}

/* ---- the season is over ---- */

static void forget(struct decision *d, const char *prefix, const char *id)
{
    char key[KEY_SIZE];

    if (*id && key_of(prefix, id, key))
        (void)decision_add(d, EFFECT_FORGET, key);
}

/* What was reported, its screenshots' keys with it, and what was appealed. */
static void forget_words(const struct student *s, struct decision *d)
{
    for (size_t i = 0; i < s->reports.len; i++)
        inbox_forget(d, s->school_code, s->reports.at[i].id);
    for (size_t i = 0; i < s->appeals.len; i++)
        forget(d, "appeal", s->appeals.at[i].id);
}

/* The keys by which something else was found of the student. */
static void forget_keys(const struct student *s, struct decision *d)
{
    forget_words(s, d);
    forget(d, "ev", s->uid);
    forget(d, "chal", s->challenge.id);
    forget(d, "sub", s->submission.id);
    for (size_t i = 0; i < s->past_len; i++)
        forget(d, "sub", s->past[i].id);
    for (size_t i = 0; i < s->orders.len; i++)
        forget(d, "ord", s->orders.at[i].no);
}

void retention_all(struct scene *scene, struct decision *d, int64_t closed_ms)
{
    struct student *s = scene->student;
    struct student *before;
    struct erased erased;

    decide(d, 204, NULL);
    if (season_end_of(buf_view(&scene->document.value)) == 0 ||
        scene->now_ms < closed_ms + scene->school->policy.student_keep_ms)
        return;
    before = student_new();
    *before = *s;
    retention_drop_pictures(s, false, &erased);
    erase_count(scene, d, "student", 1);
    erase_student_files(scene, d, &erased, before);
    forget_keys(before, d);
    memset(s, 0, sizeof *s);
    d->is_erased = true;
    student_free(before);
}

/* ---- the student wants it ---- */

/* A photo that others are at work on, or money that is on its way. */
static const char *obstacle(const struct student *s)
{
    enum submission_state state = student_submission_state(s);

    for (size_t i = 0; i < s->orders.len; i++) {
        if (s->orders.at[i].state == ORDER_REFUNDING)
            return "退款正在办理，完成后即可删除。";
    }
    if (state == SUBMISSION_AWAITING_PAYMENT)
        return "照片等待支付，请先撤回提交，再申请删除。";
    if (state == SUBMISSION_IN_REVIEW)
        return "照片正在审核。尚未开始审核时可以先撤回，否则请等待审核结果。";
    if (state == SUBMISSION_APPROVED || state == SUBMISSION_SENT)
        return "照片正在报送学信网，请等待回执后再申请删除。";
    return NULL;
}

/* What stays: locks, so that nobody erases their way around one; the money; a
 * photo that stands in the registry, until the season's end. */
static void clear(struct student *s)
{
    bool is_accepted = student_submission_state(s) == SUBMISSION_ACCEPTED;

    memset(&s->phone, 0, sizeof s->phone);
    memset(&s->openid, 0, sizeof s->openid);
    memset(&s->wechat, 0, sizeof s->wechat);
    memset(&s->appeals, 0, sizeof s->appeals);
    memset(&s->reports, 0, sizeof s->reports);
    memset(&s->steps, 0, sizeof s->steps);
    memset(&s->nonces, 0, sizeof s->nonces);
    memset(&s->challenge, 0, sizeof s->challenge);
    memset(s->devices, 0, sizeof s->devices);
    memset(s->student_no, 0, sizeof s->student_no);
    memset(s->college, 0, sizeof s->college);
    memset(s->class_name, 0, sizeof s->class_name);
    memset(s->past, 0, sizeof s->past);
    memset(s->waived, 0, sizeof s->waived);
    memset(s->notes, 0, sizeof s->notes);
    s->waived_len = s->notes_len = 0;
    s->notify_photo = s->notify_payment = false;
    s->devices_len = s->past_len = 0;
    s->video_started_ms = 0;
    if (!is_accepted)
        memset(&s->submission, 0, sizeof s->submission);
}

static void add_kept(json_t *kept, const char *what, const char *why)
{
    (void)json_array_append_new(
        kept, json_pack("{s:s, s:s}", "what", what, "why", why));
}

static json_t *kept_json(const struct student *s)
{
    json_t *kept = json_array();

    if (student_submission_state(s) == SUBMISSION_ACCEPTED)
        add_kept(
            kept, "submission",
            "照片已在学信网学籍档案中，电子照片和回执保留到本季结束后的保存"
            "期满。纸质照片不再打印，已打印的文件已删除。");
    if (s->orders.len > 0)
        add_kept(kept, "orders", "会计法规要求保存交易记录。");
    if (s->consents.len > 0)
        add_kept(kept, "consents", "证明曾经同意和撤回同意的记录。");
    add_kept(kept, "student",
             "采集码中的脱敏信息和拍摄限制，保留到本季结束后"
             "的保存期满。");
    add_kept(kept, "audit", "审计记录由法规要求保存。");
    return kept;
}

static json_t *erased_json(void)
{
    return json_pack("[s, s, s, s, s, s, s, s]", "phone", "openid", "devices",
                     "drafts", "originals", "attempts", "appeals", "problems");
}

/* Sheets of what is gone too; the batches' records are others' as well. */
static void drop_pictures(struct scene *scene, struct decision *d,
                          const struct student *before)
{
    bool is_accepted = student_submission_state(before) == SUBMISSION_ACCEPTED;
    struct erased erased;

    retention_drop_pictures(scene->student, is_accepted, &erased);
    retention_drop_sheet(scene->student, &erased);
    erase_files(scene, d, &erased);
    if (before->submission.id[0] && !is_accepted)
        forget(d, "sub", before->submission.id);
    for (size_t i = 0; i < before->past_len; i++)
        forget(d, "sub", before->past[i].id);
}

static void forget_session(struct decision *d, ProtobufCBinaryData token)
{
    char key[KEY_SIZE];

    if (token.len != 32)
        return;
    key_of_session(token.data, key);
    (void)decision_add(d, EFFECT_FORGET, key);
}

/* What the open pages still have to hear says what was; then it goes. */
static void end_events(struct decision *d, const char *uid)
{
    char key[KEY_SIZE];

    if (key_of("ev", uid, key))
        decision_add(d, EFFECT_EXPIRE, key)->ttl_s = EVENTS_LAST_S;
}

void retention_erase_me(struct scene *scene, struct decision *d)
{
    struct student *s = scene->student;
    const char *why = obstacle(s);
    struct student *before;

    if (why) {
        refuse(d, 409, "erasure_not_now", why, NULL);
        return;
    }
    before = student_new();
    *before = *s;
    drop_pictures(scene, d, before);
    forget_words(before, d);
    student_free(before);
    erase_from_prints(scene, d);
    if (steps_is_done(&s->steps, STEP_CONSENT))
        consents_add(&s->consents, scene->now_ms, "");
    clear(s);
    s->erased_ms = scene->now_ms;
    erase_count(scene, d, "request", 1);
    forget_session(d, scene->command->erase_me->token_sha256);
    end_events(d, s->uid);
    d->is_changed = true;
    decide(d, 200,
           json_pack("{s:o, s:o, s:o}", "erased_at", me_time(s->erased_ms),
                     "erased", erased_json(), "kept", kept_json(s)));
}
