#include "billing/jobs.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { QUERY_EVERY_MS = 5000 };

/* What the payer reads at the provider's. */
static const char DESCRIPTION[] = "毕业生图像采集";
static const char REFUND_REASON[] = "图像采集退款";

static struct effect *add_job(struct decision *d, const char *kind,
                              const char *id)
{
    struct effect *e = decision_add(d, EFFECT_JOB, id);

    scene_copy(e->member, sizeof e->member, kind);
    return e;
}

static void pack(struct effect *e, const ProtobufCMessage *msg)
{
    uint8_t *room =
        buf_room(&e->value, protobuf_c_message_get_packed_size(msg));

    CHECK(room); /* our own messages are small */
    buf_grew(&e->value, protobuf_c_message_pack(msg, room));
}

static Tucai__V1__PayChannel channel_of(const char *name)
{
    if (strcmp(name, "h5") == 0)
        return TUCAI__V1__PAY_CHANNEL__PAY_CHANNEL_H5;
    if (strcmp(name, "jsapi") == 0)
        return TUCAI__V1__PAY_CHANNEL__PAY_CHANNEL_JSAPI;
    return TUCAI__V1__PAY_CHANNEL__PAY_CHANNEL_NATIVE;
}

static Tucai__V1__PayJob pay_job(const struct scene *scene,
                                 const struct order *order, Tucai__V1__PayOp op)
{
    Tucai__V1__PayJob job = TUCAI__V1__PAY_JOB__INIT;

    job.op = op;
    job.student_uid = scene->student->uid;
    job.order_no = (char *)order->no;
    job.channel = channel_of(order->channel);
    job.amount_fen = order->amount_fen;
    job.description = (char *)DESCRIPTION;
    job.expires_ms = order->expires_ms;
    return job;
}

void jobs_expiry(struct decision *d, const struct scene *scene,
                 const struct order *order)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__OrderRef ref = TUCAI__V1__ORDER_REF__INIT;
    struct effect *e;
    char id[ID_SIZE];

    ref.order_no = (char *)order->no;
    command.uid = scene->student->uid;
    command.op_case = TUCAI__V1__COMMAND__OP_ORDER_EXPIRES;
    command.order_expires = &ref;
    (void)snprintf(id, sizeof id, "due:%s", order->no);
    e = add_job(d, "command", id);
    e->at_ms = order->expires_ms;
    pack(e, &command.base);
}

void jobs_order(struct decision *d, const struct scene *scene,
                const struct order *order, const char *client_ip)
{
    Tucai__V1__PayJob create =
        pay_job(scene, order, TUCAI__V1__PAY_OP__PAY_OP_CREATE);
    struct effect *e;
    char id[ID_SIZE];

    create.client_ip = (char *)client_ip;
    (void)snprintf(id, sizeof id, "pay:%s", order->no);
    e = add_job(d, "pay", id);
    if (create.channel == TUCAI__V1__PAY_CHANNEL__PAY_CHANNEL_JSAPI)
        e->to = scene->student->openid;
    pack(e, &create.base);
    jobs_expiry(d, scene, order);
}

void jobs_journal(struct decision *d, const struct scene *scene,
                  const char *about)
{
    char prefix[ID_SIZE], id[ID_SIZE];

    (void)snprintf(prefix, sizeof prefix, "jr:%.32s:", about);
    scene_id(scene, prefix, id);
    add_job(d, "journal", id);
}

void jobs_bill(struct decision *d, const struct scene *scene, const char *date)
{
    char id[ID_SIZE];

    scene_id(scene, "bill:", id);
    CHECK(buf_add_text(&add_job(d, "bill", id)->value, date) == 0);
}

void jobs_real_name(struct decision *d, const char *draft_id)
{
    Tucai__V1__RealNameJob job = TUCAI__V1__REAL_NAME_JOB__INIT;
    char id[ID_SIZE];

    job.draft_id = (char *)draft_id;
    (void)snprintf(id, sizeof id, "real:%.58s", draft_id);
    pack(add_job(d, "real_name", id), &job.base);
}

void jobs_sheet(struct decision *d, const struct submission *submission)
{
    char id[ID_SIZE];

    (void)snprintf(id, sizeof id, "sheet:%.57s", submission->id);
    add_job(d, "sheet", id);
}

void jobs_pay(struct decision *d, const struct scene *scene,
              const struct order *order, Tucai__V1__PayOp op)
{
    Tucai__V1__PayJob job = pay_job(scene, order, op);
    char id[ID_SIZE];

    if (op == TUCAI__V1__PAY_OP__PAY_OP_REFUND) {
        job.refund_no = (char *)order->refund_no;
        job.refund_fen = order->amount_fen;
        job.transaction_id = (char *)order->transaction_id;
        job.reason = (char *)REFUND_REASON;
        (void)snprintf(id, sizeof id, "refund:%.40s", order->refund_no);
    } else if (op == TUCAI__V1__PAY_OP__PAY_OP_QUERY) {
        /* One id for a few seconds: however often a page asks, the provider is
         * asked once. */
        (void)snprintf(id, sizeof id, "query:%.33s:%" PRId64, order->no,
                       scene->verdict_ms / QUERY_EVERY_MS);
    } else {
        scene_id(scene, "pay:", id);
    }
    pack(add_job(d, "pay", id), &job.base);
}

/* What a template's fields are filled with. */
static void fill_facts(Tucai__V1__NotifyJob *job, const struct scene *scene,
                       const struct notice *notice)
{
    if (!notice->status)
        return;
    job->status = (char *)notice->status;
    job->note = (char *)notice->note;
    job->at_ms = scene->verdict_ms;
    if (notice->order) {
        job->amount_fen = notice->order->amount_fen;
        job->order_no = (char *)notice->order->no;
    }
}

/* What the school's photos are judged by now, as a job carries it. */
static void add_rules(const struct scene *scene, struct buf *ret)
{
    const struct document *shared = &scene->shared_rules;
    int r = scene->school->shared_rules
                ? buf_add(ret, shared->value.at, shared->value.len)
                : school_rules(scene->school, ret);

    if (r == 0)
        r = buf_add(ret, "", 1);
    CHECK(r == 0); /* it came out of a document no longer than this */
}

void jobs_judge_again(struct decision *d, const struct scene *scene,
                      const struct appeal *appeal)
{
    _cleanup_(buf_done) struct buf rules = BUF_INIT(SCHOOL_JSON_MAX);
    const char *background = scene->school->background;
    Tucai__V1__ShotJob job = TUCAI__V1__SHOT_JOB__INIT;
    struct effect *e;
    char id[ID_SIZE];

    add_rules(scene, &rules);
    job.uid = scene->student->uid;
    job.rules_json = (char *)rules.at;
    job.background = (char *)(background ? background : "");
    job.admitted_ms = scene->now_ms;
    job.school_code = scene->student->school_code;
    job.appeal_id = (char *)appeal->id;
    (void)snprintf(id, sizeof id, "again:%.57s", appeal->id);
    e = add_job(d, "shot", id);
    e->photo = appeal->original;
    pack(e, &job.base);
}

void jobs_notify(struct decision *d, const struct scene *scene,
                 const struct notice *notice)
{
    Tucai__V1__NotifyJob job = TUCAI__V1__NOTIFY_JOB__INIT;
    const struct student *s = scene->student;
    bool is_otp = notice->kind == TUCAI__V1__NOTIFY_KIND__NOTIFY_KIND_OTP;
    char id[ID_SIZE];
    struct effect *e;
    char prefix[8];

    if (!s->phone.len && (is_otp || !s->openid.len))
        return;
    job.kind = notice->kind;
    job.expires_ms = notice->expires_ms;
    fill_facts(&job, scene, notice);
    (void)snprintf(prefix, sizeof prefix, "n%d:", (int)notice->kind);
    scene_id(scene, prefix, id);
    e = add_job(d, is_otp ? "otp" : "notify", id);
    e->to = s->phone;
    if (!is_otp)
        e->openid = s->openid;
    CHECK(buf_add_text(&e->text, notice->text) == 0);
    pack(e, &job.base);
}
