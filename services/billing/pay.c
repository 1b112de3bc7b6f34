#include "billing/pay.h"

#include "billing/pay_client.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "core/random.h"
#include "core/time.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { CHILD_MAX = 16384, NONCE_BYTES = 16 };

struct pay {
    struct wechatpay *wechatpay;
    struct pay_client client;
    char *notify_url;
};

int pay_new(const struct pay_config *config, struct pay **ret)
{
    const struct http_client_config limits = {.connect_ms = PAY_CONNECT_MS,
                                              .total_ms = PAY_TOTAL_MS};
    struct pay *pay = must_alloc(sizeof *pay);
    int r = wechatpay_load(&config->files, &pay->wechatpay);

    pay->notify_url = must_dup(config->notify_url);
    if (r == 0)
        r = http_client_new(&limits, &pay->client.http);
    if (r < 0) {
        pay_free(pay);
        return r;
    }
    pay->client.url = config->url;
    pay->client.wechatpay = pay->wechatpay;
    *ret = pay;
    return 0;
}

struct pay *pay_free(struct pay *pay)
{
    if (!pay)
        return NULL;
    http_client_free(pay->client.http);
    wechatpay_free(pay->wechatpay);
    free(pay->notify_url);
    free(pay);
    return NULL;
}

/* ---- what goes back ---- */

/* The members of `order.pay`: the address, or what a WeChat page hands on. */
static int write_target(const struct pay *pay, const struct pay_job *job,
                        struct pay_verdict *v)
{
    _cleanup_(buf_done) struct buf json =
        BUF_INIT(sizeof v->result.pay_json - 1);
    char nonce[2 * NONCE_BYTES + 1];
    json_t *object;
    size_t len;
    int r;

    if (job->channel == PAY_JSAPI) {
        random_id(nonce, NONCE_BYTES);
        r = wechatpay_jsapi(pay->wechatpay, v->target,
                            time_wall_ms() / TIME_MS_PER_S, nonce, &json);
        if (r == 0)
            memcpy(v->result.pay_json, json.at, json.len);
        return r;
    }
    object = json_pack("{ss}", job->channel == PAY_H5 ? "h5_url" : "code_url",
                       v->target);
    len = json_dumpb(object, v->result.pay_json, sizeof v->result.pay_json - 1,
                     JSON_COMPACT);
    json_decref(object);
    return len > 0 && len < sizeof v->result.pay_json ? 0 : -1;
}

static void tell(const struct pay_job *job, const struct pay_result *result,
                 struct outcome *outcome)
{
    _cleanup_(buf_done) struct buf payload = BUF_INIT(CHILD_MAX);
    char id[40] = "pr:";

    if (pay_result_command(job, result, &payload) < 0) {
        outcome_fatal(outcome, "result_too_big");
        return;
    }
    random_id(id + 3, 16); /* the job ends once, so it is told once */
    effect_child(outcome, &(struct child_job){.id = id,
                                              .kind = "command",
                                              .uid = job->uid,
                                              .payload = buf_view(&payload),
                                              .reply_to = ""});
}

static const char *op_name(enum pay_op op)
{
    static const char *const NAMES[] = {"create", "query", "close", "refund"};

    return NAMES[op];
}

/* Named by what it asks, so that an order has one chain of each kind. */
static void chain(const struct pay_job *job, const struct pay_verdict *v,
                  int64_t now_ms, struct outcome *outcome)
{
    _cleanup_(buf_done) struct buf payload = BUF_INIT(CHILD_MAX);
    char id[80];

    if (pay_job_again(job, v->then, job->asked + 1, &payload) < 0)
        return;
    (void)snprintf(id, sizeof id, "p%c:%s:%" PRIu32, *op_name(v->then),
                   job->order_no, job->asked + 1);
    effect_child(outcome,
                 &(struct child_job){.id = id,
                                     .kind = "pay",
                                     .uid = job->uid,
                                     .payload = buf_view(&payload),
                                     .reply_to = "",
                                     .not_before_ms = now_ms + v->then_ms});
}

static void finish(const struct pay *pay, const struct pay_job *job,
                   struct pay_verdict *v, int64_t now_ms,
                   struct outcome *outcome)
{
    if (v->next == PAY_WAIT) {
        outcome_later(outcome, 0, v->reason);
        return;
    }
    if (v->next == PAY_FAILURE || v->next == PAY_ASK) {
        outcome_retry(outcome, v->reason ? v->reason : "contradiction");
        return;
    }
    outcome_ok(outcome, (struct bytes){0});
    if (v->next == PAY_TELL && v->result.state == PAY_READY &&
        write_target(pay, job, v) != 0) {
        outcome_retry(outcome, "target_malformed");
        return;
    }
    if (v->next == PAY_TELL)
        tell(job, &v->result, outcome);
    if (v->then_ms > 0)
        chain(job, v, now_ms, outcome);
}

/* ---- asking ---- */

/* What the provider would refuse anyway, told without asking it. */
static struct pay_verdict impossible(enum pay_op op)
{
    return (struct pay_verdict){
        .next = PAY_TELL,
        .result = {.state = op == PAY_REFUND ? PAY_REFUND_FAILED : PAY_REFUSED,
                   .code = "PARAM_ERROR"}};
}

static struct pay_verdict ask(struct pay *pay, const struct pay_job *job,
                              enum pay_op op, int64_t now_ms)
{
    _cleanup_(wechatpay_request_done) struct wechatpay_request request =
        WECHATPAY_REQUEST_INIT;
    _cleanup_(buf_done) struct buf body = BUF_INIT(0);
    struct pay_answer answer = {0};
    const struct pay_place place = {pay->wechatpay, pay->notify_url,
                                    time_wall_ms(), now_ms};
    int r = pay_plan_request(&place, job, op, &request);

    if (r < 0)
        return impossible(op);
    r = pay_client_call(&pay->client, &request, &answer, &body);
    if (r > 0)
        return (struct pay_verdict){
            .next = PAY_FAILURE,
            .reason = wechatpay_refusal_name((enum wechatpay_refusal)r)};
    return pay_plan_judge(&place, job, op, &answer);
}

int pay_handle(void *ctx, const struct job *job, struct outcome *outcome)
{
    struct pay *pay = ctx;
    _cleanup_(pay_job_done) struct pay_job asked = {0};
    struct pay_verdict v;

    if (pay_job_open(job, &asked) < 0) {
        outcome_fatal(outcome, "no pay job");
        return 0;
    }
    v = ask(pay, &asked, asked.op, job->now_ms);
    if (v.next == PAY_ASK)
        v = ask(pay, &asked, PAY_QUERY, job->now_ms);
    finish(pay, &asked, &v, job->now_ms, outcome);
    return 0;
}
