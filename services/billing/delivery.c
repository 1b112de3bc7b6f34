#include "billing/erase.h"
#include "billing/handlers.h"
#include "billing/jobs.h"
#include "billing/submit.h"
#include "model/print_run.h"

#include <string.h>

/* The registry may answer before we have heard that the photo is in a batch:
 * then that is made good first. */
static void to_sent(struct scene *scene, struct submission *sub,
                    const char *batch_id)
{
    if (sub->state != SUBMISSION_APPROVED)
        return;
    submission_move(sub, SUBMISSION_SENT, scene->now_ms, "system", "");
    scene_copy(sub->batch_id, sizeof sub->batch_id, batch_id);
}

static void conflict(struct decision *d)
{
    refuse(d, 409, "state_conflict", "这份照片不在等待回执。", NULL);
}

void delivery_sealed(struct scene *scene, struct decision *d)
{
    const Tucai__V1__SubmissionRef *op = scene->command->sealed;
    struct submission *sub = scene_submission(scene, d, op->submission_id);

    if (!sub)
        return;
    decide(d, 204, NULL);
    if (strcmp(sub->batch_id, op->reason) == 0)
        return; /* heard before */
    if (sub->state != SUBMISSION_APPROVED) {
        conflict(d);
        return;
    }
    to_sent(scene, sub, op->reason);
    d->is_changed = true;
}

/* R34: after the last phase there is a window of the student's own, for each
 * refusal a new one: of the last one little may be left. */
static void reopen(struct scene *scene)
{
    struct student *s = scene->student;
    struct window_who who = student_who(s);
    const struct school *school = scene->school;

    who.personal_from_ms = who.personal_to_ms = 0;
    if (window_next_open(&school->schedule, &who, scene->now_ms))
        return;
    s->window_from_ms = scene->now_ms;
    s->window_to_ms = scene->now_ms + school->policy.personal_window_ms;
}

/* After the season's end there is no other try, but the money (R27). */
static void after_refusal(struct scene *scene, struct decision *d)
{
    if (!scene->student->season_closed_ms)
        reopen(scene);
    else if (scene->student->paid_order_no[0])
        submit_refund(scene, d);
}

static void keep_bytes(ProtobufCBinaryData in, uint8_t *out, size_t most,
                       size_t *ret_len)
{
    if (in.len > most)
        return;
    if (in.len)
        memcpy(out, in.data, in.len);
    *ret_len = in.len;
}

void delivery_receipt(struct scene *scene, struct decision *d)
{
    const Tucai__V1__Receipt *op = scene->command->registry_receipt;
    struct submission *sub = scene_submission(scene, d, op->submission_id);
    enum submission_state state =
        op->accepted ? SUBMISSION_ACCEPTED : SUBMISSION_REFUSED;

    if (!sub)
        return;
    decide(d, 204, NULL);
    if (sub->state == state)
        return; /* heard before */
    to_sent(scene, sub, op->batch_id);
    if (sub->state != SUBMISSION_SENT) {
        conflict(d);
        return;
    }
    submission_move(sub, state, scene->now_ms, "registry", op->reason);
    scene_copy(sub->reason, sizeof sub->reason, op->reason);
    keep_bytes(op->receipt, sub->receipt, sizeof sub->receipt,
               &sub->receipt_len);
    keep_bytes(op->chain, sub->chain, sizeof sub->chain, &sub->chain_len);
    if (!op->accepted)
        after_refusal(scene, d);
    else if (scene->student->prints == PRINTS_PLANNED)
        jobs_sheet(d, sub);
    d->is_changed = true;
}

/* The sheet of the accepted photo; one that was made before goes. */
static void keep_sheet(struct scene *scene, struct decision *d,
                       const Tucai__V1__PrintsMade *op)
{
    struct student *s = scene->student;
    struct erased erased = {.len = 0};
    struct photo_ref sheet = {.size = 0};

    if (!op->sheet || strcmp(op->submission_id, s->submission.id) != 0 ||
        !print_sheet_in(op->sheet, &sheet) ||
        strcmp(sheet.location, s->sheet.location) == 0)
        return;
    if (s->sheet.location[0])
        scene_copy(erased.locations[erased.len++], PHOTO_LOCATION_SIZE,
                   s->sheet.location);
    erase_files(scene, d, &erased);
    s->sheet = sheet;
    d->is_changed = true;
}

void delivery_prints(struct scene *scene, struct decision *d)
{
    enum prints_state state = prints_state_of(scene->command->prints->state);
    struct student *s = scene->student;

    decide(d, 204, NULL);
    keep_sheet(scene, d, scene->command->prints);
    if (state <= s->prints)
        return; /* nothing goes back */
    s->prints = state;
    d->is_changed = true;
}
