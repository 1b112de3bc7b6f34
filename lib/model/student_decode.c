#include "model/student_wire.h"

#include "core/cleanup.h"

#include <errno.h>
#include <string.h>

/* Every function is false when a part passes the limits of its struct. */

bool student_text_in(const char *in, char *out, size_t size)
{
    size_t len = strlen(in);

    if (len >= size)
        return false;
    memcpy(out, in, len + 1);
    return true;
}

#define TEXT(in, field) student_text_in((in), (field), sizeof(field))

static bool data_in(ProtobufCBinaryData in, uint8_t *out, size_t len)
{
    if (in.len != len)
        return false;
    memcpy(out, in.data, len);
    return true;
}

#define DATA(in, field) data_in((in), (field), sizeof(field))

bool student_blob_in(const Tucai__V1__BlobRef *in, struct photo_ref *out)
{
    if (!in)
        return true;
    out->size = in->size;
    return TEXT(in->location, out->location) &&
           DATA(in->wrapped_key, out->wrapped_key) &&
           DATA(in->sha256, out->sha256);
}

static bool draft_in(const Tucai__V1__Draft *in, struct draft *out)
{
    if (!in)
        return true;
    if (in->n_warnings > DRAFT_WARNINGS_MAX || in->real_name < 0 ||
        in->real_name >= REAL_NAMES)
        return false;
    for (size_t i = 0; i < in->n_warnings; i++) {
        if (!TEXT(in->warnings[i], out->warnings[i]))
            return false;
    }
    out->warnings_len = in->n_warnings;
    out->stored_ms = in->made_ms;
    out->rule_set_version = in->rule_set_version;
    out->real_name = (enum real_name)in->real_name;
    out->is_suspected = in->is_suspected;
    return TEXT(in->draft_id, out->id) && TEXT(in->shot_id, out->shot_id) &&
           TEXT(in->rule_set, out->rule_set) &&
           student_blob_in(in->photo, &out->photo) &&
           student_blob_in(in->original, &out->original) &&
           student_blob_in(in->preview, &out->preview);
}

static bool history_in(const Tucai__V1__Submission *in, struct submission *out)
{
    if (in->n_history > SUBMISSION_HISTORY_MAX)
        return false;
    for (size_t i = 0; i < in->n_history; i++) {
        const Tucai__V1__HistoryLine *line = in->history[i];

        out->history[i].state = (enum submission_state)line->state;
        out->history[i].at_ms = line->at_ms;
        if (line->state < 0 || line->state >= SUBMISSION_STATES ||
            !TEXT(line->by, out->history[i].by) ||
            !TEXT(line->reason, out->history[i].reason))
            return false;
    }
    out->history_len = in->n_history;
    return true;
}

/* Any length up to the most. */
static bool bytes_in(ProtobufCBinaryData in, uint8_t *out, size_t most,
                     size_t *ret_len)
{
    if (in.len > most)
        return false;
    if (in.len)
        memcpy(out, in.data, in.len);
    *ret_len = in.len;
    return true;
}

#define BYTES(in, field, len) bytes_in((in), (field), sizeof(field), &(len))

static bool submission_in(const Tucai__V1__Submission *in,
                          struct submission *out)
{
    if (!in)
        return true;
    if (in->state < 0 || in->state >= SUBMISSION_STATES)
        return false;
    out->state = (enum submission_state)in->state;
    out->submitted_ms = in->submitted_ms;
    out->opened_ms = in->opened_ms;
    out->decided_ms = in->decided_ms;
    out->downloaded_ms = in->downloaded_ms;
    return TEXT(in->submission_id, out->id) && TEXT(in->reason, out->reason) &&
           TEXT(in->ground, out->ground) &&
           TEXT(in->decided_by, out->decided_by) &&
           TEXT(in->batch_id, out->batch_id) &&
           BYTES(in->receipt, out->receipt, out->receipt_len) &&
           BYTES(in->chain, out->chain, out->chain_len) &&
           draft_in(in->draft, &out->draft) && history_in(in, out);
}

bool student_order(const Tucai__V1__Order *in, struct order *out)
{
    if (in->state < 0 || in->state >= ORDER_STATES)
        return false;
    out->state = (enum order_state)in->state;
    out->amount_fen = in->amount_fen;
    out->prints = in->prints;
    out->created_ms = in->created_ms;
    out->expires_ms = in->expires_ms;
    out->paid_ms = in->paid_ms;
    out->refunded_ms = in->refunded_ms;
    return TEXT(in->order_no, out->no) &&
           TEXT(in->submission_id, out->submission_id) &&
           TEXT(in->channel, out->channel) &&
           TEXT(in->transaction_id, out->transaction_id) &&
           TEXT(in->refund_no, out->refund_no) &&
           TEXT(in->pay_json, out->pay_json) &&
           TEXT(in->pay_failure, out->pay_failure) &&
           TEXT(in->second_of, out->second_of);
}

static bool identity_in(const Tucai__V1__StudentState *in, struct student *s)
{
    s->graduation_year = in->graduation_year;
    s->first_seen_ms = in->first_seen_ms;
    s->ticket_issued_ms = in->ticket_issued_ms;
    s->erased_ms = in->erased_ms;
    s->notify_photo = in->notify_photo;
    s->notify_payment = in->notify_payment;
    return TEXT(in->uid, s->uid) && TEXT(in->name_masked, s->name_masked) &&
           TEXT(in->id_masked, s->id_masked) &&
           TEXT(in->school_code, s->school_code) &&
           TEXT(in->campus, s->campus) && TEXT(in->level, s->level) &&
           TEXT(in->season, s->season) && sealed_decode(in->phone, &s->phone) &&
           sealed_decode(in->openid, &s->openid) &&
           TEXT(in->student_no, s->student_no) &&
           TEXT(in->college, s->college) && TEXT(in->class_name, s->class_name);
}

static bool devices_in(const Tucai__V1__StudentState *in, struct student *s)
{
    if (in->n_device_hashes > STUDENT_DEVICES_MAX)
        return false;
    for (size_t i = 0; i < in->n_device_hashes; i++) {
        if (!DATA(in->device_hashes[i], s->devices[i]))
            return false;
    }
    s->devices_len = in->n_device_hashes;
    return true;
}

static bool challenge_in(const Tucai__V1__Challenge *in, struct challenge *out)
{
    if (!in)
        return true;
    out->expires_ms = in->expires_ms;
    out->tries = in->tries;
    return TEXT(in->challenge_id, out->id) &&
           DATA(in->otp_hash, out->otp_hash) &&
           DATA(in->device_hash, out->device_hash);
}

static bool steps_in(const Tucai__V1__StudentState *in, struct student *s)
{
    s->video_started_ms = in->video_started_ms;
    for (size_t i = 0; i < in->n_steps; i++) {
        const Tucai__V1__StepDone *step = in->steps[i];
        int at = (int)step->name - 1;

        if (at < 0 || at >= STEP_COUNT)
            return false;
        s->steps.at[at].done_ms = step->done_ms;
        if (!TEXT(step->version, s->steps.at[at].version))
            return false;
    }
    return true;
}

static bool nonces_in(const Tucai__V1__StudentState *in, struct nonces *out)
{
    if (in->n_nonces > NONCES_MAX)
        return false;
    for (size_t i = 0; i < in->n_nonces; i++) {
        const Tucai__V1__Nonce *nonce = in->nonces[i];
        struct nonce *to = &out->at[out->len++];

        to->expires_ms = nonce->expires_ms;
        if (!DATA(nonce->sha256, to->sha256) ||
            !TEXT(nonce->challenge, to->challenge))
            return false;
    }
    return true;
}

static bool lockout_in(const Tucai__V1__Lockout *in, struct lockout *out)
{
    if (!in)
        return true;
    out->failed_in_row = in->failed_in_row;
    out->cooling_off_until_ms = in->cooling_off_until_ms;
    out->run_from_ms = in->run_from_ms;
    out->not_live_from_ms = in->not_live_from_ms;
    out->not_live_count = in->not_live_count;
    out->not_live_day = in->not_live_day;
    for (size_t i = 0; i < in->n_locks; i++) {
        const Tucai__V1__Lock *lock = in->locks[i];

        if (lock->reason <= LOCKOUT_NONE || lock->reason >= LOCKOUT_REASONS)
            return false;
        out->locks[lock->reason] = (struct lock){
            (enum lockout_reason)lock->reason, lock->begun_ms, lock->end_ms};
    }
    return true;
}

static bool shots_in(const Tucai__V1__StudentState *in, struct student *s)
{
    if (in->n_judged_shots > STUDENT_JUDGED_MAX || in->n_drafts > DRAFTS_MAX)
        return false;
    for (size_t i = 0; i < in->n_judged_shots; i++) {
        if (!TEXT(in->judged_shots[i], s->judged[i]))
            return false;
    }
    for (size_t i = 0; i < in->n_drafts; i++) {
        if (!draft_in(in->drafts[i], &s->drafts.at[i]))
            return false;
    }
    s->judged_len = in->n_judged_shots;
    s->drafts.len = in->n_drafts;
    return true;
}

static bool money_in(const Tucai__V1__StudentState *in, struct student *s)
{
    if (in->n_past > STUDENT_PAST_MAX || in->n_orders > ORDERS_MAX ||
        in->prints < 0 || in->prints >= PRINTS_STATES)
        return false;
    for (size_t i = 0; i < in->n_past; i++) {
        if (!submission_in(in->past[i], &s->past[i]))
            return false;
    }
    for (size_t i = 0; i < in->n_orders; i++) {
        if (!student_order(in->orders[i], &s->orders.at[i]))
            return false;
    }
    s->past_len = in->n_past;
    s->orders.len = in->n_orders;
    s->prints = (enum prints_state)in->prints;
    s->window_from_ms = in->window_from_ms;
    s->window_to_ms = in->window_to_ms;
    s->sheet_ordered_ms = in->sheet_ordered_ms;
    return TEXT(in->paid_order_no, s->paid_order_no) &&
           student_blob_in(in->sheet, &s->sheet) &&
           submission_in(in->submission, &s->submission);
}

static bool notes_in(const Tucai__V1__StudentState *in, struct student *s)
{
    if (in->n_notes > STUDENT_NOTES_MAX)
        return false;
    for (size_t i = 0; i < in->n_notes; i++) {
        const Tucai__V1__Note *note = in->notes[i];

        s->notes[i].at_ms = note->at_ms;
        if (!TEXT(note->by, s->notes[i].by) ||
            !TEXT(note->what, s->notes[i].what) ||
            !TEXT(note->reason, s->notes[i].reason))
            return false;
    }
    s->notes_len = in->n_notes;
    return true;
}

static bool consents_in(const Tucai__V1__StudentState *in, struct student *s)
{
    if (in->n_consents > CONSENTS_MAX)
        return false;
    for (size_t i = 0; i < in->n_consents; i++) {
        const Tucai__V1__ConsentRecord *record = in->consents[i];

        s->consents.at[i].at_ms = record->at_ms;
        s->consents.at[i].given = record->given;
        if (!TEXT(record->version, s->consents.at[i].version))
            return false;
    }
    s->consents.len = in->n_consents;
    return true;
}

/* The WeChat account beyond the bound one (R3, R5). */
static bool accounts_in(const Tucai__V1__StudentState *in, struct student *s)
{
    const Tucai__V1__PendingAccount *pending = in->pending_account;

    if (in->n_video_accounts > WECHAT_VIDEO_MAX)
        return false;
    for (size_t i = 0; i < in->n_video_accounts; i++) {
        if (!DATA(in->video_accounts[i], s->wechat.video[i]))
            return false;
    }
    s->wechat.video_len = in->n_video_accounts;
    if (!pending)
        return true;
    s->wechat.pending_until_ms = pending->expires_ms;
    return sealed_decode(pending->openid, &s->wechat.pending) &&
           DATA(pending->js_code_hash, s->wechat.js_code_hash);
}

static bool student_in(const Tucai__V1__StudentState *in, struct student *s)
{
    return identity_in(in, s) && devices_in(in, s) &&
           challenge_in(in->challenge, &s->challenge) && steps_in(in, s) &&
           nonces_in(in, &s->nonces) && lockout_in(in->lockout, &s->lockout) &&
           shots_in(in, s) && money_in(in, s) && notes_in(in, s) &&
           consents_in(in, s) && accounts_in(in, s) && student_people_in(in, s);
}

int student_decode(struct bytes bytes, struct student **ret)
{
    _cleanup_(student_freep) struct student *s = student_new();
    Tucai__V1__StudentState *in =
        tucai__v1__student_state__unpack(NULL, bytes.len, bytes.at);
    bool is_sound;

    if (!in)
        return -EBADMSG;
    is_sound = student_in(in, s);
    tucai__v1__student_state__free_unpacked(in, NULL);
    if (!is_sound)
        return -EBADMSG;
    *ret = steal(&s);
    return 0;
}
