#include "billing/otp.h"

#include "billing/jobs.h"
#include "core/check.h"
#include "core/time.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

void otp_hash(const char *kind, const char *name, uint8_t ret[32])
{
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, 32);
    (void)crypto_generichash_update(&state, (const uint8_t *)kind,
                                    strlen(kind) + 1);
    (void)crypto_generichash_update(&state, (const uint8_t *)name,
                                    strlen(name));
    (void)crypto_generichash_final(&state, ret, 32);
}

static void send_code(struct scene *scene, struct decision *d,
                      const char *doing, const char *code)
{
    int64_t life_ms = scene->school->policy.otp_ms;
    char text[200];

    (void)snprintf(text, sizeof text,
                   "【图像采集】%s，验证码%s，%d分钟内有效。"
                   "非本人操作请忽略。",
                   doing, code,
                   (int)((life_ms + TIME_MS_PER_MIN - 1) / TIME_MS_PER_MIN));
    jobs_notify(
        d, scene,
        &(struct notice){.kind = TUCAI__V1__NOTIFY_KIND__NOTIFY_KIND_OTP,
                         .text = text,
                         .expires_ms = scene->student->challenge.expires_ms});
}

static void new_challenge(struct scene *scene, struct decision *d,
                          const uint8_t opens[32], const char *doing)
{
    struct challenge *c = &scene->student->challenge;
    char code[8];
    uint32_t number;

    memcpy(&number, scene->random, sizeof number);
    (void)snprintf(code, sizeof code, "%06u", number % 1000000);
    memset(c, 0, sizeof *c);
    scene_id(scene, "c", c->id);
    otp_hash(c->id, code, c->otp_hash);
    memcpy(c->device_hash, opens, 32);
    c->expires_ms = scene->now_ms + scene->school->policy.otp_ms;
    send_code(scene, d, doing, code);
}

bool otp_is_open(const struct scene *scene, const uint8_t opens[32])
{
    const struct challenge *c = &scene->student->challenge;

    return c->id[0] && memcmp(c->device_hash, opens, 32) == 0 &&
           scene->now_ms < c->expires_ms &&
           c->tries < scene->school->policy.otp_tries;
}

/* How long until another code may be sent, to whatever device: else whoever
 * has a copy of the code could send messages without end, and guess on with
 * each of them. */
static int64_t pause_left_ms(const struct scene *scene)
{
    const struct challenge *c = &scene->student->challenge;
    const struct policy *p = &scene->school->policy;
    int64_t sent_ms = c->expires_ms - p->otp_ms;
    int64_t left_ms = sent_ms + p->otp_again_ms - scene->now_ms;

    return left_ms > 0 ? left_ms : 0;
}

enum otp_sending otp_send(struct scene *scene, struct decision *d,
                          const uint8_t opens[32], const char *doing)
{
    int64_t left_ms = pause_left_ms(scene);

    if (left_ms == 0) {
        new_challenge(scene, d, opens, doing);
        return OTP_SENT;
    }
    if (otp_is_open(scene, opens))
        return OTP_OPEN;
    refuse(d, 429, "rate_limited", "验证码刚刚发送过，请稍后再试。",
           json_pack("{s:I}", "retry_after_s",
                     (json_int_t)((left_ms + 999) / TIME_MS_PER_S)));
    return OTP_REFUSED;
}

/* After the last try the challenge is over, and only says when the next one
 * may be sent. */
static void count_wrong(struct scene *scene, struct decision *d)
{
    struct challenge *c = &scene->student->challenge;
    int64_t left = scene->school->policy.otp_tries - ++c->tries;

    refuse(d, 422, "otp_wrong", "验证码不正确。",
           json_pack("{s:I}", "left", (json_int_t)(left > 0 ? left : 0)));
    d->is_changed = true;
}

bool otp_accepts(struct scene *scene, struct decision *d, const char *code)
{
    struct challenge *c = &scene->student->challenge;
    uint8_t hash[32];

    otp_hash(c->id, code, hash);
    if (sodium_memcmp(hash, c->otp_hash, sizeof hash) != 0) {
        count_wrong(scene, d);
        return false;
    }
    memset(c, 0, sizeof *c);
    return true;
}
