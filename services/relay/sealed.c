#include "relay/sealed.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "proto/relay.pb-c.h"
#include "relay/answer.h"
#include "relay/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HEAD_MAX ((size_t)MANIFEST_LINE_MAX_BYTES + MANIFEST_MAX_BYTES)

enum {
    SEALED_MAX_BYTES = 2 * (MANIFEST_MAX_BYTES + ANSWER_MAX_BYTES),
    KEY_SIZE = 96,
};

static void key_of(const struct sealed *s, char ret[KEY_SIZE])
{
    (void)snprintf(ret, KEY_SIZE, "batch:%s", s->batch_id);
}

void sealed_init(struct sealed *s, const char *batch_id)
{
    *s = (struct sealed){.head = BUF_INIT(HEAD_MAX),
                         .answer = BUF_INIT(ANSWER_MAX_BYTES)};
    CHECK(strlen(batch_id) < sizeof s->batch_id);
    memcpy(s->batch_id, batch_id, strlen(batch_id) + 1);
}

void sealed_done(struct sealed *s)
{
    buf_done(&s->head);
    buf_done(&s->answer);
    free(s->photos);
    s->photos = NULL;
}

/* ---- from bytes ---------------------------------------------------------- */

static bool text_in(const char *in, char *out, size_t size)
{
    size_t len = strlen(in);

    if (len >= size)
        return false;
    memcpy(out, in, len + 1);
    return true;
}

static bool data_in(ProtobufCBinaryData in, uint8_t *out, size_t len)
{
    if (in.len != len)
        return false;
    memcpy(out, in.data, len);
    return true;
}

static bool photo_in(const Tucai__V1__SealedPhoto *in, struct sealed_photo *out)
{
    const Tucai__V1__BlobRef *blob = in->photo;

    if (!blob)
        return false;
    out->photo.size = blob->size;
    return text_in(in->uid, out->uid, sizeof out->uid) &&
           text_in(in->submission_id, out->submission_id,
                   sizeof out->submission_id) &&
           text_in(blob->location, out->photo.location,
                   sizeof out->photo.location) &&
           data_in(blob->wrapped_key, out->photo.wrapped_key,
                   sizeof out->photo.wrapped_key) &&
           data_in(blob->sha256, out->photo.sha256, sizeof out->photo.sha256);
}

/* One kept before there was a state has moments only. */
static enum sealed_state state_in(const Tucai__V1__SealedBatch *in)
{
    if (in->answered_ms > 0 || in->answer.len > 0)
        return SEALED_ANSWERED;
    return in->state == TUCAI__V1__SEALED_BATCH__STATE__UNCERTAIN
               ? SEALED_UNCERTAIN
               : SEALED_SENDING;
}

static void fate_in(const Tucai__V1__SealedBatch *in, struct sealed *s)
{
    s->built_ms = in->built_ms;
    s->answered_ms = in->answered_ms;
    s->accepted = in->accepted;
    s->refused = in->refused;
    s->state = state_in(in);
    s->posted_ms = in->posted_ms;
    s->posts = in->posts;
    text_copy(s->cause, sizeof s->cause, in->cause);
    s->uncertain_ms = in->uncertain_ms;
    s->resolved_ms = in->resolved_ms;
}

static bool batch_in(const Tucai__V1__SealedBatch *in, struct sealed *s)
{
    if (in->n_photos < 1 || in->n_photos > MANIFEST_PHOTOS_MAX ||
        strcmp(in->batch_id, s->batch_id) != 0 ||
        !data_in(in->manifest_sha256, s->manifest_sha256, 32) ||
        buf_add(&s->head, in->head.data, in->head.len) < 0 ||
        buf_add(&s->answer, in->answer.data, in->answer.len) < 0)
        return false;
    fate_in(in, s);
    s->photos = must_alloc(in->n_photos * sizeof *s->photos);
    for (s->n_photos = 0; s->n_photos < in->n_photos; s->n_photos++) {
        if (!photo_in(in->photos[s->n_photos], &s->photos[s->n_photos]))
            return false;
    }
    return true;
}

int sealed_load(const struct relay *relay, struct sealed *s)
{
    _cleanup_(buf_done) struct buf data = BUF_INIT(SEALED_MAX_BYTES);
    Tucai__V1__SealedBatch *message;
    char key[KEY_SIZE];
    bool good;
    int r;

    key_of(s, key);
    r = redis_get_versioned(relay->redis, key, &data, &s->version);
    if (r < 0 || s->version == 0)
        return r;
    message = tucai__v1__sealed_batch__unpack(NULL, data.len, data.at);
    if (!message)
        return -EBADMSG;
    good = batch_in(message, s);
    tucai__v1__sealed_batch__free_unpacked(message, NULL);
    return good ? 0 : -EBADMSG;
}

/* ---- to bytes ------------------------------------------------------------ */

/* One photo's messages, borrowing from it. */
struct photo_out {
    Tucai__V1__SealedPhoto photo;
    Tucai__V1__BlobRef blob;
};

static void photo_out(struct sealed_photo *in, struct photo_out *out)
{
    tucai__v1__sealed_photo__init(&out->photo);
    tucai__v1__blob_ref__init(&out->blob);
    out->photo.uid = in->uid;
    out->photo.submission_id = in->submission_id;
    out->photo.photo = &out->blob;
    out->blob.location = in->photo.location;
    out->blob.wrapped_key = (ProtobufCBinaryData){sizeof in->photo.wrapped_key,
                                                  in->photo.wrapped_key};
    out->blob.sha256 =
        (ProtobufCBinaryData){sizeof in->photo.sha256, in->photo.sha256};
    out->blob.size = in->photo.size;
}

static const char *const STATE_NAMES[] = {
    [SEALED_SENDING] = "sending",
    [SEALED_UNCERTAIN] = "uncertain",
    [SEALED_ANSWERED] = "answered",
};

/* What lists and figures go by. */
static void index_state(const struct sealed *s, const char *key,
                        struct outcome *outcome)
{
    effect_hset(outcome, key, "state", bytes_of_text(STATE_NAMES[s->state]));
    if (s->state == SEALED_UNCERTAIN)
        effect_zadd(outcome, "batch:uncertain", s->batch_id,
                    (double)s->uncertain_ms);
    else
        effect_zrem(outcome, "batch:uncertain", s->batch_id);
    if (s->state == SEALED_ANSWERED)
        effect_zrem(outcome, "batch:open", s->batch_id);
}

static void put(const struct sealed *s, const Tucai__V1__SealedBatch *message,
                struct outcome *outcome)
{
    size_t len = tucai__v1__sealed_batch__get_packed_size(message);
    _cleanup_(freep) uint8_t *data = must_alloc(len + 1);
    char key[KEY_SIZE];

    key_of(s, key);
    (void)tucai__v1__sealed_batch__pack(message, data);
    effect_put(outcome, key, s->version, (struct bytes){data, len});
    index_state(s, key, outcome);
}

static void fate_out(const struct sealed *s, Tucai__V1__SealedBatch *out)
{
    out->built_ms = s->built_ms;
    out->answered_ms = s->answered_ms;
    out->accepted = s->accepted;
    out->refused = s->refused;
    out->state = (Tucai__V1__SealedBatch__State)s->state;
    out->posted_ms = s->posted_ms;
    out->posts = s->posts;
    out->cause = (char *)s->cause;
    out->uncertain_ms = s->uncertain_ms;
    out->resolved_ms = s->resolved_ms;
}

void sealed_save(const struct sealed *s, struct outcome *outcome)
{
    Tucai__V1__SealedBatch message = TUCAI__V1__SEALED_BATCH__INIT;
    _cleanup_(freep) struct photo_out *out =
        must_alloc((s->n_photos + 1) * sizeof *out);
    _cleanup_(freep) Tucai__V1__SealedPhoto **list =
        must_alloc((s->n_photos + 1) * sizeof(void *));

    for (size_t i = 0; i < s->n_photos; i++) {
        photo_out(&s->photos[i], &out[i]);
        list[i] = &out[i].photo;
    }
    message.batch_id = (char *)s->batch_id;
    message.head = (ProtobufCBinaryData){s->head.len, s->head.at};
    message.manifest_sha256 =
        (ProtobufCBinaryData){32, (uint8_t *)s->manifest_sha256};
    message.photos = list;
    message.n_photos = s->n_photos;
    message.answer = (ProtobufCBinaryData){s->answer.len, s->answer.at};
    fate_out(s, &message);
    put(s, &message, outcome);
}

void sealed_is_empty(const char *batch_id, struct outcome *outcome)
{
    char key[KEY_SIZE];

    (void)snprintf(key, sizeof key, "batch:%s", batch_id);
    effect_hset(outcome, key, "state", bytes_of_text("empty"));
    effect_zrem(outcome, "batch:open", batch_id);
}
