#include "model/student_wire.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>

/*
 * The generated types want pointers to parts; one block holds every part, so
 * that one free() ends it.  They point into the student, which is not changed.
 */
struct wire_draft {
    Tucai__V1__Draft msg;
    Tucai__V1__BlobRef photo, original, preview;
    char *warnings[DRAFT_WARNINGS_MAX];
};

struct wire_submission {
    Tucai__V1__Submission msg;
    struct wire_draft draft;
    Tucai__V1__HistoryLine lines[SUBMISSION_HISTORY_MAX];
    Tucai__V1__HistoryLine *line_ptrs[SUBMISSION_HISTORY_MAX];
};

struct wire {
    Tucai__V1__StudentState msg;
    Tucai__V1__SealedText phone, openid, pending_openid;
    Tucai__V1__PendingAccount pending;
    ProtobufCBinaryData video_accounts[WECHAT_VIDEO_MAX];
    Tucai__V1__StepDone steps[STEP_COUNT];
    Tucai__V1__StepDone *step_ptrs[STEP_COUNT];
    ProtobufCBinaryData devices[STUDENT_DEVICES_MAX];
    Tucai__V1__Challenge challenge;
    Tucai__V1__Nonce nonces[NONCES_MAX];
    Tucai__V1__Nonce *nonce_ptrs[NONCES_MAX];
    Tucai__V1__Lockout lockout;
    Tucai__V1__Lock locks[LOCKOUT_REASONS];
    Tucai__V1__Lock *lock_ptrs[LOCKOUT_REASONS];
    char *judged[STUDENT_JUDGED_MAX];
    struct wire_draft drafts[DRAFTS_MAX];
    Tucai__V1__Draft *draft_ptrs[DRAFTS_MAX];
    struct wire_submission submission, past[STUDENT_PAST_MAX];
    Tucai__V1__BlobRef sheet;
    Tucai__V1__Submission *past_ptrs[STUDENT_PAST_MAX];
    Tucai__V1__Order orders[ORDERS_MAX];
    Tucai__V1__Order *order_ptrs[ORDERS_MAX];
    Tucai__V1__Note notes[STUDENT_NOTES_MAX];
    Tucai__V1__Note *note_ptrs[STUDENT_NOTES_MAX];
    Tucai__V1__ConsentRecord consents[CONSENTS_MAX];
    Tucai__V1__ConsentRecord *consent_ptrs[CONSENTS_MAX];
    struct wire_people people;
};

static char *text(const char *in)
{
    return (char *)in;
}

static ProtobufCBinaryData data(const uint8_t *at, size_t len)
{
    return (ProtobufCBinaryData){.len = len, .data = (uint8_t *)at};
}

Tucai__V1__BlobRef *student_blob_out(const struct photo_ref *in,
                                     Tucai__V1__BlobRef *out)
{
    tucai__v1__blob_ref__init(out);
    if (!in->location[0])
        return NULL;
    out->location = text(in->location);
    out->wrapped_key = data(in->wrapped_key, sizeof in->wrapped_key);
    out->sha256 = data(in->sha256, sizeof in->sha256);
    out->size = in->size;
    return out;
}

static Tucai__V1__Draft *draft_out(const struct draft *in,
                                   struct wire_draft *out)
{
    tucai__v1__draft__init(&out->msg);
    out->msg.draft_id = text(in->id);
    out->msg.shot_id = text(in->shot_id);
    out->msg.made_ms = in->stored_ms;
    for (size_t i = 0; i < in->warnings_len; i++)
        out->warnings[i] = text(in->warnings[i]);
    out->msg.n_warnings = in->warnings_len;
    out->msg.warnings = out->warnings;
    out->msg.rule_set = text(in->rule_set);
    out->msg.rule_set_version = in->rule_set_version;
    out->msg.real_name = (int32_t)in->real_name;
    out->msg.is_suspected = in->is_suspected;
    out->msg.photo = student_blob_out(&in->photo, &out->photo);
    out->msg.original = student_blob_out(&in->original, &out->original);
    out->msg.preview = student_blob_out(&in->preview, &out->preview);
    return &out->msg;
}

static void history_out(const struct submission *in,
                        struct wire_submission *out)
{
    for (size_t i = 0; i < in->history_len; i++) {
        Tucai__V1__HistoryLine *line = &out->lines[i];

        tucai__v1__history_line__init(line);
        line->state = (int32_t)in->history[i].state;
        line->at_ms = in->history[i].at_ms;
        line->by = text(in->history[i].by);
        line->reason = text(in->history[i].reason);
        out->line_ptrs[i] = line;
    }
    out->msg.n_history = in->history_len;
    out->msg.history = out->line_ptrs;
}

static Tucai__V1__Submission *submission_out(const struct submission *in,
                                             struct wire_submission *out)
{
    if (!in->id[0])
        return NULL;
    tucai__v1__submission__init(&out->msg);
    out->msg.submission_id = text(in->id);
    out->msg.state = (int32_t)in->state;
    out->msg.reason = text(in->reason);
    out->msg.ground = text(in->ground);
    out->msg.draft = draft_out(&in->draft, &out->draft);
    out->msg.submitted_ms = in->submitted_ms;
    out->msg.opened_ms = in->opened_ms;
    out->msg.decided_ms = in->decided_ms;
    out->msg.decided_by = text(in->decided_by);
    out->msg.batch_id = text(in->batch_id);
    out->msg.receipt = data(in->receipt, in->receipt_len);
    out->msg.chain = data(in->chain, in->chain_len);
    out->msg.downloaded_ms = in->downloaded_ms;
    history_out(in, out);
    return &out->msg;
}

static Tucai__V1__Order *order_out(const struct order *in,
                                   Tucai__V1__Order *out)
{
    tucai__v1__order__init(out);
    out->order_no = text(in->no);
    out->submission_id = text(in->submission_id);
    out->state = (int32_t)in->state;
    out->amount_fen = (uint32_t)in->amount_fen;
    out->prints = (uint32_t)in->prints;
    out->channel = text(in->channel);
    out->created_ms = in->created_ms;
    out->expires_ms = in->expires_ms;
    out->paid_ms = in->paid_ms;
    out->transaction_id = text(in->transaction_id);
    out->refund_no = text(in->refund_no);
    out->refunded_ms = in->refunded_ms;
    out->pay_json = text(in->pay_json);
    out->pay_failure = text(in->pay_failure);
    out->second_of = text(in->second_of);
    return out;
}

static void identity_out(const struct student *s, struct wire *w)
{
    w->msg.uid = text(s->uid);
    w->msg.name_masked = text(s->name_masked);
    w->msg.id_masked = text(s->id_masked);
    w->msg.school_code = text(s->school_code);
    w->msg.campus = text(s->campus);
    w->msg.graduation_year = (uint32_t)s->graduation_year;
    w->msg.level = text(s->level);
    w->msg.season = text(s->season);
    w->msg.first_seen_ms = s->first_seen_ms;
    w->msg.ticket_issued_ms = s->ticket_issued_ms;
    w->msg.erased_ms = s->erased_ms;
    if (sealed_encode(&s->phone, &w->phone))
        w->msg.phone = &w->phone;
    w->msg.notify_photo = s->notify_photo;
    w->msg.notify_payment = s->notify_payment;
    if (sealed_encode(&s->openid, &w->openid))
        w->msg.openid = &w->openid;
    w->msg.student_no = text(s->student_no);
    w->msg.college = text(s->college);
    w->msg.class_name = text(s->class_name);
    for (size_t i = 0; i < s->devices_len; i++)
        w->devices[i] = data(s->devices[i], sizeof s->devices[i]);
    w->msg.n_device_hashes = s->devices_len;
    w->msg.device_hashes = w->devices;
}

static void challenge_out(const struct student *s, struct wire *w)
{
    const struct challenge *in = &s->challenge;

    tucai__v1__challenge__init(&w->challenge);
    if (!in->id[0])
        return;
    w->challenge.challenge_id = text(in->id);
    w->challenge.otp_hash = data(in->otp_hash, sizeof in->otp_hash);
    w->challenge.device_hash = data(in->device_hash, sizeof in->device_hash);
    w->challenge.expires_ms = in->expires_ms;
    w->challenge.tries = (uint32_t)in->tries;
    w->msg.challenge = &w->challenge;
}

static void steps_out(const struct student *s, struct wire *w)
{
    w->msg.steps = w->step_ptrs;
    for (size_t i = 0; i < STEP_COUNT; i++) {
        Tucai__V1__StepDone *out = &w->steps[w->msg.n_steps];

        if (!s->steps.at[i].done_ms)
            continue;
        tucai__v1__step_done__init(out);
        out->name = (Tucai__V1__StepName)(i + 1);
        out->done_ms = s->steps.at[i].done_ms;
        out->version = text(s->steps.at[i].version);
        w->step_ptrs[w->msg.n_steps++] = out;
    }
    w->msg.video_started_ms = s->video_started_ms;
}

static void nonces_out(const struct student *s, struct wire *w)
{
    for (size_t i = 0; i < s->nonces.len; i++) {
        const struct nonce *in = &s->nonces.at[i];
        Tucai__V1__Nonce *out = &w->nonces[i];

        tucai__v1__nonce__init(out);
        out->sha256 = data(in->sha256, sizeof in->sha256);
        out->expires_ms = in->expires_ms;
        out->challenge = text(in->challenge);
        w->nonce_ptrs[i] = out;
    }
    w->msg.nonces = w->nonce_ptrs;
    w->msg.n_nonces = s->nonces.len;
}

static void lockout_out(const struct student *s, struct wire *w)
{
    Tucai__V1__Lockout *out = &w->lockout;

    tucai__v1__lockout__init(out);
    out->failed_in_row = (uint32_t)s->lockout.failed_in_row;
    out->cooling_off_until_ms = s->lockout.cooling_off_until_ms;
    out->not_live_count = (uint32_t)s->lockout.not_live_count;
    out->not_live_day = s->lockout.not_live_day;
    out->run_from_ms = s->lockout.run_from_ms;
    out->not_live_from_ms = s->lockout.not_live_from_ms;
    out->locks = w->lock_ptrs;
    for (size_t i = 0; i < LOCKOUT_REASONS; i++) {
        Tucai__V1__Lock *lock = &w->locks[out->n_locks];

        if (!s->lockout.locks[i].end_ms)
            continue;
        tucai__v1__lock__init(lock);
        lock->reason = (int32_t)i;
        lock->begun_ms = s->lockout.locks[i].begun_ms;
        lock->end_ms = s->lockout.locks[i].end_ms;
        w->lock_ptrs[out->n_locks++] = lock;
    }
    w->msg.lockout = out;
}

static void shots_out(const struct student *s, struct wire *w)
{
    for (size_t i = 0; i < s->judged_len; i++)
        w->judged[i] = text(s->judged[i]);
    w->msg.n_judged_shots = s->judged_len;
    w->msg.judged_shots = w->judged;
    for (size_t i = 0; i < s->drafts.len; i++)
        w->draft_ptrs[i] = draft_out(&s->drafts.at[i], &w->drafts[i]);
    w->msg.n_drafts = s->drafts.len;
    w->msg.drafts = w->draft_ptrs;
}

static void money_out(const struct student *s, struct wire *w)
{
    w->msg.submission = submission_out(&s->submission, &w->submission);
    for (size_t i = 0; i < s->past_len; i++)
        w->past_ptrs[i] = submission_out(&s->past[i], &w->past[i]);
    w->msg.n_past = s->past_len;
    w->msg.past = w->past_ptrs;
    for (size_t i = 0; i < s->orders.len; i++)
        w->order_ptrs[i] = order_out(&s->orders.at[i], &w->orders[i]);
    w->msg.n_orders = s->orders.len;
    w->msg.orders = w->order_ptrs;
    w->msg.paid_order_no = text(s->paid_order_no);
    w->msg.prints = (int32_t)s->prints;
    w->msg.sheet = student_blob_out(&s->sheet, &w->sheet);
    w->msg.sheet_ordered_ms = s->sheet_ordered_ms;
    w->msg.window_from_ms = s->window_from_ms;
    w->msg.window_to_ms = s->window_to_ms;
}

static void notes_out(const struct student *s, struct wire *w)
{
    for (size_t i = 0; i < s->notes_len; i++) {
        tucai__v1__note__init(&w->notes[i]);
        w->notes[i].at_ms = s->notes[i].at_ms;
        w->notes[i].by = text(s->notes[i].by);
        w->notes[i].what = text(s->notes[i].what);
        w->notes[i].reason = text(s->notes[i].reason);
        w->note_ptrs[i] = &w->notes[i];
    }
    w->msg.n_notes = s->notes_len;
    w->msg.notes = w->note_ptrs;
}

static void consents_out(const struct student *s, struct wire *w)
{
    for (size_t i = 0; i < s->consents.len; i++) {
        tucai__v1__consent_record__init(&w->consents[i]);
        w->consents[i].at_ms = s->consents.at[i].at_ms;
        w->consents[i].given = s->consents.at[i].given;
        w->consents[i].version = text(s->consents.at[i].version);
        w->consent_ptrs[i] = &w->consents[i];
    }
    w->msg.n_consents = s->consents.len;
    w->msg.consents = w->consent_ptrs;
}

static void accounts_out(const struct student *s, struct wire *w)
{
    const struct wechat_accounts *in = &s->wechat;

    for (size_t i = 0; i < s->wechat.video_len; i++)
        w->video_accounts[i] =
            data(s->wechat.video[i], sizeof s->wechat.video[i]);
    w->msg.n_video_accounts = s->wechat.video_len;
    w->msg.video_accounts = w->video_accounts;
    tucai__v1__pending_account__init(&w->pending);
    if (!sealed_encode(&in->pending, &w->pending_openid))
        return;
    w->pending.openid = &w->pending_openid;
    w->pending.js_code_hash = data(in->js_code_hash, sizeof in->js_code_hash);
    w->pending.expires_ms = in->pending_until_ms;
    w->msg.pending_account = &w->pending;
}

int student_encode(const struct student *s, struct buf *ret)
{
    _cleanup_(freep) struct wire *w = must_alloc(sizeof *w);
    size_t len;
    uint8_t *room;

    tucai__v1__student_state__init(&w->msg);
    identity_out(s, w);
    challenge_out(s, w);
    steps_out(s, w);
    nonces_out(s, w);
    lockout_out(s, w);
    shots_out(s, w);
    money_out(s, w);
    notes_out(s, w);
    consents_out(s, w);
    accounts_out(s, w);
    student_people_out(s, &w->people, &w->msg);
    len = tucai__v1__student_state__get_packed_size(&w->msg);
    room = buf_room(ret, len);
    if (!room)
        return -EMSGSIZE;
    buf_grew(ret, tucai__v1__student_state__pack(&w->msg, room));
    return 0;
}
