#include "relay/answer.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "relay/manifest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SHA256_HEX = 65, SIGNED_TEXT_MAX = 1024 };

static const char REASON_CHARACTERS[] = "abcdefghijklmnopqrstuvwxyz_";

/* A member's text, "" if it is none: then a later check fails. */
static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static bool is_sha256(const char *hex, const uint8_t want[32])
{
    uint8_t got[32];

    return strlen(hex) == SHA256_HEX - 1 && text_unhex(hex, got, sizeof got) &&
           memcmp(got, want, sizeof got) == 0;
}

static bool is_reason(const char *text)
{
    size_t len = strlen(text);

    return len >= 1 && len <= ANSWER_REASON_MAX &&
           strspn(text, REASON_CHARACTERS) == len;
}

/* Result and reason belong together: none with "accepted", one without. */
static bool is_result(const char *result, const char *reason)
{
    if (strcmp(result, "accepted") == 0)
        return *reason == 0;
    return strcmp(result, "refused") == 0 && is_reason(reason);
}

static bool is_about(const json_t *receipt, const struct answer_photo *photo)
{
    return strcmp(text_of(receipt, "submission_id"), photo->submission_id) ==
               0 &&
           strcmp(text_of(receipt, "student_uid"), photo->student_uid) == 0 &&
           is_sha256(text_of(receipt, "photo_sha256"), photo->sha256);
}

static bool is_sound(const json_t *receipt)
{
    const json_t *at = json_object_get(receipt, "at");

    return is_result(text_of(receipt, "result"), text_of(receipt, "reason")) &&
           manifest_is_id(text_of(receipt, "receipt_no")) &&
           json_is_integer(at) && json_integer_value(at) >= 0;
}

/* The ten lines of section 5.  All members have passed the checks above, so
 * none holds a line end and all fit. */
static bool is_signed(const json_t *receipt, const struct answer_wanted *wanted,
                      const struct signature_keys *keys)
{
    char text[SIGNED_TEXT_MAX], manifest[SHA256_HEX];
    int len;

    text_hex((struct bytes){wanted->manifest_sha256, 32}, manifest);
    len = snprintf(
        text, sizeof text,
        "tucai-receipt 1\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n%" PRId64 "\n%s\n",
        wanted->batch_id, text_of(receipt, "submission_id"),
        text_of(receipt, "student_uid"), text_of(receipt, "photo_sha256"),
        text_of(receipt, "result"), text_of(receipt, "reason"),
        text_of(receipt, "receipt_no"),
        (int64_t)json_integer_value(json_object_get(receipt, "at")), manifest);
    CHECK(len > 0 && (size_t)len < sizeof text);
    return signature_holds(keys, text_of(receipt, "key_id"),
                           (struct bytes){(const uint8_t *)text, (size_t)len},
                           text_of(receipt, "signature"));
}

/* The receipt as it is kept: the members of the document that its signature
 * covers are put in, so that it can be checked without the rest. */
static char *record_of(const json_t *receipt,
                       const struct answer_wanted *wanted)
{
    static const char *const kept[] = {
        "submission_id", "student_uid", "photo_sha256", "result",   "reason",
        "receipt_no",    "at",          "key_id",       "signature"};
    char manifest[SHA256_HEX];
    json_t *record;
    char *text;

    text_hex((struct bytes){wanted->manifest_sha256, 32}, manifest);
    record = json_pack("{s:s, s:s}", "batch_id", wanted->batch_id,
                       "manifest_sha256", manifest);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        CHECK(json_object_set(record, kept[i],
                              json_object_get(receipt, kept[i])) == 0);
    text = json_dumps(record, JSON_COMPACT);
    json_decref(record);
    CHECK(text);
    return text;
}

static int read_receipt(const json_t *receipt, size_t i,
                        const struct answer_wanted *wanted,
                        const struct signature_keys *keys, struct receipt *ret)
{
    if (!is_about(receipt, &wanted->photos[i]) || !is_sound(receipt))
        return ANSWER_BAD_RECEIPT;
    if (!is_signed(receipt, wanted, keys))
        return ANSWER_BAD_SIGNATURE;
    ret->reason = text_of(receipt, "reason");
    ret->accepted = *ret->reason == 0;
    ret->is_signed = true;
    ret->record = record_of(receipt, wanted);
    return 0;
}

static int read_receipts(const struct answer_wanted *wanted,
                         const struct signature_keys *keys, struct answer *a)
{
    const json_t *list = json_object_get(a->document, "receipts");
    int r = 0;

    if (!json_is_array(list) || json_array_size(list) != wanted->n_photos)
        return ANSWER_BAD_COUNT;
    a->receipts = must_alloc((wanted->n_photos + 1) * sizeof *a->receipts);
    for (size_t i = 0; i < wanted->n_photos && r == 0; i++) {
        r = read_receipt(json_array_get(list, i), i, wanted, keys,
                         &a->receipts[i]);
        a->n_receipts += r == 0;
    }
    return r;
}

static int read_document(const struct answer_wanted *wanted,
                         const struct signature_keys *keys, struct answer *a)
{
    const char *state = text_of(a->document, "state");

    if (strcmp(text_of(a->document, "batch_id"), wanted->batch_id) != 0 ||
        !is_sha256(text_of(a->document, "manifest_sha256"),
                   wanted->manifest_sha256))
        return ANSWER_OTHER_BATCH;
    if (strcmp(state, "processing") == 0)
        return 0;
    if (strcmp(state, "done") != 0)
        return ANSWER_BAD_STATE;
    a->done = true;
    return read_receipts(wanted, keys, a);
}

int answer_read(struct bytes body, const struct answer_wanted *wanted,
                const struct signature_keys *keys, struct answer *ret)
{
    struct answer a = {0};
    int r;

    if (body.len > ANSWER_MAX_BYTES)
        return ANSWER_NOT_JSON;
    a.document = json_loadb((const char *)body.at, body.len,
                            JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(a.document)) {
        json_decref(a.document);
        return ANSWER_NOT_JSON;
    }
    r = read_document(wanted, keys, &a);
    if (r != 0) {
        answer_done(&a);
        return r;
    }
    *ret = a;
    return 0;
}

void answer_done(struct answer *answer)
{
    for (size_t i = 0; i < answer->n_receipts; i++)
        free(answer->receipts[i].record);
    free(answer->receipts);
    json_decref(answer->document);
    *answer = ANSWER_INIT;
}

const char *answer_refusal_name(int refusal)
{
    switch ((enum answer_refusal)refusal) {
    case ANSWER_NOT_JSON:
        return "not_json";
    case ANSWER_OTHER_BATCH:
        return "other_batch";
    case ANSWER_BAD_STATE:
        return "bad_state";
    case ANSWER_BAD_COUNT:
        return "bad_count";
    case ANSWER_BAD_RECEIPT:
        return "bad_receipt";
    case ANSWER_BAD_SIGNATURE:
        return "bad_signature";
    }
    abort(); /* not a refusal of ours */
}
