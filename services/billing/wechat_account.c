#include "billing/wechat_account.h"

#include "billing/handlers.h"
#include "billing/otp.h"
#include "core/check.h"
#include "model/me.h"
#include "proto/pay.pb-c.h"

#include <string.h>

static void otp_purpose(uint8_t ret[32])
{
    otp_hash("wechat", "", ret);
}

/* ---- the one-time code ---- */

void account_otp(struct scene *scene, struct decision *d)
{
    const struct student *s = scene->student;
    uint8_t purpose[32];

    if (!s->phone.len) {
        refuse(d, 409, "phone_missing", "请先填写手机号码。", NULL);
        return;
    }
    otp_purpose(purpose);
    if (otp_send(scene, d, purpose, "您正在更换绑定的微信") == OTP_REFUSED)
        return;
    d->is_changed = true;
    decide(d, 202,
           json_pack("{s:s, s:o}", "sent_to", s->phone.masked, "expires_at",
                     me_time(s->challenge.expires_ms)));
}

/* ---- the video: once per student and WeChat account (R5) ---- */

static bool has_seen_video(const struct student *s, const uint8_t hash[32])
{
    for (size_t i = 0; i < s->wechat.video_len; i++) {
        if (memcmp(s->wechat.video[i], hash, 32) == 0)
            return true;
    }
    return false;
}

void wechat_account_saw_video(struct student *s)
{
    if (!s->openid.len || has_seen_video(s, s->openid.hash))
        return;
    if (s->wechat.video_len == WECHAT_VIDEO_MAX) {
        s->wechat.video_len--;
        memmove(s->wechat.video[0], s->wechat.video[1],
                s->wechat.video_len * 32);
    }
    memcpy(s->wechat.video[s->wechat.video_len++], s->openid.hash, 32);
}

/* The step goes with the account; what was seen before the first one was
 * bound, that one has seen. */
static void settle_video(struct scene *scene, bool is_first)
{
    struct student *s = scene->student;
    const char *version =
        scene->school->texts[SCHOOL_TEXT_REQUIREMENTS].version;
    bool is_done = steps_is_done(&s->steps, STEP_REQUIREMENTS);

    if (is_first && is_done)
        wechat_account_saw_video(s);
    else if (!has_seen_video(s, s->openid.hash))
        steps_clear(&s->steps, STEP_REQUIREMENTS);
    else if (!is_done)
        steps_mark(&s->steps, STEP_REQUIREMENTS, version, scene->now_ms);
}

/* ---- binding ---- */

/* What the exchange has brought; len 0: nothing, and *ret_refusal says why. */
static struct sealed_text exchanged(const struct scene *scene,
                                    char ret_refusal[40])
{
    struct bytes previous = scene->job->previous;
    const struct job_blob *blob = job_blob(scene->job, "openid");
    Tucai__V1__WechatExchange *said =
        tucai__v1__wechat_exchange__unpack(NULL, previous.len, previous.at);
    struct sealed_text account = {.len = 0};

    scene_copy(ret_refusal, 40, said ? said->refusal : "");
    tucai__v1__wechat_exchange__free_unpacked(said, NULL);
    if (ret_refusal[0] || !blob || blob->sha256.len != sizeof account.hash ||
        blob->wrapped_key.len > sizeof account.bytes)
        return account;
    account.len = blob->wrapped_key.len;
    memcpy(account.bytes, blob->wrapped_key.at, account.len);
    memcpy(account.hash, blob->sha256.at, sizeof account.hash);
    return account;
}

/* The keyed hash of the WeChat code; NULL without one. */
static const uint8_t *code_hash(const struct scene *scene)
{
    const struct job_blob *blob = job_blob(scene->job, "js_code");

    return blob && blob->sha256.len == 32 ? blob->sha256.at : NULL;
}

/* A code that was used up a moment ago, for an account that waits. */
static struct sealed_text waiting_account(const struct scene *scene)
{
    const struct wechat_accounts *w = &scene->student->wechat;
    const uint8_t *hash = code_hash(scene);

    if (hash && scene->now_ms < w->pending_until_ms &&
        memcmp(hash, w->js_code_hash, sizeof w->js_code_hash) == 0)
        return w->pending;
    return (struct sealed_text){.len = 0};
}

static void refuse_exchange(struct decision *d, const char *refusal)
{
    if (strcmp(refusal, "wechat_away") == 0)
        refuse(d, 503, "wechat_away", "微信暂时没有响应，请稍后再试。",
               json_pack("{s:i}", "retry_after_s", 5));
    else if (strcmp(refusal, "not_configured") == 0)
        refuse(d, 422, "not_configured", "本系统未开通微信绑定。", NULL);
    else
        refuse(d, 422, "js_code_invalid",
               "微信登录凭证无效或已过期，请重新获取。", NULL);
}

static void let_wait(struct scene *scene, struct decision *d,
                     const struct sealed_text *account)
{
    struct wechat_accounts *w = &scene->student->wechat;
    const uint8_t *hash = code_hash(scene);

    if (!hash)
        return;
    w->pending = *account;
    memcpy(w->js_code_hash, hash, sizeof w->js_code_hash);
    w->pending_until_ms = scene->now_ms + scene->school->policy.otp_ms;
    d->is_changed = true;
}

static void forget_pending(struct wechat_accounts *w)
{
    memset(&w->pending, 0, sizeof w->pending);
    memset(w->js_code_hash, 0, sizeof w->js_code_hash);
    w->pending_until_ms = 0;
}

/* R3: a picture of a capture code can be copied, a phone cannot. */
static bool may_replace(struct scene *scene, struct decision *d,
                        const struct sealed_text *account)
{
    const char *otp = scene->command->bind_wechat->otp;
    uint8_t purpose[32];
    bool may;

    otp_purpose(purpose);
    if (!*otp) {
        refuse(d, 409, "otp_required", "已绑定另一个微信，更换需要手机验证码。",
               NULL);
        may = false;
    } else if (!otp_is_open(scene, purpose)) {
        refuse(d, 422, "otp_wrong", "验证码已失效，请重新获取。",
               json_pack("{s:i}", "left", 0));
        may = false;
    } else {
        may = otp_accepts(scene, d, otp);
    }
    if (!may)
        let_wait(scene, d, account);
    return may;
}

void account_bind(struct scene *scene, struct decision *d)
{
    struct student *s = scene->student;
    char refusal[40];
    struct sealed_text account = exchanged(scene, refusal);
    bool is_first = s->openid.len == 0;

    if (!account.len)
        account = waiting_account(scene);
    if (!account.len) {
        refuse_exchange(d, refusal);
        return;
    }
    decide(d, 200, NULL);
    if (s->erased_ms && scene->now_ms <= s->erased_ms)
        return; /* asked for before the student had it all erased (R41) */
    if (!is_first && memcmp(s->openid.hash, account.hash, 32) == 0)
        return;
    if (!is_first && !may_replace(scene, d, &account))
        return;
    s->openid = account;
    forget_pending(&s->wechat);
    settle_video(scene, is_first);
    d->is_changed = true;
}
