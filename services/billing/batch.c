#include "billing/handlers.h"

#include "core/check.h"
#include "proto/relay.pb-c.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * batch - a batch of which nobody here knows whether the registry has it
 * (docs/registry-protocol.md, section 6).  A person asks there and says what
 * they heard; the relay goes on from that.
 */

enum { REASON_MAX = 40 };

typedef const Tucai__V1__ResolveBatch resolve_t;

static bool is_member(const Tucai__V1__SealedBatch *batch,
                      const char *submission_id)
{
    for (size_t i = 0; i < batch->n_photos; i++) {
        if (strcmp(batch->photos[i]->submission_id, submission_id) == 0)
            return true;
    }
    return false;
}

static bool is_named_before(resolve_t *op, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(op->refused[i]->submission_id,
                   op->refused[n]->submission_id) == 0)
            return true;
    }
    return false;
}

/* As the registry's own receipts say it. */
static bool is_word(const char *text)
{
    size_t len = strlen(text);

    return len >= 1 && len <= REASON_MAX &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz_") == len;
}

static void refuse_list(struct decision *d, const char *submission_id)
{
    refuse(d, 422, "refused_invalid",
           "拒收名单中有一项不属于本批次、重复，或没有写明登记机构给出的原因代"
           "码。",
           json_pack("{s:s}", "submission_id", submission_id));
}

/* Every line of the registry's list is about this batch and says why. */
static bool judge_list(resolve_t *op, const Tucai__V1__SealedBatch *batch,
                       struct decision *d)
{
    for (size_t i = 0; i < op->n_refused; i++) {
        const Tucai__V1__ResolveBatch__Refusal *one = op->refused[i];

        if (is_member(batch, one->submission_id) && is_word(one->reason) &&
            !is_named_before(op, i))
            continue;
        refuse_list(d, one->submission_id);
        return false;
    }
    return true;
}

static bool judge_outcome(resolve_t *op, struct decision *d)
{
    bool is_received = strcmp(op->decision, "received") == 0;

    if (is_received ||
        (strcmp(op->decision, "not_received") == 0 && op->n_refused == 0))
        return true;
    refuse(d, 422, "outcome_invalid",
           "结果须为 received 或 not_received；未收到的批次没有拒收名单。",
           NULL);
    return false;
}

static void hand_over(const struct scene *scene, struct decision *d,
                      resolve_t *op)
{
    size_t len = tucai__v1__resolve_batch__get_packed_size(op);
    struct effect *job;
    char id[ID_SIZE];

    /* Taken away: of two who resolve it the second is told so. */
    decision_index(d, EFFECT_TAKE, "batch:uncertain", op->id, 0);
    (void)snprintf(id, sizeof id, "resolve:%.40s:%" PRIu64, op->id,
                   scene->document.version);
    job = decision_add(d, EFFECT_JOB, id);
    (void)snprintf(job->member, sizeof job->member, "resolve");
    uint8_t *room = buf_room(&job->value, len);
    CHECK(room);
    buf_grew(&job->value, tucai__v1__resolve_batch__pack(op, room));
    (void)snprintf(d->noted.detail, sizeof d->noted.detail, "%s, %zu refused",
                   op->decision, op->n_refused);
    decide(d, 202,
           json_pack("{s:s, s:s}", "id", op->id, "outcome", op->decision));
}

void batch_resolve(struct scene *scene, struct decision *d)
{
    resolve_t *op = scene->command->resolve_batch;
    const struct buf *value = &scene->document.value;
    Tucai__V1__SealedBatch *batch;

    if (!scene_has_reason(d, op->reason))
        return;
    if (scene->document.version == 0) {
        refuse_unknown(d);
        return;
    }
    if (value->len == 0) {
        refuse(d, 409, "not_uncertain", "该批次的去向已经明确，无需人工处理。",
               NULL);
        return;
    }
    batch = tucai__v1__sealed_batch__unpack(NULL, value->len, value->at);
    if (!batch)
        refuse_unknown(d);
    else if (judge_outcome(op, d) && judge_list(op, batch, d))
        hand_over(scene, d, op);
    tucai__v1__sealed_batch__free_unpacked(batch, NULL);
}
