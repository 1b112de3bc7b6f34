/*
 * Second step: fixes what the batch holds.  Only photos that billing has moved
 * to `sent` for this batch are in it; from then on no reset can take them out.
 */
#include "relay/batch.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "model/student.h"
#include "relay/child.h"
#include "relay/manifest.h"
#include "relay/members.h"
#include "relay/sealed.h"
#include "service/log.h"

#include <errno.h>
#include <string.h>

enum { WAIT_MS = 200 };

struct build {
    struct relay *relay;
    struct sealed sealed;
    struct manifest_photo *facts; /* of sealed.photos, same order */
    char (*school_codes)[8];
    size_t waiting; /* billing has not heard of these yet */
};

static void build_init(struct build *b, struct relay *relay, const char *id)
{
    b->relay = relay;
    sealed_init(&b->sealed, id);
    b->sealed.photos =
        must_alloc(MANIFEST_PHOTOS_MAX * sizeof *b->sealed.photos);
    b->facts = must_alloc(MANIFEST_PHOTOS_MAX * sizeof *b->facts);
    b->school_codes = must_alloc(MANIFEST_PHOTOS_MAX * sizeof *b->school_codes);
}

static void build_done(struct build *b)
{
    sealed_done(&b->sealed);
    free(b->facts);
    free(b->school_codes);
}

static void include(struct build *b, const struct student *student)
{
    size_t i = b->sealed.n_photos++;
    struct sealed_photo *p = &b->sealed.photos[i];
    struct manifest_photo *f = &b->facts[i];

    memcpy(p->uid, student->uid, sizeof student->uid);
    memcpy(p->submission_id, student->submission.id, sizeof p->submission_id);
    p->photo = student->submission.draft.photo;
    memcpy(b->school_codes[i], student->school_code,
           sizeof student->school_code);
    *f = (struct manifest_photo){
        .submission_id = p->submission_id,
        .student_uid = p->uid,
        .school_code = b->school_codes[i],
        .graduation_year = student->graduation_year,
        .size_bytes = p->photo.size,
    };
    memcpy(f->sha256, p->photo.sha256, sizeof f->sha256);
}

static int look_at(struct build *b, const struct member *m)
{
    _cleanup_(student_freep) struct student *student = NULL;
    int r = relay_student(b->relay, m->uid, &student);
    const struct submission *s;

    if (r < 0 || !student)
        return r;
    s = &student->submission;
    if (strcmp(s->id, m->submission_id) != 0)
        return 0;
    if (s->state == SUBMISSION_APPROVED)
        b->waiting++;
    else if (s->state == SUBMISSION_SENT &&
             strcmp(s->batch_id, b->sealed.batch_id) == 0)
        include(b, student);
    return 0;
}

static int sign(struct build *b, int64_t now_ms, struct outcome *outcome)
{
    struct manifest m = {
        .batch_id = b->sealed.batch_id,
        .sender = b->relay->settings->registry_sender,
        .sealed_ms = now_ms,
        .photos = b->facts,
        .n_photos = b->sealed.n_photos,
    };
    int r = manifest_make(&m, b->relay->sign_key, &b->sealed.head,
                          b->sealed.manifest_sha256);

    if (r < 0)
        return r;
    if (r > 0) {
        log_error("manifest_refused", F_STR("batch", m.batch_id),
                  F_INT("refusal", r));
        outcome_fatal(outcome, "manifest: a photo's facts are unfit");
        return 0;
    }
    b->sealed.built_ms = now_ms;
    sealed_save(&b->sealed, outcome);
    child_batch(outcome,
                &(struct child_step){.step = "send", .batch_id = m.batch_id});
    log_info("batch_built", F_STR("batch", m.batch_id),
             F_INT("photos", m.n_photos));
    outcome_ok(outcome, (struct bytes){0});
    return 0;
}

static int decide(struct build *b, int64_t now_ms, struct outcome *outcome)
{
    if (b->waiting > 0) {
        outcome_later(outcome, WAIT_MS, "billing has not heard of it yet");
        return 0;
    }
    if (b->sealed.n_photos == 0) {
        sealed_is_empty(b->sealed.batch_id, outcome);
        outcome_ok(outcome, (struct bytes){0});
        return 0;
    }
    return sign(b, now_ms, outcome);
}

int batch_build(struct relay *relay, const char *id, const struct job *job,
                struct outcome *outcome)
{
    _cleanup_(build_done) struct build b = {0};
    _cleanup_(freep) struct member *members = NULL;
    size_t n = 0;
    int r;

    build_init(&b, relay, id);
    r = members_load(relay, id, "announced", &members, &n);
    for (size_t i = 0; i < n && r == 0; i++)
        r = look_at(&b, &members[i]);
    return r < 0 ? r : decide(&b, job->now_ms, outcome);
}
