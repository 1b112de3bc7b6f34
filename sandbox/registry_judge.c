#include "sandbox/registry_judge.h"

#include "core/time.h"
#include "image/jpeg_read.h"

#include <stdio.h>

enum {
    PHOTO_MIN = 20480,
    PHOTO_MAX = 40960,
    WIDTH_PX = 480,
    HEIGHT_PX = 640,
};

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
    int64_t every = registry->mood.refuse_every;

    if (every > 0 && number % (size_t)every == 0)
        return "photo_nonconforming";
    if (!is_conforming(p->jpeg))
        return "photo_nonconforming";
    if (registry->mood.deduplicates &&
        registry_book_accepted(registry->book, p->student_uid))
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

    if (before && registry->mood.deduplicates)
        return repeat(batch, i, before, key);
    (void)snprintf(receipt_no, sizeof receipt_no, "R%010zu", number);
    facts = (struct registry_receipt){judge_photo(registry, p, number),
                                      receipt_no, time_wall_ms()};
    return registry_receipt(batch, i, &facts, key);
}

/* The whole answer; a new reference. */
json_t *registry_judge_batch(const struct registry *registry,
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

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

json_t *registry_judge_signed(const json_t *answer, EVP_PKEY *key)
{
    json_t *copy = json_copy((json_t *)answer);
    json_t *receipts = json_array();
    struct registry_batch batch = {.batch_id = text_of(answer, "batch_id"),
                                   .n_photos = 1};
    json_t *one;
    size_t i;

    (void)snprintf(batch.manifest_sha256, sizeof batch.manifest_sha256, "%s",
                   text_of(answer, "manifest_sha256"));
    json_array_foreach(json_object_get(answer, "receipts"), i, one)
    {
        struct registry_photo photo = {
            .submission_id = text_of(one, "submission_id"),
            .student_uid = text_of(one, "student_uid"),
            .sha256 = text_of(one, "photo_sha256"),
        };
        batch.photos = &photo;
        (void)json_array_append_new(receipts, repeat(&batch, 0, one, key));
    }
    (void)json_object_set_new(copy, "receipts", receipts);
    return copy;
}
