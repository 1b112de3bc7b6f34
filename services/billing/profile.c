#include "billing/erase.h"
#include "billing/wechat_account.h"
#include "billing/handlers.h"
#include "core/text.h"
#include "model/me.h"

#include <string.h>

/* What one member of PATCH /me does; false when it has refused. */
typedef bool member_fn(struct scene *scene, struct decision *d,
                       const json_t *value);

static bool may_do(struct scene *scene, struct decision *d, enum step step)
{
    const struct steps *steps = &scene->student->steps;

    if (steps_may_do(steps, step))
        return true;
    refuse(d, 409, "step_out_of_order", "请先完成前面的步骤。",
           json_pack("{s:s}", "next_step", step_name(steps_next(steps))));
    return false;
}

static bool patch_phone(struct scene *scene, struct decision *d,
                        const json_t *value)
{
    struct sealed_text phone;

    (void)value; /* ingest has taken it, sealed it, and left a null */
    if (!sealed_decode(scene->command->patch_me->phone, &phone) || !phone.len) {
        refuse(d, 422, "phone_invalid", "请输入11位大陆手机号码。", NULL);
        return false;
    }
    scene->student->phone = phone;
    steps_mark(&scene->student->steps, STEP_PHONE, "", scene->now_ms);
    return true;
}

/* A text counts as read in the version that stands now. */
static bool read_text(struct scene *scene, struct decision *d,
                      const json_t *value, enum step step)
{
    static const enum school_text TEXT_OF[STEP_COUNT] = {
        [STEP_NOTICE] = SCHOOL_TEXT_NOTICE,
        [STEP_PRECAUTIONS] = SCHOOL_TEXT_PRECAUTIONS,
        [STEP_CONSENT] = SCHOOL_TEXT_CONSENT,
    };
    const char *current = scene->school->texts[TEXT_OF[step]].version;
    const char *version = json_string_value(value);

    if (!may_do(scene, d, step))
        return false;
    if (!version || strcmp(version, current) != 0) {
        refuse(d, 422, "text_outdated", "内容已更新，请重新阅读。",
               json_pack("{s:s}", "version", current));
        return false;
    }
    steps_mark(&scene->student->steps, step, version, scene->now_ms);
    if (step == STEP_CONSENT)
        consents_add(&scene->student->consents, scene->now_ms, version);
    return true;
}

static bool patch_notice(struct scene *scene, struct decision *d,
                         const json_t *value)
{
    return read_text(scene, d, value, STEP_NOTICE);
}

static bool patch_precautions(struct scene *scene, struct decision *d,
                              const json_t *value)
{
    return read_text(scene, d, value, STEP_PRECAUTIONS);
}

/* What was taken with it and is not submitted goes at once (R5): later than
 * R22 would let the student delete it, for nothing may be kept of it now. */
static void take_back_consent(struct scene *scene, struct decision *d)
{
    struct student *s = scene->student;
    size_t drafts = s->drafts.len;
    struct erased erased;

    if (steps_is_done(&s->steps, STEP_CONSENT))
        consents_add(&s->consents, scene->now_ms, "");
    steps_clear(&s->steps, STEP_CONSENT);
    retention_drop_drafts(s, &erased);
    erase_count(scene, d, "drafts", drafts);
    erase_files(scene, d, &erased);
}

static bool patch_consent(struct scene *scene, struct decision *d,
                          const json_t *value)
{
    if (json_is_false(value)) {
        take_back_consent(scene, d);
        return true;
    }
    return read_text(scene, d, value, STEP_CONSENT);
}

static bool subscribe(struct student *s, const char *kind)
{
    bool is_photo = strcmp(kind, "photo") == 0;
    bool is_payment = strcmp(kind, "payment") == 0;

    s->notify_photo = s->notify_photo || is_photo;
    s->notify_payment = s->notify_payment || is_payment;
    return is_photo || is_payment;
}

static bool subscribe_all(struct student *s, const json_t *kinds)
{
    bool is_good = json_is_array(kinds);
    size_t i;
    json_t *kind;

    s->notify_photo = s->notify_payment = false;
    json_array_foreach((json_t *)kinds, i, kind)
    {
        is_good = is_good && json_is_string(kind) &&
                  subscribe(s, json_string_value(kind));
    }
    return is_good;
}

static bool patch_subscriptions(struct scene *scene, struct decision *d,
                                const json_t *value)
{
    if (!may_do(scene, d, STEP_SUBSCRIPTIONS))
        return false;
    if (!subscribe_all(scene->student, value)) {
        refuse_malformed(d, "通知只有 photo 和 payment 两种。");
        return false;
    }
    steps_mark(&scene->student->steps, STEP_SUBSCRIPTIONS, "", scene->now_ms);
    return true;
}

/* What the roster says counts; typed facts fill the gap (R4). */
static bool patch_fact(const struct scene *scene, struct decision *d,
                       const json_t *value, char *field)
{
    if (scene->place) {
        refuse(d, 409, "in_roster",
               "学校名册中已有您的学号、学院和班级，如有错误请联系学校。",
               NULL);
        return false;
    }
    if (!json_is_string(value) ||
        json_string_length(value) >= STUDENT_TEXT_SIZE ||
        text_has_controls(json_string_value(value))) {
        refuse_malformed(d, "学号、学院、班级最多64字节，不含控制字符。");
        return false;
    }
    scene_copy(field, STUDENT_TEXT_SIZE, json_string_value(value));
    return true;
}

static bool patch_student_no(struct scene *scene, struct decision *d,
                             const json_t *value)
{
    return patch_fact(scene, d, value, scene->student->student_no);
}

static bool patch_college(struct scene *scene, struct decision *d,
                          const json_t *value)
{
    return patch_fact(scene, d, value, scene->student->college);
}

static bool patch_class(struct scene *scene, struct decision *d,
                        const json_t *value)
{
    return patch_fact(scene, d, value, scene->student->class_name);
}

static const struct {
    const char *name;
    member_fn *patch;
} MEMBERS[] = {
    /* in the order of the steps, so that one call may do several */
    {"phone", patch_phone},
    {"notice_read", patch_notice},
    {"precautions_read", patch_precautions},
    {"consent", patch_consent},
    {"subscriptions", patch_subscriptions},
    {"student_no", patch_student_no},
    {"college", patch_college},
    {"class", patch_class},
};

/* All members or none: the first refusal ends it. */
static void patch_all(struct scene *scene, struct decision *d,
                      const json_t *body)
{
    size_t done = 0;

    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++) {
        const json_t *value = json_object_get(body, MEMBERS[i].name);

        if (!value)
            continue;
        done++;
        if (!MEMBERS[i].patch(scene, d, value))
            return;
    }
    if (done == 0 || done != json_object_size(body)) {
        refuse_malformed(d, "没有可以修改的内容，或含有未知的成员。");
        return;
    }
    d->is_changed = true;
    decide(d, 200, NULL);
}

void profile_patch(struct scene *scene, struct decision *d)
{
    ProtobufCBinaryData bytes = scene->command->patch_me->json;
    json_t *body = json_loadb((const char *)bytes.data, bytes.len,
                              JSON_REJECT_DUPLICATES, NULL);

    patch_all(scene, d, body);
    json_decref(body);
}

static void video_ended(struct scene *scene)
{
    struct student *s = scene->student;
    int64_t seen_ms = scene->now_ms - s->video_started_ms;
    const char *version =
        scene->school->texts[SCHOOL_TEXT_REQUIREMENTS].version;

    if (!s->video_started_ms || seen_ms < scene->school->policy.video_ms)
        return;
    steps_mark(&s->steps, STEP_REQUIREMENTS, version, scene->now_ms);
    wechat_account_saw_video(s);
}

/* The server's clock times the video, not the page's (R5). */
void profile_video(struct scene *scene, struct decision *d)
{
    const char *event = scene->command->video->event;
    struct student *s = scene->student;
    bool is_start = strcmp(event, "started") == 0;

    if (!is_start && strcmp(event, "ended") != 0) {
        refuse_malformed(d, "event 为 started 或 ended。");
        return;
    }
    if (!may_do(scene, d, STEP_REQUIREMENTS))
        return;
    if (is_start)
        s->video_started_ms = scene->now_ms;
    else
        video_ended(scene);
    d->is_changed = true;
    decide(d, 200,
           json_pack("{s:I, s:b}", "length_s",
                     (json_int_t)(scene->school->policy.video_ms / 1000),
                     "done", steps_is_done(&s->steps, STEP_REQUIREMENTS)));
}

void profile_nonce(struct scene *scene, struct decision *d)
{
    static const char *const CHALLENGES[] = {"turn_left", "turn_right",
                                             "blink"};
    ProtobufCBinaryData sha256 = scene->command->new_nonce->nonce_sha256;
    struct nonce nonce = {0};
    const char *challenge = "none";

    if (sha256.len != sizeof nonce.sha256) {
        refuse_malformed(d, "缺少拍摄凭证。");
        return;
    }
    if (scene->school->liveness != LIVENESS_OFF)
        challenge = CHALLENGES[scene->random[0] % 3];
    memcpy(nonce.sha256, sha256.data, sizeof nonce.sha256);
    nonce.expires_ms = scene->now_ms + scene->school->policy.nonce_ms;
    scene_copy(nonce.challenge, sizeof nonce.challenge, challenge);
    nonces_add(&scene->student->nonces, &nonce, scene->now_ms);
    d->is_changed = true;
    decide(d, 201,
           json_pack("{s:s, s:o}", "challenge", challenge, "expires_at",
                     me_time(nonce.expires_ms)));
}
