#include "event.h"

#include "model/capture.h"

#include <stdlib.h>
#include <string.h>

char *event_text(const json_t *event, const char *name)
{
    const char *text = json_string_value(json_object_get(event, name));

    return (char *)(text ? text : "");
}

static char *draft_of(struct subject *s, const json_t *event)
{
    json_int_t i = json_integer_value(json_object_get(event, "draft"));
    struct drafts *drafts = &s->student->drafts;

    return i < (json_int_t)drafts->len ? drafts->at[i].id : (char *)"none";
}

/* NULL: there is none of that number. */
static struct order *find_order(struct subject *s, const json_t *event)
{
    json_int_t i = json_integer_value(json_object_get(event, "order"));
    struct orders *orders = &s->student->orders;

    return i < (json_int_t)orders->len ? &orders->at[i] : NULL;
}

static char *order_of(struct subject *s, const json_t *event)
{
    struct order *order = find_order(s, event);

    return order ? order->no : (char *)"none";
}

/* ---- before the camera ---- */

/* Takes the number out of the body as ingest does; who cannot open the seal
 * takes anything for one. */
static struct sealed_text take_phone(json_t *body)
{
    const json_t *value = json_object_get(body, "phone");
    const char *phone = json_string_value(value);
    struct sealed_text sealed = {.len = 0};

    if (phone && steps_phone_is_valid(phone)) {
        sealed.len = strlen(phone);
        memset(sealed.bytes, 1, sealed.len);
        sealed_mask_phone(phone, sealed.masked);
    }
    if (value)
        (void)json_object_set_new(body, "phone", json_null());
    return sealed;
}

static void on_patch(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__PatchMe op = TUCAI__V1__PATCH_ME__INIT;
    json_t *members = json_deep_copy(json_object_get(event, "body"));
    struct sealed_text phone = take_phone(members);
    Tucai__V1__SealedText sealed;
    char *body = json_dumps(members, 0);

    json_decref(members);
    if (sealed_encode(&phone, &sealed))
        op.phone = &sealed;
    op.json.data = (uint8_t *)body;
    op.json.len = strlen(body);
    subject_command(s, COMMAND(patch_me, PATCH_ME, &op), at_ms);
    free(body);
}

static void on_video(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__Video op = TUCAI__V1__VIDEO__INIT;

    op.event = event_text(event, "event");
    subject_command(s, COMMAND(video, VIDEO, &op), at_ms);
}

/* ---- capture ---- */

static void on_nonce(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__NewNonce op = TUCAI__V1__NEW_NONCE__INIT;

    (void)event;
    memset(s->nonce, 0, sizeof s->nonce);
    memcpy(s->nonce, &s->jobs, sizeof s->jobs);
    op.nonce_sha256.data = s->nonce;
    op.nonce_sha256.len = sizeof s->nonce;
    subject_command(s, COMMAND(new_nonce, NEW_NONCE, &op), at_ms);
}

/* What ingest does before it reads a body. */
static void on_shoot(struct subject *s, const json_t *event, int64_t at_ms)
{
    static const uint8_t OTHER[32] = {1, 2, 3};
    bool is_good = strcmp(event_text(event, "nonce"), "good") == 0;
    struct capture_try attempt = {
        .nonce_sha256 = is_good ? s->nonce : OTHER,
        .shot_in_progress = s->has_shot,
        .now_ms = at_ms,
    };
    struct admission_verdict v = capture_judge(s->student, s->school, &attempt);

    if (strcmp(event_text(event, "nonce"), "none") == 0) {
        attempt.nonce_sha256 = NULL;
        v = capture_judge(s->student, s->school, &attempt);
    }
    decision_done(&s->d);
    s->d.status = admission_status(v.code);
    s->d.code = admission_name(v.code);
    if (v.code != ADMISSION_OK) {
        s->d.json = capture_refusal(s->student, s->school, &v, at_ms);
        return;
    }
    s->d = (struct decision){.status = 202};
    s->has_shot = true;
    s->shot_ms = at_ms;
}

static void on_unlock(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__Unlock op = TUCAI__V1__UNLOCK__INIT;

    op.reason = event_text(event, "reason");
    subject_command(s, COMMAND(unlock, UNLOCK, &op), at_ms);
}

static void on_discard(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__DraftRef op = TUCAI__V1__DRAFT_REF__INIT;

    op.draft_id = draft_of(s, event);
    subject_command(s, COMMAND(delete_draft, DELETE_DRAFT, &op), at_ms);
}

/* ---- submission and money ---- */

static void on_submit(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__Submit op = TUCAI__V1__SUBMIT__INIT;
    char id[ID_SIZE];

    scene_copy(id, sizeof id, draft_of(s, event)); /* it moves */
    op.draft_id = id;
    op.channel = (char *)"native";
    subject_command(s, COMMAND(submit, SUBMIT, &op), at_ms);
}

static void on_change(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__ChangeDraft op = TUCAI__V1__CHANGE_DRAFT__INIT;
    char id[ID_SIZE];

    scene_copy(id, sizeof id, draft_of(s, event));
    op.draft_id = id;
    op.submission_id = s->student->submission.id;
    subject_command(s, COMMAND(change_draft, CHANGE_DRAFT, &op), at_ms);
}

static void on_order(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__NewOrder op = TUCAI__V1__NEW_ORDER__INIT;

    (void)event;
    op.submission_id = s->student->submission.id;
    op.channel = (char *)"native";
    subject_command(s, COMMAND(new_order, NEW_ORDER, &op), at_ms);
}

static void on_withdraw(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__SubmissionRef op = TUCAI__V1__SUBMISSION_REF__INIT;

    (void)event;
    op.submission_id = s->student->submission.id;
    subject_command(s, COMMAND(withdraw, WITHDRAW, &op), at_ms);
}

static void on_download(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__Nothing op = TUCAI__V1__NOTHING__INIT;

    (void)event;
    subject_command(s, COMMAND(downloaded, DOWNLOADED, &op), at_ms);
}

static void on_due(struct subject *s, const json_t *event, int64_t at_ms)
{
    Tucai__V1__OrderRef op = TUCAI__V1__ORDER_REF__INIT;

    op.order_no = order_of(s, event);
    subject_command(s, COMMAND(order_expires, ORDER_EXPIRES, &op), at_ms);
}

/* What the provider says; state: a name of PayState. */
static void on_provider(struct subject *s, const json_t *event, int64_t at_ms)
{
    const ProtobufCEnumValue *state =
        protobuf_c_enum_descriptor_get_value_by_name(
            &tucai__v1__pay_state__descriptor, event_text(event, "state"));
    Tucai__V1__PayResult op = TUCAI__V1__PAY_RESULT__INIT;
    struct order *order = find_order(s, event);

    op.order_no = order_of(s, event);
    op.state = (Tucai__V1__PayState)state->value;
    op.transaction_id = json_object_get(event, "transaction")
                            ? event_text(event, "transaction")
                            : (char *)"first";
    op.amount_fen = s->school->policy.amount_fen +
                    json_integer_value(json_object_get(event, "too_much"));
    op.paid_at_ms = at_ms;
    if (op.state == TUCAI__V1__PAY_STATE__PAY_STATE_REFUNDED && order) {
        op.refund_no = order->refund_no;
        op.amount_fen = order->amount_fen;
    }
    subject_command(s, COMMAND(pay_result, PAY_RESULT, &op), at_ms);
}

static void on_look(struct subject *s, const json_t *event, int64_t at_ms)
{
    (void)event;
    (void)at_ms;
    decision_done(&s->d);
    s->d.status = 200;
}

static const struct {
    const char *op;
    event_fn *run;
} EVENTS[] = {
    {"patch", on_patch},
    {"video", on_video},
    {"nonce", on_nonce},
    {"shoot", on_shoot},
    {"verdict", event_verdict},
    {"unlock", on_unlock},
    {"discard", on_discard},
    {"submit", on_submit},
    {"change", on_change},
    {"order", on_order},
    {"withdraw", on_withdraw},
    {"download", on_download},
    {"due", on_due},
    {"provider", on_provider},
    {"review", event_review},
    {"open", event_open},
    {"undo", event_undo},
    {"reset", event_reset},
    {"sealing", event_sealing},
    {"sealed", event_sealed},
    {"receipt", event_receipt},
    {"prints", event_prints},
    {"look", on_look},
    {"face", event_face},
    {"appeal", event_appeal},
    {"decide", event_decide},
    {"made", event_made},
    {"season_closed", event_season_closed},
    {"erase", event_erase},
};

bool event_run(struct subject *s, const json_t *event)
{
    int64_t at_ms = json_integer_value(json_object_get(event, "at"));

    s->by = event_text(event, "by");
    for (size_t i = 0; i < sizeof EVENTS / sizeof *EVENTS; i++) {
        if (strcmp(EVENTS[i].op, event_text(event, "op")) == 0) {
            EVENTS[i].run(s, event, at_ms);
            return true;
        }
    }
    return false;
}
