#include "billing/session.h"

#include "billing/handlers.h"
#include "billing/otp.h"
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

static bool is_in(const json_t *season, const Tucai__V1__Ticket *ticket)
{
    json_t *year = json_integer(ticket->graduation_year);
    json_t *level = json_string(ticket->level);
    bool is = is_among(json_object_get(season, "graduation_years"), year) &&
              is_among(json_object_get(season, "levels"), level);

    json_decref(year);
    json_decref(level);
    return is;
}

static bool is_closed(const json_t *season)
{
    return json_is_true(json_object_get(season, "closed"));
}

static json_t *parse(const struct document *document)
{
    return json_loadb((const char *)document->value.at, document->value.len, 0,
                      NULL);
}

/* The school has gone on to another season, and the code is of the one before,
 * which is over. */
static bool was_last_seasons(const struct scene *scene)
{
    json_t *before = parse(&scene->beside);
    bool was = before && is_closed(before) && is_in(before, scene->ticket);

    json_decref(before);
    return was;
}

static const char *season_refusal(const struct scene *scene,
                                  const json_t *season)
{
    if (is_closed(season))
        return "season_closed";
    if (is_in(season, scene->ticket))
        return NULL;
    return was_last_seasons(scene) ? "season_closed" : "not_in_season";
}

static bool season_admits(struct scene *scene, struct decision *d)
{
    json_t *season = parse(&scene->document);
    const char *refusal = season ? season_refusal(scene, season) : NULL;

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

/* Of another season than before the student is new. */
static void take_season(struct scene *scene)
{
    struct student *s = scene->student;

    if (strcmp(scene->season, s->season) != 0)
        s->season_closed_ms = 0;
    COPY(s->season, scene->season);
}

/* A client that names no device is a new one each time. */
static bool is_device(const uint8_t hash[32])
{
    uint8_t nameless[32];

    otp_hash("device", "", nameless);
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

static void answer_challenge(const struct scene *scene, struct decision *d)
{
    const struct student *s = scene->student;

    d->is_changed = true;
    decide(d, 202,
           json_pack("{s:s, s:s, s:o}", "challenge_id", s->challenge.id,
                     "sent_to", s->phone.masked, "expires_at",
                     me_time(s->challenge.expires_ms)));
}

/* By its id the student is found when the code comes. */
static void index_challenge(const struct scene *scene, struct decision *d)
{
    struct effect *e;
    char key[KEY_SIZE];

    CHECK(key_of("chal", scene->student->challenge.id, key));
    e = decision_add(d, EFFECT_RECORD, key);
    e->ttl_s = scene->school->policy.otp_ms / TIME_MS_PER_S + 60;
    CHECK(buf_add_text(&e->value, scene->student->uid) == 0);
}

static void ask_for_code(struct scene *scene, struct decision *d,
                         const uint8_t device[32])
{
    switch (otp_send(scene, d, device, "您正在新设备上登录")) {
    case OTP_REFUSED:
        return;
    case OTP_SENT:
        index_challenge(scene, d);
        break;
    case OTP_OPEN:
        break;
    }
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
    otp_hash("device", device, hash);
    /* Without a recorded phone there is nobody to ask and nothing to steal. */
    if (scene->student->phone.len && !knows_device(scene->student, hash)) {
        ask_for_code(scene, d, hash);
        return;
    }
    remember_device(scene->student, hash);
    grant(scene, d, scene->code_job->token_sha256);
}

void session_finish(struct scene *scene, struct decision *d)
{
    const Tucai__V1__FinishSession *op = scene->command->finish_session;
    const struct challenge *c = &scene->student->challenge;
    uint8_t device[32];

    memcpy(device, c->device_hash, sizeof device);
    if (!otp_is_open(scene, device) || strcmp(c->id, op->challenge_id) != 0) {
        refuse(d, 404, "not_found", "验证已过期，请重新打开采集码。", NULL);
        return;
    }
    if (!otp_accepts(scene, d, op->otp))
        return;
    remember_device(scene->student, device);
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
