/*
 * wechatpay_tool - the payment stage without a queue, for tests that judge it
 * from outside: one JSON line in, one out.
 *
 * in   {"pay": {op, order_no, ...members of PayJob, now_ms}}
 *      {"notice": {timestamp, nonce, signature, serial, body, received_ms}}
 * out  {how, reason, told: {...PayResult} or null, then: {...PayJob} or null}
 *      {refusal, status} or {id, order_no, state, amount_fen, ...}
 *
 * Configured like tucai-billing, by TUCAI_WECHATPAY_*.
 */
#include "billing/notice.h"
#include "billing/pay.h"
#include "billing/pay_wire.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "proto/student.pb-c.h"
#include "service/effects.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct tool_config {
    struct pay_config pay;
};

static const struct config_entry CONFIG[] = {
    PAY_CONFIG_ENTRIES(struct tool_config, pay),
};

static char *text(json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));

    return (char *)(value ? value : "");
}

static int64_t number(json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static ProtobufCBinaryData view(const char *data)
{
    return (ProtobufCBinaryData){strlen(data), (uint8_t *)data};
}

/* ---- jobs ---- */

static void pack_job(json_t *in, struct buf *ret)
{
    Tucai__V1__PayJob m = TUCAI__V1__PAY_JOB__INIT;

    m.student_uid = text(in, "uid");
    m.order_no = text(in, "order_no");
    m.op = (Tucai__V1__PayOp)number(in, "op");
    m.channel = (Tucai__V1__PayChannel)number(in, "channel");
    m.amount_fen = number(in, "amount_fen");
    m.description = text(in, "description");
    m.expires_ms = number(in, "expires_ms");
    m.client_ip = text(in, "client_ip");
    m.refund_no = text(in, "refund_no");
    m.refund_fen = number(in, "refund_fen");
    m.reason = text(in, "reason");
    m.transaction_id = text(in, "transaction_id");
    m.asked = (uint32_t)number(in, "asked");
    ret->at = must_alloc(tucai__v1__pay_job__get_packed_size(&m) + 1);
    ret->len = tucai__v1__pay_job__pack(&m, ret->at);
}

static json_t *told(const ProtobufCBinaryData *payload)
{
    Tucai__V1__Command *c =
        tucai__v1__command__unpack(NULL, payload->len, payload->data);
    const Tucai__V1__PayResult *r = c->pay_result;
    json_t *out = json_pack(
        "{ss ss si ss% ss sI sI ss ss}", "uid", c->uid, "order_no", r->order_no,
        "state", (int)r->state, "pay_json",
        r->pay_json.data ? (char *)r->pay_json.data : "", r->pay_json.len,
        "transaction_id", r->transaction_id, "amount_fen",
        (json_int_t)r->amount_fen, "paid_at_ms", (json_int_t)r->paid_at_ms,
        "refund_no", r->refund_no, "code", r->code);

    tucai__v1__command__free_unpacked(c, NULL);
    return out;
}

static json_t *then(const Tucai__V1__Admit *child)
{
    Tucai__V1__PayJob *j = tucai__v1__pay_job__unpack(NULL, child->payload.len,
                                                      child->payload.data);
    json_t *out =
        json_pack("{ss sI si ss si}", "id", child->id, "not_before_ms",
                  (json_int_t)child->not_before_ms, "op", (int)j->op,
                  "order_no", j->order_no, "asked", (int)j->asked);

    tucai__v1__pay_job__free_unpacked(j, NULL);
    return out;
}

/* The effects lie packed as they would in a Done. */
static void read_children(const struct outcome *o, json_t *out)
{
    Tucai__V1__Done *done =
        tucai__v1__done__unpack(NULL, o->effects.len, o->effects.at);

    CHECK(done);
    for (size_t i = 0; i < done->n_effects; i++) {
        const Tucai__V1__Admit *child = done->effects[i]->child;

        if (strcmp(child->kind, "command") == 0)
            (void)json_object_set_new(out, "told", told(&child->payload));
        else
            (void)json_object_set_new(out, "then", then(child));
    }
    tucai__v1__done__free_unpacked(done, NULL);
}

static json_t *do_pay(struct pay *pay, json_t *in)
{
    static const char *const HOW[] = {"ok", "reject", "retry", "later",
                                      "fatal"};
    struct buf payload = BUF_INIT(0);
    struct outcome o;
    struct job_blob to = {.name = "to",
                          .location = "",
                          .data = bytes_of_text(text(in, "openid"))};
    struct job job = {.now_ms = number(in, "now_ms"),
                      .kind = "pay",
                      .blobs = &to,
                      .n_blobs = 1};
    json_t *out;

    pack_job(in, &payload);
    job.payload = buf_view(&payload);
    outcome_init(&o);
    CHECK(pay_handle(pay, &job, &o) == 0);
    out = json_pack("{ss ss sn sn}", "how", HOW[o.how], "reason", o.reason,
                    "told", "then");
    if (o.how == TUCAI__V1__OUTCOME__OUTCOME_OK)
        read_children(&o, out);
    outcome_done(&o);
    free(payload.at);
    return out;
}

/* ---- notices ---- */

static json_t *notice_json(const struct wechatpay_notice *n)
{
    if (n->is_refund)
        return json_pack("{ss ss ss ss si sI}", "id", n->id, "order_no",
                         n->refund.order_no, "refund_no", n->refund.refund_no,
                         "refund_id", n->refund.refund_id, "state",
                         (int)n->refund.state, "refund_fen",
                         (json_int_t)n->refund.refund_fen);
    return json_pack("{ss ss ss si sI sI}", "id", n->id, "order_no",
                     n->payment.order_no, "transaction_id",
                     n->payment.transaction_id, "state", (int)n->payment.state,
                     "amount_fen", (json_int_t)n->payment.amount_fen,
                     "paid_at_ms", (json_int_t)n->payment.paid_at_ms);
}

static json_t *do_notice(const struct wechatpay *keys, json_t *in)
{
    Tucai__V1__PaymentNotice m = TUCAI__V1__PAYMENT_NOTICE__INIT;
    struct wechatpay_notice n;
    int r;

    m.body = view(text(in, "body"));
    m.timestamp = text(in, "timestamp");
    m.nonce = text(in, "nonce");
    m.signature = text(in, "signature");
    m.serial = text(in, "serial");
    m.received_ms = number(in, "received_ms");
    r = notice_open(keys, &m, &n);
    CHECK(r >= 0);
    if (r == 0)
        return notice_json(&n);
    return json_pack("{ss si}", "refusal",
                     wechatpay_refusal_name((enum wechatpay_refusal)r),
                     "status", (int)notice_status((enum wechatpay_refusal)r));
}

int main(void)
{
    struct tool_config config;
    struct wechatpay *keys;
    struct pay *pay;
    _cleanup_(freep) char *line = NULL;
    size_t cap = 0;

    if (config_load(CONFIG, sizeof CONFIG / sizeof *CONFIG, &config) < 0 ||
        wechatpay_load(&config.pay.files, &keys) < 0 ||
        pay_new(&config.pay, &pay) < 0)
        return 1;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *in = json_loads(line, 0, NULL);
        json_t *job = json_object_get(in, "pay");
        json_t *out = job ? do_pay(pay, job)
                          : do_notice(keys, json_object_get(in, "notice"));

        (void)json_dumpf(out, stdout, JSON_COMPACT);
        (void)putchar('\n');
        (void)fflush(stdout);
        json_decref(out);
        json_decref(in);
    }
    pay_free(pay);
    wechatpay_free(keys);
    return 0;
}
