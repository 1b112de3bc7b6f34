#include "event.h"

#include <string.h>

/* ---- review (R29) ---- */

void event_review(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__Review op = TUCAI__V1__REVIEW__INIT;

    op.submission_id = s->student->submission.id;
    op.decision = event_text(event, "decision");
    op.ground = event_text(event, "ground");
    op.reason = (char *)"因故";
    subject_command(s, COMMAND(review, REVIEW, &op), at_ms);
}

static Tucai__V1__SubmissionRef with_reason(struct subject *s)
{
    Tucai__V1__SubmissionRef op = TUCAI__V1__SUBMISSION_REF__INIT;

    op.submission_id = s->student->submission.id;
    op.reason = (char *)"因故";
    return op;
}

void event_open(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__PhotoOpened op = TUCAI__V1__PHOTO_OPENED__INIT;

    (void)event;
    op.submission_id = s->student->submission.id;
    op.reason = (char *)"因故";
    subject_command(s, COMMAND(photo_opened, PHOTO_OPENED, &op), at_ms);
}

void event_undo(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__SubmissionRef op = with_reason(s);

    (void)event;
    subject_command(s, COMMAND(undo_review, UNDO_REVIEW, &op), at_ms);
}

void event_reset(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__SubmissionRef op = with_reason(s);

    (void)event;
    subject_command(s, COMMAND(reset, RESET, &op), at_ms);
}

/* ---- relay (R33) and prints (R36) ---- */

/* The batch has been made; the student hears of it by `sealed`. */
void event_sealing(struct subject *s, const json_t *event, int64_t at_ms)
{
    (void)event;
    (void)at_ms;
    decision_done(&s->d);
    s->d.status = 204;
    s->scene.is_sealed = true;
}

void event_sealed(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__SubmissionRef op = with_reason(s);

    (void)event;
    s->scene.is_sealed = false;
    subject_command(s, COMMAND(sealed, SEALED, &op), at_ms);
}

void event_receipt(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__Receipt op = TUCAI__V1__RECEIPT__INIT;

    op.submission_id = s->student->submission.id;
    op.accepted = json_is_true(json_object_get(event, "accepted"));
    op.batch_id = (char *)"b1";
    subject_command(s, COMMAND(registry_receipt, REGISTRY_RECEIPT, &op), at_ms);
}

void event_prints(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__PrintsMade op = TUCAI__V1__PRINTS_MADE__INIT;

    op.state = event_text(event, "state");
    subject_command(s, COMMAND(prints, PRINTS, &op), at_ms);
}

/* ---- the season's end: R27 ---- */

void event_season_closed(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__SeasonRef op = TUCAI__V1__SEASON_REF__INIT;

    (void)event;
    op.season = s->student->season;
    subject_command(s, COMMAND(season_closed, SEASON_CLOSED, &op), at_ms);
}
