/*
 * First step: who of the sealed members is still approved?  Billing hears of
 * each, and moves its photo from `approved` to `sent`.
 */
#include "relay/batch.h"

#include "core/cleanup.h"
#include "model/student.h"
#include "relay/child.h"
#include "relay/manifest.h"
#include "relay/members.h"
#include "relay/sealed.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LIST_MAX_BYTES = MANIFEST_PHOTOS_MAX * 160, KEY_SIZE = 96 };

struct announcement {
    const char *batch_id;
    struct outcome *outcome;
    struct buf list; /* `announced` */
    size_t n;
};

static int add_line(struct announcement *a, const char *uid,
                    const char *submission_id)
{
    int r = buf_add_text(&a->list, uid);

    if (r == 0)
        r = buf_add_text(&a->list, " ");
    if (r == 0)
        r = buf_add_text(&a->list, submission_id);
    return r < 0 ? r : buf_add_text(&a->list, "\n");
}

static int add(struct announcement *a, const char *uid,
               const char *submission_id)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__SubmissionRef ref = TUCAI__V1__SUBMISSION_REF__INIT;
    char id[CHILD_ID_SIZE];

    ref.submission_id = (char *)submission_id;
    ref.reason = (char *)a->batch_id;
    command.uid = (char *)uid;
    command.op_case = TUCAI__V1__COMMAND__OP_SEALED;
    command.sealed = &ref;
    (void)snprintf(id, sizeof id, "sealed:%s:%zu", a->batch_id, a->n);
    child_command(a->outcome, id, &command);
    a->n++;
    return add_line(a, uid, submission_id);
}

/* One whose review was taken back has left the batch. */
static int look_at(const struct relay *relay, struct announcement *a,
                   const char *uid)
{
    _cleanup_(student_freep) struct student *student = NULL;
    int r = relay_student(relay, uid, &student);

    if (r < 0)
        return r;
    if (!student || student->submission.state != SUBMISSION_APPROVED)
        return 0;
    if (!manifest_is_id(uid) || !manifest_is_id(student->submission.id)) {
        log_error("batch_member_unfit", F_UID(uid));
        return 0;
    }
    return add(a, uid, student->submission.id);
}

static void commit(struct announcement *a)
{
    char key[KEY_SIZE];

    (void)snprintf(key, sizeof key, "batch:%s", a->batch_id);
    effect_hset(a->outcome, key, "announced", buf_view(&a->list));
    if (a->n > 0)
        child_batch(a->outcome, &(struct child_step){.step = "build",
                                                     .batch_id = a->batch_id});
    else
        sealed_is_empty(a->batch_id, a->outcome);
    log_info("batch_announced", F_STR("batch", a->batch_id),
             F_INT("photos", a->n));
    outcome_ok(a->outcome, (struct bytes){0});
}

int batch_announce(struct relay *relay, const char *id, struct outcome *outcome)
{
    _cleanup_(freep) struct member *members = NULL;
    struct announcement a = {id, outcome, BUF_INIT(LIST_MAX_BYTES), 0};
    size_t n = 0;
    int r = members_load(relay, id, "members", &members, &n);

    for (size_t i = 0; i < n && r == 0; i++)
        r = look_at(relay, &a, members[i].uid);
    if (r == 0)
        commit(&a);
    buf_done(&a.list);
    return r;
}
