#include "billing/pay_plan.h"

#include "billing/wechatpay_api.h"
#include "core/time.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AFTER_END_MS = 5 * TIME_MS_PER_MIN };

/* n-th pause of a chain; the last one goes on. */
static const int32_t PAUSES_S[] = {30, 60, 120, 300, 600, 1200, 1800};

enum { PAUSES = sizeof PAUSES_S / sizeof *PAUSES_S };

static int64_t pause_ms(uint32_t asked)
{
    size_t n = asked < PAUSES ? asked : PAUSES - 1;

    return (int64_t)PAUSES_S[n] * TIME_MS_PER_S;
}

/* ---- what to ask ---- */

static int ask_create(const struct pay_place *place, const struct pay_job *job,
                      struct wechatpay_request *ret)
{
    const struct wechatpay_order order = {
        .channel = (enum wechatpay_channel)job->channel,
        .order_no = job->order_no,
        .description = job->description,
        .notify_url = place->notify_url,
        .amount_fen = job->amount_fen,
        .expires_ms = place->wall_ms + job->expires_ms - place->now_ms,
        .openid = job->openid,
        .client_ip = job->client_ip,
    };

    if (job->expires_ms <= place->now_ms)
        return -EINVAL;
    return wechatpay_ask_create(place->wechatpay, &order, ret);
}

static int ask_refund(const struct pay_place *place, const struct pay_job *job,
                      struct wechatpay_request *ret)
{
    const struct wechatpay_refund_order refund = {
        .order_no = job->order_no,
        .transaction_id = *job->transaction_id ? job->transaction_id : NULL,
        .refund_no = job->refund_no,
        .reason = *job->reason ? job->reason : NULL,
        .notify_url = *place->notify_url ? place->notify_url : NULL,
        .refund_fen = job->refund_fen,
        .total_fen = job->amount_fen,
    };

    return wechatpay_ask_refund(&refund, ret);
}

int pay_plan_request(const struct pay_place *place, const struct pay_job *job,
                     enum pay_op op, struct wechatpay_request *ret)
{
    switch (op) {
    case PAY_CREATE:
        return ask_create(place, job, ret);
    case PAY_QUERY:
        return wechatpay_ask_query(place->wechatpay, job->order_no, ret);
    case PAY_CLOSE:
        return wechatpay_ask_close(place->wechatpay, job->order_no, ret);
    case PAY_REFUND:
        return ask_refund(place, job, ret);
    }
    abort();
}

/* ---- what an answer means ---- */

static struct pay_verdict failure(const char *reason)
{
    return (struct pay_verdict){.next = PAY_FAILURE, .reason = reason};
}

static struct pay_verdict silent(void)
{
    return (struct pay_verdict){.next = PAY_SILENT};
}

static struct pay_verdict tell(enum pay_result_state state, const char *code)
{
    struct pay_verdict v = {.next = PAY_TELL, .result.state = state};

    (void)snprintf(v.result.code, sizeof v.result.code, "%s", code);
    return v;
}

/* Two spellings are in use at the provider for many of its codes. */
static bool is_code(const char *code, const char *one, const char *other)
{
    return strcmp(code, one) == 0 || strcmp(code, other) == 0;
}

static bool is_paid_code(const char *code)
{
    return is_code(code, "ORDERPAID", "ORDER_PAID");
}

static bool is_missing_code(const char *code)
{
    return is_code(code, "ORDER_NOT_EXIST", "ORDERNOTEXIST");
}

static bool is_closed_code(const char *code)
{
    return is_code(code, "ORDER_CLOSED", "ORDERCLOSED");
}

static struct pay_verdict judge_created(const struct pay_answer *answer,
                                        const char *code)
{
    struct pay_verdict v = {.next = PAY_TELL,
                            .result.state = PAY_READY,
                            .then = PAY_QUERY,
                            .then_ms = pause_ms(0)};

    if (answer->status != 200 && is_paid_code(code))
        return (struct pay_verdict){.next = PAY_ASK};
    if (answer->status != 200)
        return tell(PAY_REFUSED, code);
    if (wechatpay_read_created(answer->body, v.target) != 0)
        return failure("created_malformed");
    return v;
}

static struct pay_verdict paid(const struct wechatpay_payment *payment)
{
    struct pay_verdict v = tell(PAY_PAID, "");

    (void)snprintf(v.result.transaction_id, sizeof v.result.transaction_id,
                   "%s", payment->transaction_id);
    v.result.amount_fen = payment->amount_fen;
    v.result.paid_at_ms = payment->paid_at_ms;
    return v;
}

/* Nobody has paid yet: a chain asks again, until a little after the end. */
static struct pay_verdict ask_on(const struct pay_job *job, int64_t now_ms)
{
    struct pay_verdict v = silent();

    if (job->asked == 0 || now_ms > job->expires_ms + AFTER_END_MS)
        return v;
    v.then = PAY_QUERY;
    v.then_ms = pause_ms(job->asked);
    return v;
}

static struct pay_verdict judge_queried(const struct pay_place *place,
                                        const struct pay_job *job,
                                        const struct pay_answer *answer,
                                        const char *code)
{
    struct wechatpay_payment payment;

    if (answer->status != 200)
        return is_missing_code(code) ? silent() : failure("query_refused");
    if (wechatpay_read_payment(place->wechatpay, answer->body, &payment) != 0 ||
        strcmp(payment.order_no, job->order_no) != 0)
        return failure("payment_malformed");
    switch (payment.state) {
    case WECHATPAY_PAID:
        return paid(&payment);
    case WECHATPAY_CLOSED:
        return tell(PAY_CLOSED, "");
    case WECHATPAY_REFUNDED:
        return silent();
    case WECHATPAY_NOT_PAID:
    case WECHATPAY_FAILED:
        return ask_on(job, place->now_ms);
    }
    abort();
}

static struct pay_verdict judge_closed(const struct pay_answer *answer,
                                       const char *code)
{
    if (answer->status == 204 || answer->status == 200 ||
        is_missing_code(code) || is_closed_code(code))
        return tell(PAY_CLOSED, "");
    if (is_paid_code(code))
        return (struct pay_verdict){.next = PAY_ASK};
    return failure("close_refused");
}

/* The provider wants a failed one asked for again under its own number; what
 * somebody settles with the provider by hand is found out so, too. */
static struct pay_verdict refund_failed(const struct pay_job *job,
                                        const char *code)
{
    struct pay_verdict v = tell(PAY_REFUND_FAILED, code);

    v.then = PAY_REFUND;
    v.then_ms = pause_ms(job->asked);
    return v;
}

static struct pay_verdict refund_verdict(const struct pay_job *job,
                                         const struct wechatpay_refund *refund)
{
    struct pay_verdict v;

    switch (refund->state) {
    case WECHATPAY_REFUND_SUCCESS:
        v = tell(PAY_REFUNDED, "");
        break;
    case WECHATPAY_REFUND_PROCESSING:
        v = tell(PAY_REFUNDING, "");
        v.next = job->asked == 0 ? PAY_TELL : PAY_SILENT;
        v.then = PAY_REFUND;
        v.then_ms = pause_ms(job->asked);
        break;
    case WECHATPAY_REFUND_CLOSED:
        v = refund_failed(job, "CLOSED");
        break;
    case WECHATPAY_REFUND_ABNORMAL:
        v = refund_failed(job, "ABNORMAL");
        break;
    default:
        abort();
    }
    v.result.amount_fen = refund->refund_fen;
    v.result.refunded_at_ms = refund->refunded_at_ms;
    return v;
}

static struct pay_verdict judge_refund(const struct pay_job *job,
                                       const struct pay_answer *answer,
                                       const char *code)
{
    struct wechatpay_refund refund;

    if (strcmp(code, "NOT_ENOUGH") == 0) /* our account is short today */
        return (struct pay_verdict){.next = PAY_WAIT, .reason = "NOT_ENOUGH"};
    if (answer->status != 200)
        return refund_failed(job, code);
    if (wechatpay_read_refund(answer->body, &refund) != 0 ||
        strcmp(refund.refund_no, job->refund_no) != 0 ||
        refund.refund_fen != job->refund_fen)
        return failure("refund_malformed");
    return refund_verdict(job, &refund);
}

/* Who cannot answer now may answer later: never a reason to give up. */
static bool is_away(const struct pay_answer *answer, const char *code)
{
    return answer->status == 0 || answer->status >= 500 ||
           answer->status == 429 ||
           is_code(code, "SYSTEM_ERROR", "SYSTEMERROR") ||
           is_code(code, "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED");
}

struct pay_verdict pay_plan_judge(const struct pay_place *place,
                                  const struct pay_job *job, enum pay_op op,
                                  const struct pay_answer *answer)
{
    char code[WECHATPAY_ID_SIZE] = "";

    if (answer->status >= 300)
        wechatpay_read_error(answer->body, code);
    if (is_away(answer, code))
        return (struct pay_verdict){.next = PAY_WAIT, .reason = "away"};
    if (answer->status == 401)
        return failure("not_authorized");
    switch (op) {
    case PAY_CREATE:
        return judge_created(answer, code);
    case PAY_QUERY:
        return judge_queried(place, job, answer, code);
    case PAY_CLOSE:
        return judge_closed(answer, code);
    case PAY_REFUND:
        return judge_refund(job, answer, code);
    }
    abort();
}
