/*
 * Third step: never twice.  It always asks first, as another relay may have
 * sent the batch and died before it could say so; only a registry that does
 * not know the batch gets it, and always the same bytes.
 *
 * A registry that would judge a batch twice that is sent twice (settings.h)
 * gets one only after it was noted, in a commit of its own, that it is about to
 * be sent: the job `post`.  So whoever finds the note knows that the batch may
 * be there, whatever died (decision 76).
 */
#include "relay/batch.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "core/text.h"
#include "relay/answer.h"
#include "relay/child.h"
#include "relay/manifest.h"
#include "relay/receipts.h"
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
    struct verdict_registry registry;
    const struct job *job;
    struct sealed sealed;
    struct registry_reply reply;
};

static void sending_done(struct sending *s)
{
    registry_reply_done(&s->reply);
    sealed_done(&s->sealed);
}

static int64_t pause_ms(const struct sending *s, unsigned waits)
{
    uint16_t chance;

    random_fill(&chance, sizeof chance);
    return verdict_pause_ms(waits, chance, s->reply.retry_after);
}

static void note_wait(const struct sending *s, const char *reason,
                      int64_t wait_ms)
{
    log_warn("batch_waits", F_STR("batch", s->sealed.batch_id),
             F_STR("reason", reason), F_INT("status", s->reply.status),
             F_INT("pause_ms", wait_ms));
}

static void put_off(const struct sending *s, const char *reason)
{
    int64_t wait_ms = pause_ms(s, s->job->waits);

    note_wait(s, reason, wait_ms);
    outcome_later(s->outcome, wait_ms, reason);
}

/* Saved, and the next job is another one. */
static void go_on(struct sending *s, const char *step, int64_t not_before_ms)
{
    sealed_save(&s->sealed, s->outcome);
    child_batch(s->outcome,
                &(struct child_step){.step = step,
                                     .batch_id = s->sealed.batch_id,
                                     .round = s->sealed.version + 1,
                                     .not_before_ms = not_before_ms});
    outcome_ok(s->outcome, (struct bytes){0});
}

static void leave_to_a_person(struct sending *s, const char *cause)
{
    s->sealed.state = SEALED_UNCERTAIN;
    s->sealed.uncertain_ms = s->job->now_ms;
    text_copy(s->sealed.cause, sizeof s->sealed.cause, cause);
    sealed_save(&s->sealed, s->outcome);
    log_error("batch_uncertain", F_STR("batch", s->sealed.batch_id),
              F_STR("reason", cause), F_INT("status", s->reply.status));
    outcome_ok(s->outcome, (struct bytes){0});
}

/* Surely not there: what was noted is taken back, so that a registry that does
 * not deduplicate gets it again.  The pauses grow with the sendings. */
static void send_again(struct sending *s, const char *reason)
{
    int64_t wait_ms = pause_ms(s, s->sealed.posts);

    note_wait(s, reason, wait_ms);
    s->sealed.posted_ms = 0;
    go_on(s, "send", s->job->now_ms + wait_ms);
}

static void stop(const struct sending *s, const char *reason)
{
    log_error("batch_stopped", F_STR("batch", s->sealed.batch_id),
              F_STR("reason", reason), F_INT("status", s->reply.status),
              F_STR("code", s->reply.code));
    outcome_fatal(s->outcome, reason);
}

/* ---- answers ------------------------------------------------------------- */

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

/* Asked or sent, and no receipts came. */
static void without_receipts(struct sending *s, struct verdict v)
{
    v = verdict_without_receipts(&s->registry, v);
    if (v.step == VERDICT_STOP)
        stop(s, v.reason);
    else if (v.step == VERDICT_UNCERTAIN)
        leave_to_a_person(s, v.reason);
    else if (s->sealed.posted_ms > 0 && !v.may_be_there)
        send_again(s, v.reason);
    else
        put_off(s, v.reason);
}

static int take_answer(struct sending *s)
{
    static const char USUAL_S[] = "5"; /* before it is asked again */
    _cleanup_(answer_done) struct answer answer = ANSWER_INIT;
    struct verdict v = {VERDICT_LATER, "registry is processing", true};
    int r = read_answer(s, &answer);

    if (r < 0)
        return r;
    if (r == 0 && answer.done) {
        const struct buf *body = &s->reply.answer.body;
        CHECK(buf_add(&s->sealed.answer, body->at, body->len) == 0);
        return receipts_commit(s->relay, &s->sealed, answer.receipts,
                               s->job->now_ms, s->outcome);
    }
    if (r > 0) {
        log_error("answer_refused", F_STR("batch", s->sealed.batch_id),
                  F_STR("reason", answer_refusal_name(r)));
        v.reason = "registry's answer cannot be believed";
    } else if (s->reply.retry_after[0] == 0) {
        memcpy(s->reply.retry_after, USUAL_S, sizeof USUAL_S);
    }
    without_receipts(s, v);
    return 0;
}

/* ---- sending ------------------------------------------------------------- */

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
    struct verdict v;
    int r = make_body(s, &body);

    if (r < 0)
        return r;
    registry_reply_done(&s->reply);
    registry_post(&s->relay->registry, s->sealed.batch_id, buf_view(&body),
                  &s->reply);
    v = verdict_of_post(s->reply.status, s->reply.code, s->reply.is_sent);
    if (v.step == VERDICT_READ)
        return take_answer(s);
    without_receipts(s, v);
    return 0;
}

/* The registry does not know the batch, or cannot be asked. */
static int may_post(struct sending *s, enum verdict_step asked)
{
    int64_t since_ms =
        s->sealed.posted_ms > 0 ? s->job->now_ms - s->sealed.posted_ms : -1;
    struct verdict v = verdict_before_post(&s->registry, asked, since_ms);

    if (v.step == VERDICT_UNCERTAIN) {
        leave_to_a_person(s, v.reason);
        return 0;
    }
    if (v.step == VERDICT_LATER) {
        put_off(s, v.reason);
        return 0;
    }
    if (s->registry.deduplicates)
        return post(s);
    s->sealed.posted_ms = s->job->now_ms;
    s->sealed.posts++;
    go_on(s, "post", 0);
    return 0;
}

static int ask_and_send(struct sending *s)
{
    struct verdict v = {.step = VERDICT_CANNOT, .reason = ""};

    if (s->registry.asks) {
        registry_get(&s->relay->registry, s->sealed.batch_id, &s->reply);
        v = verdict_of_get(s->reply.status, s->reply.code);
    }
    if (v.step == VERDICT_READ)
        return take_answer(s);
    if (v.step == VERDICT_SEND || v.step == VERDICT_CANNOT)
        return may_post(s, v.step);
    put_off(s, v.reason);
    return 0;
}

/* A job of another token may have sent it: the note says that it may be there.
 */
static int step(struct sending *s, bool is_noted)
{
    return is_noted && s->job->token == 1 ? post(s) : ask_and_send(s);
}

int batch_send(struct relay *relay, const char *id, const struct batch_step *at)
{
    const struct relay_settings *settings = relay->settings;
    _cleanup_(sending_done) struct sending s = {
        .relay = relay,
        .outcome = at->outcome,
        .registry = {settings->registry_asks, settings->registry_deduplicates,
                     settings->registry_settle_s * 1000},
        .job = at->job};
    int r;

    sealed_init(&s.sealed, id);
    r = sealed_load(relay, &s.sealed);
    if (r < 0)
        return r;
    if (s.sealed.version == 0)
        outcome_fatal(at->outcome, "batch was never built");
    else if (s.sealed.state != SEALED_SENDING)
        outcome_ok(at->outcome, (struct bytes){0});
    else
        return step(&s, at->is_noted);
    return 0;
}
