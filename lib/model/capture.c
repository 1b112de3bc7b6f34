#include "model/capture.h"

#include "model/me.h"

#include <string.h>

struct admission_verdict capture_judge(const struct student *student,
                                       const struct school *school,
                                       const struct capture_try *attempt)
{
    struct admission a = {
        .steps = &student->steps,
        .schedule = &school->schedule,
        .who = student_who(student),
        .submission = student_submission_state(student),
        .lockout = &student->lockout,
        .drafts = &student->drafts,
        .shot_in_progress = attempt->shot_in_progress,
        .nonces = &student->nonces,
        .given_sha256 = attempt->nonce_sha256,
        .evidence_required = school->liveness == LIVENESS_REQUIRED,
        .evidence_given = attempt->has_frames,
        .policy = &school->policy,
        .now_ms = attempt->now_ms,
    };

    return admission_judge(&a);
}

static const char *const DETAIL[ADMISSION_CODES] = {
    [ADMISSION_STEPS_MISSING] = "请先完成拍摄前的步骤。",
    [ADMISSION_WINDOW_CLOSED] = "现在不在拍摄时间内。",
    [ADMISSION_NOT_IN_RECAPTURE] =
        "重新采集阶段只接受照片未通过或尚未提交的学生。",
    [ADMISSION_ALREADY_SUBMITTED] = "照片已经提交，不能再次拍摄。",
    [ADMISSION_COOLING_OFF] = "请稍候再拍。",
    [ADMISSION_SHOT_IN_PROGRESS] = "上一张照片还在检测中，请等待结果。",
    [ADMISSION_NONCE_INVALID] = "拍摄凭证无效或已过期，请重新进入拍摄页面。",
    [ADMISSION_EVIDENCE_MISSING] = "缺少活体检测所需的连拍画面。",
};

static json_t *missing_steps(const struct steps *steps)
{
    json_t *list = json_array();

    for (enum step step = STEP_PHONE; step < STEP_COUNT; step++) {
        if (!steps_is_done(steps, step))
            json_array_append_new(list, json_string(step_name(step)));
    }
    return list;
}

static void add_lock(json_t *out, const struct student *student,
                     const struct school *school,
                     const struct admission_verdict *v)
{
    char prompt[MESSAGE_SIZE];

    message_of_lock(&school->messages, v->lock.reason, v->until_ms,
                    student->drafts.len > 0, prompt);
    json_object_set_new(out, "reason",
                        json_string(lockout_reason_name(v->lock.reason)));
    json_object_set_new(out, "until", me_until(v->until_ms));
    json_object_set_new(out, "detail", json_string(prompt));
}

json_t *capture_refusal(const struct student *student,
                        const struct school *school,
                        const struct admission_verdict *verdict, int64_t now_ms)
{
    json_t *out = json_object();
    const char *full = message_text(&school->messages, MESSAGE_DRAFTS_FULL);
    int64_t wait_ms = verdict->until_ms - now_ms;

    if (DETAIL[verdict->code])
        json_object_set_new(out, "detail", json_string(DETAIL[verdict->code]));
    if (verdict->code == ADMISSION_STEPS_MISSING)
        json_object_set_new(out, "missing", missing_steps(&student->steps));
    if (verdict->code == ADMISSION_WINDOW_CLOSED)
        json_object_set_new(out, "opens_at", me_time(verdict->until_ms));
    if (verdict->code == ADMISSION_LOCKED)
        add_lock(out, student, school, verdict);
    if (verdict->code == ADMISSION_DRAFTS_FULL) {
        json_object_set_new(out, "deletable_at", me_until(verdict->until_ms));
        json_object_set_new(out, "detail", json_string(full));
    }
    if (verdict->code == ADMISSION_COOLING_OFF) {
        json_object_set_new(out, "until", me_until(verdict->until_ms));
        json_object_set_new(out, "retry_after_s",
                            json_integer((wait_ms + 999) / 1000));
    }
    return out;
}
