/*
 * Third step: never twice.  It always asks first, as another relay may have
 * sent the batch and died before it could say so; only a registry that does
 * not know the batch gets it, and always the same bytes.
 */
#include "relay/batch.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "model/student.h"
#include "relay/answer.h"
#include "relay/chain.h"
#include "relay/child.h"
#include "relay/manifest.h"
#include "relay/sealed.h"
#include "relay/verdict.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BODY_MAX                                                               \
    ((size_t)MANIFEST_LINE_MAX_BYTES + MANIFEST_MAX_BYTES +                    \
     (size_t)MANIFEST_PHOTOS_MAX * MANIFEST_PHOTO_MAX_BYTES)

struct sending {
    const struct relay *relay;
    struct outcome *outcome;
    unsigned waits;
    int64_t now_ms;
    struct sealed sealed;
    struct registry_reply reply;
};

static void sending_done(struct sending *s)
{
    registry_reply_done(&s->reply);
    sealed_done(&s->sealed);
}

static void put_off(const struct sending *s, const char *reason)
{
    uint16_t chance;
    int64_t pause_ms;

    random_fill(&chance, sizeof chance);
    pause_ms = verdict_pause_ms(s->waits, chance, s->reply.retry_after);
    log_warn("batch_waits", F_STR("batch", s->sealed.batch_id),
             F_STR("reason", reason), F_INT("status", s->reply.status),
             F_INT("pause_ms", pause_ms));
    outcome_later(s->outcome, pause_ms, reason);
}

/* A registry that does not say when to ask again is asked after 5 s. */
static void wait_for_receipts(struct sending *s)
{
    static const char USUAL[] = "5";

    if (s->reply.retry_after[0] == 0)
        memcpy(s->reply.retry_after, USUAL, sizeof USUAL);
    put_off(s, "registry is processing");
}

/* ---- receipts ------------------------------------------------------------ */

/* Our own receipt of an accepted photo, "" when the student's state does not
 * say what it wants.  Free *ret. */
static int make_chain(const struct sending *s, const struct sealed_photo *photo,
                      const struct receipt *r, char **ret)
{
    _cleanup_(student_freep) struct student *student = NULL;
    json_t *document = NULL;
    int err = relay_student(s->relay, photo->uid, &student);

    if (err == 0 && r->accepted && student &&
        strcmp(student->submission.id, photo->submission_id) == 0)
        err = chain_make(student, r->record, s->relay->sign_key, &document);
    if (err == -EBADMSG) {
        log_error("no_chain", F_UID(photo->uid));
        err = 0;
    }
    if (err == 0)
        *ret = document ? json_dumps(document, JSON_COMPACT) : must_dup("");
    json_decref(document);
    return err;
}

static int tell_billing(const struct sending *s, size_t i,
                        const struct receipt *r)
{
    const struct sealed_photo *photo = &s->sealed.photos[i];
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Receipt receipt = TUCAI__V1__RECEIPT__INIT;
    _cleanup_(freep) char *chain = NULL;
    char id[CHILD_ID_SIZE];
    int err = make_chain(s, photo, r, &chain);

    if (err < 0)
        return err;
    receipt.chain = (ProtobufCBinaryData){strlen(chain), (uint8_t *)chain};
    receipt.submission_id = (char *)photo->submission_id;
    receipt.accepted = r->accepted;
    receipt.reason = (char *)r->reason;
    receipt.batch_id = (char *)s->sealed.batch_id;
    receipt.receipt.data = (uint8_t *)r->record;
    receipt.receipt.len = strlen(r->record);
    command.uid = (char *)photo->uid;
    command.op_case = TUCAI__V1__COMMAND__OP_REGISTRY_RECEIPT;
    command.registry_receipt = &receipt;
    (void)snprintf(id, sizeof id, "receipt:%s:%zu", s->sealed.batch_id, i);
    child_command(s->outcome, id, &command);
    return 0;
}

static int finish(struct sending *s, const struct answer *answer)
{
    size_t accepted = 0;
    const struct buf *body = &s->reply.answer.body;

    for (size_t i = 0; i < answer->n_receipts; i++) {
        int r = tell_billing(s, i, &answer->receipts[i]);

        if (r < 0)
            return r;
        accepted += answer->receipts[i].accepted;
    }
    CHECK(buf_add(&s->sealed.answer, body->at, body->len) == 0);
    s->sealed.answered_ms = s->now_ms;
    s->sealed.accepted = (uint32_t)accepted;
    s->sealed.refused = (uint32_t)(answer->n_receipts - accepted);
    sealed_save(&s->sealed, s->outcome);
    log_info("batch_answered", F_STR("batch", s->sealed.batch_id),
             F_INT("accepted", accepted),
             F_INT("refused", answer->n_receipts - accepted));
    outcome_ok(s->outcome, (struct bytes){0});
    return 0;
}

static int read_answer(const struct sending *s, struct answer *ret)
{
    const struct sealed *sealed = &s->sealed;
    _cleanup_(freep) struct answer_photo *photos =
        must_alloc(sealed->n_photos * sizeof *photos);
    struct answer_wanted wanted = {.batch_id = sealed->batch_id,
                                   .photos = photos,
                                   .n_photos = sealed->n_photos};

    memcpy(wanted.manifest_sha256, sealed->manifest_sha256, 32);
    for (size_t i = 0; i < sealed->n_photos; i++) {
        photos[i].submission_id = sealed->photos[i].submission_id;
        photos[i].student_uid = sealed->photos[i].uid;
        memcpy(photos[i].sha256, sealed->photos[i].photo.sha256, 32);
    }
    return answer_read(buf_view(&s->reply.answer.body), &wanted,
                       &s->relay->receipt_keys, ret);
}

static int take_answer(struct sending *s)
{
    _cleanup_(answer_done) struct answer answer = ANSWER_INIT;
    int r = read_answer(s, &answer);

    if (r < 0)
        return r;
    if (r > 0) {
        log_error("answer_refused", F_STR("batch", s->sealed.batch_id),
                  F_STR("reason", answer_refusal_name(r)));
        put_off(s, "registry's answer cannot be believed");
    } else if (answer.done) {
        return finish(s, &answer);
    } else {
        wait_for_receipts(s);
    }
    return 0;
}

/* ---- asking and sending -------------------------------------------------- */

/* Head and photos in the manifest's order. */
static int make_body(const struct sending *s, struct buf *ret)
{
    int r = buf_add(ret, s->sealed.head.at, s->sealed.head.len);

    for (size_t i = 0; i < s->sealed.n_photos && r == 0; i++)
        r = relay_photo(s->relay, &s->sealed.photos[i].photo, ret);
    return r;
}

static int post(struct sending *s)
{
    _cleanup_(buf_done) struct buf body = BUF_INIT(BODY_MAX);
    int r = make_body(s, &body);

    if (r < 0)
        return r;
    registry_reply_done(&s->reply);
    registry_post(&s->relay->registry, s->sealed.batch_id, buf_view(&body),
                  &s->reply);
    return 0;
}

static int act_on(struct sending *s, struct verdict v)
{
    switch (v.step) {
    case VERDICT_READ:
        return take_answer(s);
    case VERDICT_LATER:
        put_off(s, v.reason);
        return 0;
    case VERDICT_SEND:
    case VERDICT_STOP:
        break;
    }
    log_error("batch_stopped", F_STR("batch", s->sealed.batch_id),
              F_STR("reason", v.reason), F_INT("status", s->reply.status),
              F_STR("code", s->reply.code));
    outcome_fatal(s->outcome, v.reason);
    return 0;
}

static int ask_and_send(struct sending *s)
{
    struct verdict v;
    int r;

    registry_get(&s->relay->registry, s->sealed.batch_id, &s->reply);
    v = verdict_of_get(s->reply.status, s->reply.code);
    if (v.step != VERDICT_SEND)
        return act_on(s, v);
    r = post(s);
    if (r < 0)
        return r;
    return act_on(s, verdict_of_post(s->reply.status, s->reply.code));
}

int batch_send(struct relay *relay, const char *id, const struct job *job,
               struct outcome *outcome)
{
    _cleanup_(sending_done) struct sending s = {.relay = relay,
                                                .outcome = outcome,
                                                .waits = job->waits,
                                                .now_ms = job->now_ms};
    int r;

    sealed_init(&s.sealed, id);
    r = sealed_load(relay, &s.sealed);
    if (r < 0)
        return r;
    if (s.sealed.version == 0)
        outcome_fatal(outcome, "batch was never built");
    else if (s.sealed.answer.len > 0)
        outcome_ok(outcome, (struct bytes){0});
    else
        return ask_and_send(&s);
    return 0;
}
