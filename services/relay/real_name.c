#include "relay/real_name.h"

#include "core/cleanup.h"
#include "core/time.h"
#include "model/student.h"
#include "relay/child.h"
#include "relay/manifest.h"
#include "relay/real_name_client.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    ASKED_MAX = 12,     /* about half an hour of growing pauses */
    LONG_CALL_MS = 500, /* that others had to wait for */
    SILENCE_MS = 60000,
};

static const struct draft *find(const struct student *s, const char *draft_id)
{
    const struct draft *draft = drafts_find(&s->drafts, draft_id);

    if (!draft && strcmp(s->submission.draft.id, draft_id) == 0)
        draft = &s->submission.draft;
    return draft;
}

static void tell_billing(struct outcome *outcome, const struct student *s,
                         const char *draft_id, enum real_name answer)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__RealName op = TUCAI__V1__REAL_NAME__INIT;
    char id[CHILD_ID_SIZE];

    op.draft_id = (char *)draft_id;
    op.answer = (char *)real_name_text(answer);
    command.uid = (char *)s->uid;
    command.op_case = TUCAI__V1__COMMAND__OP_REAL_NAME;
    command.real_name = &op;
    (void)snprintf(id, sizeof id, "named:%.57s", draft_id);
    child_command(outcome, id, &command);
}

/* 0 and an answer, or a fault; one that took long is not tried again soon. */
static int call(struct relay *relay, const struct real_name_question *question,
                enum real_name *ret)
{
    int64_t begun_ms = time_mono_ms();
    int r = real_name_ask(relay->real_name, question, ret);
    int64_t now_ms = time_mono_ms();

    if (r < 0 && now_ms - begun_ms >= LONG_CALL_MS) {
        relay->real_name_not_before_mono_ms = now_ms + SILENCE_MS;
        log_warn("real_name_silent", F_INT("fault", r),
                 F_INT("waited_ms", now_ms - begun_ms));
    }
    return r;
}

/* 0 and an answer, or a fault of the store or the service. */
static int ask(struct relay *relay, const struct job *job,
               const struct student *s, const struct draft *draft,
               enum real_name *ret)
{
    _cleanup_(buf_done) struct buf photo = BUF_INIT(MANIFEST_PHOTO_MAX_BYTES);
    struct real_name_question question = {
        .url = relay->settings->real_name_url,
        .id = job->id,
        .uid = s->uid,
        .name_masked = s->name_masked,
        .id_masked = s->id_masked,
    };
    int r;

    *ret = REAL_NAME_UNKNOWN;
    if (!relay->real_name)
        return 0;
    if (time_mono_ms() < relay->real_name_not_before_mono_ms)
        return -EAGAIN;
    r = relay_photo(relay, &draft->photo, &photo);
    if (r < 0)
        return r;
    question.photo = buf_view(&photo);
    return call(relay, &question, ret);
}

static void run(struct relay *relay, const struct job *job,
                const char *draft_id, const struct student *s,
                struct outcome *outcome)
{
    const struct draft *draft = s ? find(s, draft_id) : NULL;
    enum real_name answer;
    int r;

    outcome_ok(outcome, (struct bytes){0});
    if (!draft || !draft->photo.location[0])
        return; /* deleted meanwhile: nobody wants to know */
    r = ask(relay, job, s, draft, &answer);
    if (r < 0 && job->waits < ASKED_MAX) {
        outcome_later(outcome, 0, "real-name service away");
        return;
    }
    if (r < 0) {
        log_warn("real_name_unanswered", F_UID(s->uid), F_INT("fault", r));
        answer = REAL_NAME_UNKNOWN;
    }
    tell_billing(outcome, s, draft_id, answer);
}

int real_name_job(struct relay *relay, const struct job *job,
                  struct outcome *outcome)
{
    _cleanup_(student_freep) struct student *student = NULL;
    Tucai__V1__RealNameJob *message = tucai__v1__real_name_job__unpack(
        NULL, job->payload.len, job->payload.at);
    int r = relay_student(relay, job->uid, &student);

    if (r == 0 && message)
        run(relay, job, message->draft_id, student, outcome);
    else if (r == 0)
        outcome_fatal(outcome, "no real-name job");
    tucai__v1__real_name_job__free_unpacked(message, NULL);
    return r;
}
