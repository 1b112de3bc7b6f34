#include "sandbox/registry.h"

#include "core/check.h"
#include "core/text.h"
#include "core/time.h"
#include "image/jpeg_read.h"
#include "sandbox/registry_wire.h"
#include "sandbox/serve.h"
#include "sm2_issue.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PHOTO_MIN = 20480,
    PHOTO_MAX = 40960,
    WIDTH_PX = 480,
    HEIGHT_PX = 640,
};

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

struct registry *registry_open(const char *keys, const char *state)
{
    struct registry *registry = must_alloc(sizeof *registry);
    int r = sm2_issue_load(keys, "registry", true, &registry->key);

    if (r == 0)
        r = sm2_issue_load(keys, "relay", false, &registry->sender);
    if (r == 0)
        r = registry_book_open(state, &registry->book);
    if (r == 0)
        return registry;
    (void)fprintf(stderr, "registry: keys in %s, state in %s: %s\n", keys,
                  state, strerror(-r));
    return registry_close(registry);
}

struct registry *registry_close(struct registry *registry)
{
    if (!registry)
        return NULL;
    registry_book_close(registry->book);
    EVP_PKEY_free(registry->key);
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

/* ---- judging ------------------------------------------------------------- */

/* The photo standard, as far as a header tells (domain.md). */
static bool is_conforming(struct bytes jpeg)
{
    struct jpeg_facts facts;

    return jpeg.len >= PHOTO_MIN && jpeg.len <= PHOTO_MAX &&
           jpeg_inspect(jpeg, &facts) == 0 && facts.width == WIDTH_PX &&
           facts.height == HEIGHT_PX && facts.orientation == 1;
}

/* Every n-th photo is refused when the desk says so; else by what a registry
 * can see at once. */
static const char *judge_photo(const struct registry *registry,
                               const struct registry_photo *p, size_t number)
{
    if (registry->refuse_every > 0 &&
        number % (size_t)registry->refuse_every == 0)
        return "photo_nonconforming";
    if (!is_conforming(p->jpeg))
        return "photo_nonconforming";
    if (registry_book_accepted(registry->book, p->student_uid))
        return "photo_held";
    return "";
}

/* Judged before, in whatever batch: the same again, signed for this one. */
static json_t *repeat(const struct registry_batch *batch, size_t i,
                      const json_t *before, EVP_PKEY *key)
{
    struct registry_receipt facts = {
        .reason = json_string_value(json_object_get(before, "reason")),
        .receipt_no = json_string_value(json_object_get(before, "receipt_no")),
        .at_ms = json_integer_value(json_object_get(before, "at")),
    };

    return registry_receipt(batch, i, &facts, key);
}

static json_t *judge(const struct registry *registry,
                     const struct registry_batch *batch, size_t i,
                     EVP_PKEY *key)
{
    const struct registry_photo *p = &batch->photos[i];
    const json_t *before =
        registry_book_receipt(registry->book, p->submission_id);
    size_t number = registry_book_count(registry->book) + i + 1;
    char receipt_no[32];
    struct registry_receipt facts;

    if (before)
        return repeat(batch, i, before, key);
    (void)snprintf(receipt_no, sizeof receipt_no, "R%010zu", number);
    facts = (struct registry_receipt){judge_photo(registry, p, number),
                                      receipt_no, time_wall_ms()};
    return registry_receipt(batch, i, &facts, key);
}

/* The whole answer; a new reference. */
static json_t *judge_batch(const struct registry *registry,
                           const struct registry_batch *batch)
{
    json_t *receipts = json_array();

    for (size_t i = 0; i < batch->n_photos; i++)
        (void)json_array_append_new(receipts,
                                    judge(registry, batch, i, registry->key));
    return json_pack("{s:s, s:s, s:s, s:I, s:o}", "batch_id", batch->batch_id,
                     "manifest_sha256", batch->manifest_sha256, "state", "done",
                     "received_at", (json_int_t)time_wall_ms(), "receipts",
                     receipts);
}

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

/* The kept answer, or that it is still processing. */
static void answer(struct registry *registry, const json_t *kept,
                   struct web_reply *reply)
{
    json_t *copy = json_copy((json_t *)kept);

    if (registry_misbehaves(registry, REGISTRY_PROCESSING)) {
        (void)json_object_set_new(copy, "state", json_string("processing"));
        (void)json_object_del(copy, "receipts");
        web_reply_header(reply, "Retry-After", "1");
        web_reply_json(reply, 202, copy);
        return;
    }
    if (registry_misbehaves(registry, REGISTRY_FORGED)) {
        json_t *first = json_array_get(json_object_get(copy, "receipts"), 0);
        json_t *lie = json_deep_copy(first);
        json_t *list = json_copy(json_object_get(copy, "receipts"));
        (void)json_object_set_new(lie, "receipt_no", json_string("R0"));
        (void)json_array_set_new(list, 0, lie);
        (void)json_object_set_new(copy, "receipts", list);
    }
    web_reply_json(reply, 200, copy);
}

/* A batch that came whole is received, once; then answered like any other. */
static const struct registry_error *receive(struct registry *registry,
                                            const struct registry_batch *batch,
                                            json_t **ret)
{
    json_t *kept = registry_book_batch(registry->book, batch->batch_id);
    json_t *fresh;
    int r;

    if (kept) {
        const char *sha256 =
            json_string_value(json_object_get(kept, "manifest_sha256"));
        *ret = kept;
        return strcmp(sha256, batch->manifest_sha256) == 0 ? NULL : &REUSED;
    }
    fresh = judge_batch(registry, batch);
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
    if (registry_misbehaves(registry, REGISTRY_CUT_BEFORE)) {
        reply->status = WEB_CUT;
        return;
    }
    error = receive(registry, batch, &kept);
    if (error) {
        refuse(reply, error);
        return;
    }
    if (registry_misbehaves(registry, REGISTRY_SLOW))
        reply->delay_ms = registry->delay_ms;
    if (registry_misbehaves(registry, REGISTRY_CUT_AFTER))
        reply->status = WEB_CUT;
    else if (registry_misbehaves(registry, REGISTRY_FAIL_AFTER))
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

    if (registry_misbehaves(registry, REGISTRY_DOWN))
        error = &DOWN;
    else if (registry_misbehaves(registry, REGISTRY_CLOSED))
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
    json_t *kept = registry_book_batch(registry->book, request->args[0]);

    if (registry_misbehaves(registry, REGISTRY_DOWN))
        refuse(reply, &DOWN);
    else if (!kept)
        refuse(reply, &UNKNOWN);
    else
        answer(registry, kept, reply);
}
