#include "relay/batch.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/text.h"
#include "proto/student.pb-c.h"
#include "relay/child.h"
#include "relay/manifest.h"
#include "relay/receipts.h"
#include "service/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SHA256_HEX = 65 };

/* Nothing signed is kept: the record says that a person read it off the
 * registry's list. */
static char *record_of(const struct sealed *sealed, size_t i,
                       const char *reason)
{
    const struct sealed_photo *photo = &sealed->photos[i];
    char sha256[SHA256_HEX];
    json_t *record;
    char *text;

    text_hex((struct bytes){photo->photo.sha256, sizeof photo->photo.sha256},
             sha256);
    record = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "batch_id",
                       sealed->batch_id, "submission_id", photo->submission_id,
                       "student_uid", photo->uid, "photo_sha256", sha256,
                       "result", *reason ? "refused" : "accepted", "reason",
                       reason, "resolved_at", (json_int_t)sealed->resolved_ms);
    CHECK(record);
    text = json_dumps(record, JSON_COMPACT);
    json_decref(record);
    CHECK(text);
    return text;
}

/* "" : not among the refused. */
static const char *refusal_of(const Tucai__V1__ResolveBatch *resolve,
                              const char *submission_id)
{
    for (size_t i = 0; i < resolve->n_refused; i++) {
        if (strcmp(resolve->refused[i]->submission_id, submission_id) == 0)
            return resolve->refused[i]->reason;
    }
    return "";
}

static int take_receipts(const struct relay *relay, struct sealed *sealed,
                         const Tucai__V1__ResolveBatch *resolve,
                         struct outcome *outcome)
{
    struct receipt *receipts = must_alloc(sealed->n_photos * sizeof *receipts);
    int r;

    for (size_t i = 0; i < sealed->n_photos; i++) {
        const char *reason =
            refusal_of(resolve, sealed->photos[i].submission_id);
        receipts[i] = (struct receipt){.accepted = *reason == 0,
                                       .reason = reason,
                                       .record = record_of(sealed, i, reason)};
    }
    r = receipts_commit(relay, sealed, receipts, sealed->resolved_ms, outcome);
    for (size_t i = 0; i < sealed->n_photos; i++)
        free(receipts[i].record);
    free(receipts);
    return r;
}

static void send_again(struct sealed *sealed, struct outcome *outcome)
{
    sealed->state = SEALED_SENDING;
    sealed->posted_ms = 0;
    sealed_save(sealed, outcome);
    child_batch(outcome, &(struct child_step){.step = "send",
                                              .batch_id = sealed->batch_id,
                                              .round = sealed->version + 1});
    outcome_ok(outcome, (struct bytes){0});
}

static int resolve_batch(const struct relay *relay, const struct job *job,
                         const Tucai__V1__ResolveBatch *resolve,
                         struct outcome *outcome)
{
    _cleanup_(sealed_done) struct sealed sealed = {0};
    int r;

    sealed_init(&sealed, resolve->id);
    r = sealed_load(relay, &sealed);
    if (r < 0)
        return r;
    outcome_ok(outcome, (struct bytes){0});
    if (sealed.version == 0 || sealed.state != SEALED_UNCERTAIN)
        return 0; /* resolved before */
    sealed.resolved_ms = job->now_ms;
    log_info("batch_resolved", F_STR("batch", sealed.batch_id),
             F_STR("outcome", resolve->decision));
    if (strcmp(resolve->decision, "received") == 0)
        return take_receipts(relay, &sealed, resolve, outcome);
    send_again(&sealed, outcome);
    return 0;
}

int batch_resolve(struct relay *relay, const struct job *job,
                  struct outcome *outcome)
{
    Tucai__V1__ResolveBatch *resolve = tucai__v1__resolve_batch__unpack(
        NULL, job->payload.len, job->payload.at);
    int r = 0;

    if (resolve && manifest_is_id(resolve->id))
        r = resolve_batch(relay, job, resolve, outcome);
    else
        outcome_fatal(outcome, "payload names no batch");
    tucai__v1__resolve_batch__free_unpacked(resolve, NULL);
    return r;
}
