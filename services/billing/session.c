#include "billing/session.h"

#include "billing/handlers.h"
#include "billing/jobs.h"
#include "core/check.h"
#include "core/time.h"
#include "model/me.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

bool session_record(struct decision *d, ProtobufCBinaryData token_sha256,
                    const struct session *session, int64_t ttl_ms)
{
    char key[KEY_SIZE];
    struct effect *e;

    if (token_sha256.len != 32) {
        refuse_malformed(d, "缺少令牌。");
        return false;
    }
    key_of_session(token_sha256.data, key);
    e = decision_add(d, EFFECT_RECORD, key);
    e->ttl_s = ttl_ms / TIME_MS_PER_S;
    CHECK(session_encode(session, &e->value) == 0);
    return true;
}

/* ---- seasons ---- */

static bool is_among(const json_t *list, const json_t *value)
{
    size_t i;
    json_t *one;

    if (json_array_size(list) == 0)
        return true; /* the season does not say: all of them */
    json_array_foreach((json_t *)list, i, one)
    {
        if (json_equal(one, value))
            return true;
    }
    return false;
}

static const char *season_refusal(const json_t *season,
                                  const Tucai__V1__Ticket *ticket)
{
    json_t *year = json_integer(ticket->graduation_year);
    json_t *level = json_string(ticket->level);
    bool is_in = is_among(json_object_get(season, "graduation_years"), year) &&
                 is_among(json_object_get(season, "levels"), level);

    json_decref(year);
    json_decref(level);
    if (json_is_true(json_object_get(season, "closed")))
        return "season_closed";
    return is_in ? NULL : "not_in_season";
}

static bool season_admits(struct scene *scene, struct decision *d)
{
    json_t *season = json_loadb((const char *)scene->document.value.at,
                                scene->document.value.len, 0, NULL);
    const char *refusal = season ? season_refusal(season, scene->ticket) : NULL;

    json_decref(season);
    if (refusal)
        refuse(d, 422, refusal,
               strcmp(refusal, "season_closed") == 0
                   ? "本季采集已经结束。"
                   : "您不在本季采集范围内，请联系学校。",
               NULL);
    return !refusal;
}

/* ---- the student ---- */

#define COPY(field, text) scene_copy((field), sizeof(field), (text))

/* A newer code of the same student brings newer facts (R3). */
static void take_ticket(struct scene *scene)
{
    const Tucai__V1__Ticket *t = scene->ticket;
    struct student *s = scene->student;
    int64_t issued_ms = t->issued_at * TIME_MS_PER_S;

    if (!s->first_seen_ms)
        s->first_seen_ms = scene->now_ms;
    if (issued_ms < s->ticket_issued_ms)
        return;
    s->ticket_issued_ms = issued_ms;
    s->graduation_year = t->graduation_year;
    COPY(s->uid, t->student_uid);
    COPY(s->name_masked, t->name_masked);
    COPY(s->id_masked, t->id_masked);
    COPY(s->school_code, t->school_code);
    COPY(s->campus, t->campus);
    COPY(s->level, t->level);
}

/* The season a school names, else the one of the student's year. */
static void take_season(struct scene *scene)
{
    struct student *s = scene->student;
    char season[sizeof s->season];

    COPY(season, scene->school->season);
    if (!season[0])
        (void)snprintf(season, sizeof season, "%lld",
                       (long long)s->graduation_year);
    if (strcmp(season, s->season) != 0)
        s->season_closed_ms = 0; /* another one */
    COPY(s->season, season);
}

static void hash_of(const char *what, const char *text, uint8_t ret[32])
{
    crypto_generichash_state state;

    (void)crypto_generichash_init(&state, NULL, 0, 32);
    (void)crypto_generichash_update(&state, (const uint8_t *)what,
                                    strlen(what) + 1);
    (void)crypto_generichash_update(&state, (const uint8_t *)text,
                                    strlen(text));
    (void)crypto_generichash_final(&state, ret, 32);
}

/* A client that names no device is a new one each time. */
static bool is_device(const uint8_t hash[32])
{
    uint8_t nameless[32];

    hash_of("device", "", nameless);
    return memcmp(hash, nameless, 32) != 0;
}

static bool knows_device(const struct student *s, const uint8_t hash[32])
{
    for (size_t i = 0; i < s->devices_len; i++) {
        if (memcmp(s->devices[i], hash, 32) == 0)
            return true;
    }
    return false;
}

static void remember_device(struct student *s, const uint8_t hash[32])
{
    if (!is_device(hash) || knows_device(s, hash))
        return;
    if (s->devices_len == STUDENT_DEVICES_MAX) {
        s->devices_len--;
        memmove(s->devices[0], s->devices[1], s->devices_len * 32);
    }
    memcpy(s->devices[s->devices_len++], hash, 32);
}

static void grant(struct scene *scene, struct decision *d,
                  ProtobufCBinaryData token)
{
    const struct student *s = scene->student;
    int64_t life_ms = scene->school->policy.session_ms;
    struct session session = {.role = "student",
                              .expires_ms = scene->now_ms + life_ms};
    const char *next = me_next_step(s);

    COPY(session.uid, s->uid);
    COPY(session.school_code, s->school_code);
    d->is_changed = true;
    if (!session_record(d, token, &session, life_ms))
        return;
    decide(d, 201,
           json_pack("{s:o, s:o, s:o}", "expires_at",
                     me_time(session.expires_ms), "student",
                     me_student(s, scene->school), "next_step",
                     next ? json_string(next) : json_null()));
}

/* ---- a device that is new (R3) ---- */

static void send_code(struct scene *scene, struct decision *d, const char *code)
{
    int64_t life_ms = scene->school->policy.otp_ms;
    char text[160];

    (void)snprintf(text, sizeof text,
                   "【图像采集】您正在新设备上登录，验证码%s，%d分钟内有效。"
                   "非本人操作请忽略。",
                   code,
                   (int)((life_ms + TIME_MS_PER_MIN - 1) / TIME_MS_PER_MIN));
    jobs_notify(
        d, scene,
        &(struct notice){.kind = TUCAI__V1__NOTIFY_KIND__NOTIFY_KIND_OTP,
                         .text = text,
                         .expires_ms = scene->student->challenge.expires_ms});
}

static void new_challenge(struct scene *scene, struct decision *d,
                          const uint8_t device[32])
{
    struct challenge *c = &scene->student->challenge;
    struct effect *e;
    char key[KEY_SIZE];
    char code[8];
    uint32_t number;

    memcpy(&number, scene->random, sizeof number);
    (void)snprintf(code, sizeof code, "%06u", number % 1000000);
    memset(c, 0, sizeof *c);
    scene_id(scene, "c", c->id);
    hash_of(c->id, code, c->otp_hash);
    memcpy(c->device_hash, device, 32);
    c->expires_ms = scene->now_ms + scene->school->policy.otp_ms;
    CHECK(key_of("chal", c->id, key));
    e = decision_add(d, EFFECT_RECORD, key);
    e->ttl_s = scene->school->policy.otp_ms / TIME_MS_PER_S + 60;
    CHECK(buf_add_text(&e->value, scene->student->uid) == 0);
    send_code(scene, d, code);
}

/* It can still be answered with its code. */
static bool is_open(const struct scene *scene)
{
    const struct challenge *c = &scene->student->challenge;

    return c->id[0] && scene->now_ms < c->expires_ms &&
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

static void answer_challenge(const struct scene *scene, struct decision *d)
{
    const struct student *s = scene->student;
    char sent_to[16];

    (void)snprintf(sent_to, sizeof sent_to, "%.3s****%s", s->phone,
                   s->phone + 7);
    d->is_changed = true;
    decide(d, 202,
           json_pack("{s:s, s:s, s:o}", "challenge_id", s->challenge.id,
                     "sent_to", sent_to, "expires_at",
                     me_time(s->challenge.expires_ms)));
}

static void ask_for_code(struct scene *scene, struct decision *d,
                         const uint8_t device[32])
{
    const struct challenge *c = &scene->student->challenge;
    bool is_same = is_open(scene) && memcmp(c->device_hash, device, 32) == 0;
    int64_t left_ms = pause_left_ms(scene);

    if (left_ms > 0 && !is_same) {
        refuse(d, 429, "rate_limited", "验证码刚刚发送过，请稍后再试。",
               json_pack("{s:I}", "retry_after_s",
                         (json_int_t)((left_ms + 999) / TIME_MS_PER_S)));
        return;
    }
    if (left_ms == 0)
        new_challenge(scene, d, device);
    answer_challenge(scene, d);
}

void session_open(struct scene *scene, struct decision *d)
{
    const char *device = scene->code_job->device;
    uint8_t hash[32];

    if (!season_admits(scene, d))
        return;
    take_ticket(scene);
    take_season(scene);
    hash_of("device", device, hash);
    /* Without a recorded phone there is nobody to ask and nothing to steal. */
    if (scene->student->phone[0] && !knows_device(scene->student, hash)) {
        ask_for_code(scene, d, hash);
        return;
    }
    remember_device(scene->student, hash);
    grant(scene, d, scene->code_job->token_sha256);
}

/* A wrong code is counted; after the last try the challenge is over, and only
 * says when the next one may be sent. */
static void count_wrong(struct scene *scene, struct decision *d)
{
    struct challenge *c = &scene->student->challenge;
    int64_t left = scene->school->policy.otp_tries - ++c->tries;

    refuse(d, 422, "otp_wrong", "验证码不正确。",
           json_pack("{s:I}", "left", (json_int_t)(left > 0 ? left : 0)));
    d->is_changed = true;
}

void session_finish(struct scene *scene, struct decision *d)
{
    const Tucai__V1__FinishSession *op = scene->command->finish_session;
    struct challenge *c = &scene->student->challenge;
    uint8_t hash[32];

    if (!is_open(scene) || strcmp(c->id, op->challenge_id) != 0) {
        refuse(d, 404, "not_found", "验证已过期，请重新打开采集码。", NULL);
        return;
    }
    hash_of(c->id, op->otp, hash);
    if (sodium_memcmp(hash, c->otp_hash, sizeof hash) != 0) {
        count_wrong(scene, d);
        return;
    }
    remember_device(scene->student, c->device_hash);
    memset(c, 0, sizeof *c);
    grant(scene, d, op->token_sha256);
}

void session_end(struct scene *scene, struct decision *d)
{
    ProtobufCBinaryData token = scene->command->end_session->token_sha256;
    char key[KEY_SIZE];

    if (token.len != 32) {
        refuse_malformed(d, "缺少令牌。");
        return;
    }
    key_of_session(token.data, key);
    (void)decision_add(d, EFFECT_FORGET, key);
    decide(d, 204, NULL);
}
