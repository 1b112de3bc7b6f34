#include "sandbox/registry.h"

#include "core/check.h"
#include "core/text.h"
#include "sandbox/registry_judge.h"
#include "sandbox/registry_wire.h"
#include "sandbox/serve.h"
#include "sm2_issue.h"

#include <errno.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char OTHER_MANIFEST[] =
    "0000000000000000000000000000000000000000000000000000000000000000";

/* clang-format off */
static const struct registry_error
    SENDER = {403, "sender_unknown", "Show the certificate you were given."},
    LENGTH = {411, "length_required", "Say how long the batch is."},
    TOO_LARGE = {413, "too_large", "More than a batch may hold."},
    FORMAT = {400, "format", "The idempotency key is none."},
    REUSED = {409, "key_reused", "This key belongs to another batch."},
    UNKNOWN = {404, "batch_unknown", "No such batch was received."},
    CLOSED = {422, "closed", "No photos are taken now."},
    DOWN = {500, "down", "Out of order."};
/* clang-format on */

/* ---- opening ------------------------------------------------------------- */

static int read_mood(const char *text, struct registry_mood *ret)
{
    json_t *wish = json_loads(*text ? text : "{}", 0, NULL);
    bool good = wish && registry_mood_read(wish, ret);

    json_decref(wish);
    return good ? 0 : -EINVAL;
}

struct registry *registry_open(const char *keys, const char *state,
                               const char *mood)
{
    struct registry *registry = must_alloc(sizeof *registry);
    int r = sm2_issue_load(keys, "registry", true, &registry->key);

    registry->stray = EVP_EC_gen("SM2");
    CHECK(registry->stray);
    if (r == 0)
        r = read_mood(mood, &registry->mood);

    if (r == 0)
        r = sm2_issue_load(keys, "relay", false, &registry->sender);
    if (r == 0)
        r = registry_book_open(state, &registry->book);
    if (r == 0)
        return registry;
    (void)fprintf(stderr, "registry: keys in %s, state in %s, mood %s: %s\n",
                  keys, state, mood, strerror(-r));
    return registry_close(registry);
}

struct registry *registry_close(struct registry *registry)
{
    if (!registry)
        return NULL;
    registry_book_close(registry->book);
    EVP_PKEY_free(registry->key);
    EVP_PKEY_free(registry->stray);
    EVP_PKEY_free(registry->sender);
    free(registry);
    return NULL;
}

/* ---- before the body ----------------------------------------------------- */

static void refuse(struct web_reply *reply, const struct registry_error *error)
{
    web_reply_json(reply, error->status,
                   json_pack("{s:s, s:s}", "error", error->code, "message",
                             error->message));
}

static const struct registry_error *
judge_headers(const struct web_request *request)
{
    const char *length = web_header(request, "Content-Length");
    int64_t n;

    if (!web_is_trusted(request))
        return &SENDER;
    if (strcmp(request->method, "POST") != 0)
        return NULL;
    if (!length || !text_to_i64(length, 0, INT64_MAX, &n))
        return &LENGTH;
    if (n > (int64_t)REGISTRY_BODY_MAX)
        return &TOO_LARGE;
    return registry_is_id(web_header(request, "Idempotency-Key")) ? NULL
                                                                  : &FORMAT;
}

bool registry_admit(void *ctx, const struct web_request *request,
                    struct web_reply *reply)
{
    const struct registry_error *error = judge_headers(request);

    (void)ctx;
    if (error)
        refuse(reply, error);
    return !error;
}

/* ---- receiving ------------------------------------------------------------
 */

static int keep_photos(const struct registry *registry,
                       const struct registry_batch *batch)
{
    int r = 0;

    for (size_t i = 0; i < batch->n_photos && r == 0; i++) {
        const struct registry_photo *p = &batch->photos[i];
        if (!registry_book_accepted(registry->book, p->student_uid))
            r = registry_book_photo(registry->book, p->student_uid, p->jpeg);
    }
    return r;
}

/* ---- answering ----------------------------------------------------------- */

/* The first receipt says what its signature does not. */
static void forge(json_t *answer)
{
    const json_t *receipts = json_object_get(answer, "receipts");
    json_t *lie = json_deep_copy(json_array_get(receipts, 0));
    json_t *list = json_copy((json_t *)receipts);

    (void)json_object_set_new(lie, "receipt_no", json_string("R0"));
    (void)json_array_set_new(list, 0, lie);
    (void)json_object_set_new(answer, "receipts", list);
}

/* The kept answer, or that it is still processing. */
static void answer(struct registry *registry, const json_t *kept,
                   struct web_reply *reply)
{
    struct registry_mood *mood = &registry->mood;
    json_t *copy = registry_misbehaves(mood, REGISTRY_STRAY_KEY)
                       ? registry_judge_signed(kept, registry->stray)
                       : json_copy((json_t *)kept);

    if (registry_misbehaves(mood, REGISTRY_PROCESSING)) {
        (void)json_object_set_new(copy, "state", json_string("processing"));
        (void)json_object_del(copy, "receipts");
        web_reply_header(reply, "Retry-After", "1");
        web_reply_json(reply, 202, copy);
        return;
    }
    if (registry_misbehaves(mood, REGISTRY_FORGED))
        forge(copy);
    if (registry_misbehaves(mood, REGISTRY_OTHER))
        (void)json_object_set_new(copy, "manifest_sha256",
                                  json_string(OTHER_MANIFEST));
    web_reply_json(reply, 200, copy);
}

/* A batch that came whole is received, once; then answered like any other. */
static const struct registry_error *receive(struct registry *registry,
                                            const struct registry_batch *batch,
                                            json_t **ret)
{
    const struct registry_mood *mood = &registry->mood;
    json_t *kept = registry_book_batch(registry->book, batch->batch_id);
    json_t *fresh;
    int r;

    if (kept && mood->deduplicates && !mood->forgets) {
        const char *sha256 =
            json_string_value(json_object_get(kept, "manifest_sha256"));
        *ret = kept;
        return strcmp(sha256, batch->manifest_sha256) == 0 ? NULL : &REUSED;
    }
    fresh = registry_judge_batch(registry, batch);
    r = keep_photos(registry, batch);
    if (r == 0)
        r = registry_book_add(registry->book, fresh);
    json_decref(fresh);
    *ret = registry_book_batch(registry->book, batch->batch_id);
    return r == 0 ? NULL : &DOWN;
}

/* For tests: that the same bytes came every time. */
static void note(struct registry *registry, struct bytes body,
                 const struct registry_batch *batch)
{
    uint8_t sum[32];
    char hex[65];

    CHECK(EVP_Digest(body.at, body.len, sum, NULL, EVP_sha256(), NULL) == 1);
    text_hex((struct bytes){sum, sizeof sum}, hex);
    registry_book_note(registry->book,
                       json_pack("{s:s, s:s, s:I}", "batch_id", batch->batch_id,
                                 "body_sha256", hex, "photos",
                                 (json_int_t)batch->n_photos));
}

static void take(struct registry *registry, const struct web_request *request,
                 const struct registry_batch *batch, struct web_reply *reply)
{
    const struct registry_error *error;
    json_t *kept = NULL;

    note(registry, request->body, batch);
    if (registry_misbehaves(&registry->mood, REGISTRY_CUT_BEFORE)) {
        reply->status = WEB_CUT;
        return;
    }
    error = receive(registry, batch, &kept);
    if (error) {
        refuse(reply, error);
        return;
    }
    if (registry_misbehaves(&registry->mood, REGISTRY_SLOW))
        reply->delay_ms = registry->mood.delay_ms;
    if (registry_misbehaves(&registry->mood, REGISTRY_CUT_AFTER))
        reply->status = WEB_CUT;
    else if (registry_misbehaves(&registry->mood, REGISTRY_FAIL_AFTER))
        refuse(reply, &DOWN);
    else
        answer(registry, kept, reply);
}

void registry_post(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    struct registry *registry = ((struct sandbox *)ctx)->registry;
    struct registry_batch batch = {0};
    const struct registry_error *error = NULL;

    registry_mood_draw(&registry->mood);
    if (registry_misbehaves(&registry->mood, REGISTRY_DOWN))
        error = &DOWN;
    else if (registry_misbehaves(&registry->mood, REGISTRY_CLOSED))
        error = &CLOSED;
    if (!error)
        error =
            registry_read(request->body, web_header(request, "Idempotency-Key"),
                          registry->sender, &batch);
    if (error)
        refuse(reply, error);
    else
        take(registry, request, &batch, reply);
    registry_batch_done(&batch);
}

void registry_get(void *ctx, const struct web_request *request,
                  struct web_reply *reply)
{
    struct registry *registry = ((struct sandbox *)ctx)->registry;
    struct registry_mood *mood = &registry->mood;
    json_t *kept = registry_book_batch(registry->book, request->args[0]);

    registry_mood_draw(mood);
    if (mood->asks != 200)
        web_reply_text(reply, (int)mood->asks, "text/plain", "no such page\n");
    else if (registry_misbehaves(mood, REGISTRY_DOWN))
        refuse(reply, &DOWN);
    else if (!kept || mood->forgets)
        refuse(reply, &UNKNOWN);
    else
        answer(registry, kept, reply);
}
