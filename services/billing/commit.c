#include "billing/commit.h"

#include "billing/booked.h"
#include "billing/counted.h"
#include "billing/derived.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "model/roster_store.h"

#include <stdlib.h>
#include <string.h>

/* A stream that is a queue loses nothing by its length: its reader trims it. */
enum { RESULT_MAX = 4 << 20, EVENTS_KEPT = 64, QUEUE_KEPT = 1 << 30 };

static void publish_event(const struct load *load, const struct effect *e,
                          struct outcome *outcome)
{
    const char *uid = load->scene.student->uid;
    struct bytes fields[] = {bytes_of_text("kind"), bytes_of_text(e->member),
                             bytes_of_text("json"), buf_view(&e->value)};
    json_t *data = json_loadb((const char *)e->value.at, e->value.len,
                              JSON_DECODE_ANY, NULL);
    json_t *message = json_pack("{s:s, s:s, s:o}", "uid", uid, "kind",
                                e->member, "data", data ? data : json_null());
    _cleanup_(freep) char *text = json_dumps(message, JSON_COMPACT);
    char key[KEY_SIZE];

    json_decref(message);
    CHECK(text && key_of("ev", uid, key));
    effect_xadd(outcome, key, EVENTS_KEPT, fields, 4);
    effect_publish(outcome, "ev", bytes_of_text(text));
}

static void append(const struct effect *e, struct outcome *outcome)
{
    const struct bytes fields[] = {bytes_of_text(e->member),
                                   buf_view(&e->value)};

    effect_xadd(outcome, e->key, QUEUE_KEPT, fields, 2);
}

static void add_child(const struct load *load, const struct effect *e,
                      struct outcome *outcome)
{
    const struct child_text has[] = {
        {.name = "to", .sealed = {e->to.bytes, e->to.len}},
        {.name = "openid", .sealed = {e->openid.bytes, e->openid.len}},
        {.name = "text", .plain = buf_view(&e->text)},
    };
    const struct photo_ref *photo = &e->photo;
    const struct job_blob blob = {
        .name = "photo",
        .location = photo->location,
        .wrapped_key = {photo->wrapped_key, sizeof photo->wrapped_key},
        .sha256 = {photo->sha256, sizeof photo->sha256},
        .size = photo->size,
    };
    struct child_text texts[CHILD_TEXTS_MAX];
    struct child_job child = {
        .id = e->key,
        .kind = e->member,
        .uid = load->scene.student ? load->scene.student->uid : "",
        .payload = buf_view(&e->value),
        .reply_to = "",
        .not_before_ms = e->at_ms,
        .texts = texts,
        .blob = photo->location[0] ? &blob : NULL,
    };

    for (size_t i = 0; i < sizeof has / sizeof *has; i++) {
        if (has[i].sealed.len > 0 || has[i].plain.len > 0)
            texts[child.n_texts++] = has[i];
    }
    effect_child(outcome, &child);
}

/* Its parts under the version that its head will have, those of the one before
 * ended: one commit, so that there is one roster or the other. */
static void keep_roster(const struct roster_write *write,
                        struct outcome *outcome)
{
    char key[KEY_SIZE];

    CHECK(roster_head_key(write->school_code, key));
    effect_put(outcome, key, write->version, buf_view(&write->head));
    for (size_t i = 0; i < write->n_parts; i++) {
        roster_part_key(write->school_code, write->version + 1, i, key);
        effect_set_new(outcome, key, buf_view(&write->parts[i]), 0);
    }
    for (size_t i = 0; i < write->old_parts; i++) {
        roster_part_key(write->school_code, write->version, i, key);
        effect_expire(outcome, key, ROSTER_OLD_S);
    }
}

static void add_effect(const struct load *load, const struct effect *e,
                       struct outcome *outcome)
{
    switch (e->kind) {
    case EFFECT_RECORD:
        effect_set_new(outcome, e->key, buf_view(&e->value), e->ttl_s);
        return;
    case EFFECT_PUT:
        effect_put(outcome, e->key, e->version, buf_view(&e->value));
        return;
    case EFFECT_FORGET:
        effect_del(outcome, e->key);
        return;
    case EFFECT_EXPIRE:
        effect_expire(outcome, e->key, e->ttl_s);
        return;
    case EFFECT_ADD:
        effect_zadd(outcome, e->key, e->member, (double)e->at_ms);
        return;
    case EFFECT_REMOVE:
        effect_zrem(outcome, e->key, e->member);
        return;
    case EFFECT_TAKE:
        effect_ztake(outcome, e->key, e->member);
        return;
    case EFFECT_COUNT:
        effect_incr(outcome, e->key, e->at_ms);
        return;
    case EFFECT_APPEND:
        append(e, outcome);
        return;
    case EFFECT_EVENT:
        publish_event(load, e, outcome);
        return;
    case EFFECT_JOB:
        add_child(load, e, outcome);
        return;
    case EFFECT_REPLAY:
        effect_replay(outcome, e->key);
        return;
    case EFFECT_AUDIT:
        effect_audit(outcome, buf_view(&e->value));
        return;
    }
}

static void keep_student(const struct load *load, struct outcome *outcome)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(RESULT_MAX);
    char key[KEY_SIZE];

    CHECK(key_of("s", load->student->uid, key));
    CHECK(student_encode(load->student, &data) == 0);
    effect_put(outcome, key, load->version, buf_view(&data));
}

/* Only if nobody has changed it meanwhile: else it is decided again. */
static void erase_student(const struct load *load, struct outcome *outcome)
{
    char key[KEY_SIZE];

    CHECK(key_of("s", load->before->uid, key));
    effect_put(outcome, key, load->version, (struct bytes){NULL, 0});
    effect_del(outcome, key);
}

static void pack(const ProtobufCMessage *msg, struct buf *ret)
{
    uint8_t *room = buf_room(ret, protobuf_c_message_get_packed_size(msg));

    CHECK(room);
    buf_grew(ret, protobuf_c_message_pack(msg, room));
}

static void pack_answer(const struct decision *d, struct buf *ret)
{
    Tucai__V1__Answer answer = TUCAI__V1__ANSWER__INIT;
    _cleanup_(freep) char *text =
        d->json ? json_dumps(d->json, JSON_COMPACT) : NULL;

    answer.status = d->status;
    answer.code = (char *)(d->code ? d->code : "");
    if (text) {
        answer.json.data = (uint8_t *)text;
        answer.json.len = strlen(text);
    }
    pack(&answer.base, ret);
}

static void pack_shot(const struct load *load, const struct decision *d,
                      struct buf *ret)
{
    Tucai__V1__ShotResult result = TUCAI__V1__SHOT_RESULT__INIT;
    const char *draft_id =
        json_string_value(json_object_get(d->json, "draft_id"));

    result.verdict = (Tucai__V1__ShotVerdict *)load->scene.verdict;
    result.draft_id = (char *)(draft_id ? draft_id : "");
    pack(&result.base, ret);
}

void commit(const struct load *load, struct decision *d,
            struct outcome *outcome)
{
    _cleanup_(buf_done) struct buf result = BUF_INIT(RESULT_MAX);

    if (d->is_changed) {
        derive(&load->scene, load->before, d);
        book(&load->scene, load->before, d);
        counted(load->before, load->student, outcome);
        keep_student(load, outcome);
    }
    if (d->is_erased) {
        derive_erased(&load->scene, load->before, d);
        erase_student(load, outcome);
    }
    for (unsigned i = 0; i < d->escalated; i++)
        outcome_count(outcome, COUNTED_ESCALATED, 0);
    for (size_t i = 0; i < d->effects_len; i++)
        add_effect(load, &d->effects[i], outcome);
    if (d->roster)
        keep_roster(d->roster, outcome);
    if (load->scene.verdict)
        pack_shot(load, d, &result);
    else
        pack_answer(d, &result);
    outcome_ok(outcome, buf_view(&result));
}
