#include "billing/pay_wire.h"

#include "core/cleanup.h"
#include "proto/pay.pb-c.h"
#include "proto/student.pb-c.h"

#include <errno.h>
#include <string.h>

_Static_assert((int)PAY_REFUND == TUCAI__V1__PAY_OP__PAY_OP_REFUND, "ops");
_Static_assert((int)PAY_JSAPI == TUCAI__V1__PAY_CHANNEL__PAY_CHANNEL_JSAPI,
               "channels");
_Static_assert((int)PAY_REFUSED == TUCAI__V1__PAY_STATE__PAY_STATE_REFUSED,
               "states");

_Static_assert((int)NOTIFY_PAYMENT ==
                   TUCAI__V1__NOTIFY_KIND__NOTIFY_KIND_PAYMENT,
               "kinds");

int job_text(const struct job *job, const char *name, char *ret, size_t size)
{
    const struct job_blob *blob = job_blob(job, name);
    struct bytes text = blob ? blob->data : (struct bytes){0};

    if (text.len >= size || (text.len && memchr(text.at, 0, text.len)))
        return -EINVAL;
    if (text.len)
        memcpy(ret, text.at, text.len);
    ret[text.len] = '\0';
    return 0;
}

int pay_job_open(const struct job *job, struct pay_job *ret)
{
    struct bytes payload = job->payload;
    char openid[PAY_TO_SIZE];
    Tucai__V1__PayJob *m =
        tucai__v1__pay_job__unpack(NULL, payload.len, payload.at);

    if (!m || !*m->order_no || (unsigned)m->op > PAY_REFUND ||
        (unsigned)m->channel > PAY_JSAPI ||
        job_text(job, "to", openid, sizeof openid) < 0) {
        tucai__v1__pay_job__free_unpacked(m, NULL);
        return -EINVAL;
    }
    *ret = (struct pay_job){
        .op = (enum pay_op)m->op,
        .channel = (enum pay_channel)m->channel,
        .uid = m->student_uid,
        .order_no = m->order_no,
        .description = m->description,
        .client_ip = m->client_ip,
        .refund_no = m->refund_no,
        .reason = m->reason,
        .transaction_id = m->transaction_id,
        .amount_fen = m->amount_fen,
        .refund_fen = m->refund_fen,
        .expires_ms = m->expires_ms,
        .asked = m->asked,
        .message = m,
    };
    memcpy(ret->openid, openid, sizeof openid);
    return 0;
}

void pay_job_done(struct pay_job *job)
{
    tucai__v1__pay_job__free_unpacked(job->message, NULL);
    job->message = NULL;
}

static int pack_job(const Tucai__V1__PayJob *m, struct buf *ret)
{
    uint8_t *room = buf_room(ret, tucai__v1__pay_job__get_packed_size(m));

    if (!room)
        return -ENOMEM;
    buf_grew(ret, tucai__v1__pay_job__pack(m, room));
    return 0;
}

int pay_job_pack(const struct pay_job *job, struct buf *ret)
{
    Tucai__V1__PayJob m = TUCAI__V1__PAY_JOB__INIT;

    m.student_uid = (char *)job->uid;
    m.order_no = (char *)job->order_no;
    m.op = (Tucai__V1__PayOp)job->op;
    m.channel = (Tucai__V1__PayChannel)job->channel;
    m.amount_fen = job->amount_fen;
    m.description = (char *)job->description;
    m.expires_ms = job->expires_ms;
    m.client_ip = (char *)job->client_ip;
    m.refund_no = (char *)job->refund_no;
    m.refund_fen = job->refund_fen;
    m.reason = (char *)job->reason;
    m.transaction_id = (char *)job->transaction_id;
    m.asked = job->asked;
    return pack_job(&m, ret);
}

int pay_job_again(const struct pay_job *job, enum pay_op op, uint32_t asked,
                  struct buf *ret)
{
    Tucai__V1__PayJob m = *(const Tucai__V1__PayJob *)job->message;

    m.op = (Tucai__V1__PayOp)op;
    m.asked = asked;
    return pack_job(&m, ret);
}

int pay_result_command(const struct pay_job *job,
                       const struct pay_result *result, struct buf *ret)
{
    Tucai__V1__PayResult m = TUCAI__V1__PAY_RESULT__INIT;
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    struct bytes json = bytes_of_text(result->pay_json);
    uint8_t *room;

    m.student_uid = (char *)job->uid;
    m.order_no = (char *)job->order_no;
    m.refund_no = (char *)job->refund_no;
    m.state = (Tucai__V1__PayState)result->state;
    m.pay_json = (ProtobufCBinaryData){json.len, (uint8_t *)json.at};
    m.transaction_id = (char *)result->transaction_id;
    m.amount_fen = result->amount_fen;
    m.paid_at_ms = result->paid_at_ms;
    m.refunded_at_ms = result->refunded_at_ms;
    m.code = (char *)result->code;
    command.uid = (char *)job->uid;
    command.op_case = TUCAI__V1__COMMAND__OP_PAY_RESULT;
    command.pay_result = &m;
    room = buf_room(ret, tucai__v1__command__get_packed_size(&command));
    if (!room)
        return -ENOMEM;
    buf_grew(ret, tucai__v1__command__pack(&command, room));
    return 0;
}

/* To somebody, and something. */
static bool has_texts(const struct job *job, struct notify_job *n)
{
    return job_text(job, "to", n->to, sizeof n->to) == 0 &&
           job_text(job, "openid", n->openid, sizeof n->openid) == 0 &&
           job_text(job, "text", n->text, sizeof n->text) == 0 && *n->text &&
           (*n->to || *n->openid);
}

int notify_job_open(const struct job *job, struct notify_job *ret)
{
    struct bytes payload = job->payload;
    struct notify_job opened = {.to = ""};
    Tucai__V1__NotifyJob *m =
        tucai__v1__notify_job__unpack(NULL, payload.len, payload.at);

    if (!m || (unsigned)m->kind > NOTIFY_PAYMENT || !has_texts(job, &opened)) {
        tucai__v1__notify_job__free_unpacked(m, NULL);
        return -EINVAL;
    }
    opened.kind = (enum notify_kind)m->kind;
    opened.facts = (struct template_facts){.status = m->status,
                                           .note = m->note,
                                           .order_no = m->order_no,
                                           .at_ms = m->at_ms,
                                           .amount_fen = m->amount_fen};
    opened.expires_ms = m->expires_ms;
    opened.message = m;
    *ret = opened;
    return 0;
}

void notify_job_done(struct notify_job *job)
{
    tucai__v1__notify_job__free_unpacked(job->message, NULL);
    job->message = NULL;
}

int wechat_exchange_pack(const char *refusal, struct buf *ret)
{
    Tucai__V1__WechatExchange m = TUCAI__V1__WECHAT_EXCHANGE__INIT;
    uint8_t *room;

    m.refusal = (char *)refusal;
    room = buf_room(ret, tucai__v1__wechat_exchange__get_packed_size(&m) + 1);
    if (!room)
        return -ENOMEM;
    buf_grew(ret, tucai__v1__wechat_exchange__pack(&m, room));
    return 0;
}
