#include "billing/notify.h"

#include "billing/pay_wire.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "net/http_client.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum {
    CONNECT_MS = 3000,
    TOTAL_MS = 10000,
    ANSWER_MAX = 65536,
    TEXT_MAX = 600,
    EXCHANGE_MAX = 64,
    EXCHANGE_WAIT_MS = 3000, /* with a call behind it, 10 s are not over */
    EXCHANGE_AGAIN_MS = 500,
};

struct notify {
    char url[TEXT_MAX];
    struct http_client *http;
    struct wechat *wechat; /* NULL: none is configured */
};

/* ---- figures ---- */

/* A refused one is a dead letter, which the ledger counts. */
enum result { RESULT_SENT, RESULT_UNWANTED, RESULTS };

static const char *result_name(unsigned result)
{
    static const char *const NAMES[RESULTS] = {"sent", "unwanted"};

    return NAMES[result];
}

const struct counter NOTIFY_COUNTED[NOTIFY_COUNTERS] = {
    {.family = {"tucai_wechat_messages_total",
                "Subscription messages that WeChat has answered.",
                METRIC_COUNTER,
                {"result"}},
     .first = RESULT_SENT,
     .last = RESULTS - 1,
     .value_name = result_name},
};

int notify_new(const struct notify_config *config, struct notify **ret)
{
    const struct http_client_config limits = {.connect_ms = CONNECT_MS,
                                              .total_ms = TOTAL_MS};
    struct notify *notify = must_alloc(sizeof *notify);
    int r = 0;

    if (!*config->url ||
        snprintf(notify->url, sizeof notify->url, "%s/messages", config->url) >=
            (int)sizeof notify->url)
        r = -EINVAL;
    if (r == 0)
        r = http_client_new(&limits, &notify->http);
    if (r == 0)
        r = wechat_new(&config->wechat, config->appid, &notify->wechat);
    if (r < 0) {
        notify_free(notify);
        return r;
    }
    *ret = notify;
    return 0;
}

struct notify *notify_free(struct notify *notify)
{
    if (!notify)
        return NULL;
    http_client_free(notify->http);
    wechat_free(notify->wechat);
    free(notify);
    return NULL;
}

/* ---- by the message service ---- */

/* The service's status; 0: none came. */
static int send(struct notify *notify, const char *id,
                const struct notify_job *job)
{
    _cleanup_(http_answer_done) struct http_answer answer = HTTP_ANSWER_INIT;
    json_t *object =
        json_pack("{ss ss ss}", "id", id, "to", job->to, "text", job->text);
    _cleanup_(freep) char *body =
        object ? json_dumps(object, JSON_COMPACT) : NULL;
    char key[128];
    int r;

    json_decref(object);
    if (!body)
        return 422; /* what is no UTF-8 will never be */
    (void)snprintf(key, sizeof key, "Idempotency-Key: %s", id);
    r = http_client_send(notify->http,
                         &(struct http_request){
                             .method = "POST",
                             .url = notify->url,
                             .headers = {"Content-Type: application/json", key},
                             .body = bytes_of_text(body),
                             .answer_max = ANSWER_MAX},
                         &answer);
    return r == 0 ? answer.status : 0;
}

static void finish(int status, struct outcome *outcome)
{
    if (status >= 200 && status < 300)
        outcome_ok(outcome, (struct bytes){0});
    else if (status >= 400 && status < 500 && status != 408 && status != 429)
        outcome_fatal(outcome, "message_refused");
    else
        outcome_later(outcome, 0, "message_service_away");
}

/* ---- by WeChat ---- */

static void name_errcode(const struct wechat_answer *answer, char *ret,
                         size_t size)
{
    (void)snprintf(ret, size, "wechat_%lld", (long long)answer->errcode);
}

static void finish_wechat(const struct wechat_answer *answer,
                          struct outcome *outcome)
{
    char reason[40];

    name_errcode(answer, reason, sizeof reason);
    switch (answer->verdict) {
    case WECHAT_DONE:
        outcome_ok(outcome, (struct bytes){0});
        outcome_count(outcome, 0, RESULT_SENT);
        return;
    case WECHAT_UNWANTED:
        outcome_ok(outcome, (struct bytes){0});
        outcome_count(outcome, 0, RESULT_UNWANTED);
        return;
    case WECHAT_AWAY:
    case WECHAT_TOKEN_OVER:
        outcome_later(outcome, 0, reason);
        return;
    case WECHAT_CODE_BAD:
    case WECHAT_IMPOSSIBLE:
        outcome_fatal(outcome, reason);
        return;
    }
}

/* The template by which it goes; NULL: by the message service. */
static const struct template *template_of(const struct notify *notify,
                                          const struct notify_job *job)
{
    const struct template *t = NULL;

    if (notify->wechat && *job->openid && job->kind != NOTIFY_OTP)
        t = wechat_template(notify->wechat, job->kind == NOTIFY_PAYMENT);
    return t && t->id[0] ? t : NULL;
}

static void deliver(struct notify *notify, const struct job *job,
                    const struct notify_job *message, struct outcome *outcome)
{
    const struct template *t = template_of(notify, message);
    struct wechat_answer answer;

    if (!t && !*message->to) {
        outcome_fatal(outcome, "nobody to tell");
        return;
    }
    if (!t) {
        finish(send(notify, job->id, message), outcome);
        return;
    }
    answer = wechat_send(notify->wechat, message->openid, t, &message->facts);
    finish_wechat(&answer, outcome);
}

static void tell(struct notify *notify, const struct job *job,
                 struct outcome *outcome)
{
    _cleanup_(notify_job_done) struct notify_job message = {0};

    if (notify_job_open(job, &message) < 0)
        outcome_fatal(outcome, "no notify job");
    else if (message.expires_ms > 0 && message.expires_ms < job->now_ms)
        outcome_ok(outcome, (struct bytes){0});
    else
        deliver(notify, job, &message, outcome);
}

/* ---- who is it? ---- */

static void say_exchange(struct outcome *outcome, const char *refusal)
{
    _cleanup_(buf_done) struct buf result = BUF_INIT(EXCHANGE_MAX);

    CHECK(wechat_exchange_pack(refusal, &result) == 0);
    outcome_ok(outcome, buf_view(&result));
}

static void finish_exchange(const struct job *job,
                            const struct wechat_answer *answer,
                            const char *openid, struct outcome *outcome)
{
    char reason[40];

    name_errcode(answer, reason, sizeof reason);
    switch (answer->verdict) {
    case WECHAT_DONE:
        say_exchange(outcome, "");
        outcome_text(outcome, "openid", bytes_of_text(openid));
        return;
    case WECHAT_CODE_BAD:
        say_exchange(outcome, "js_code_invalid");
        return;
    case WECHAT_AWAY:
    case WECHAT_TOKEN_OVER:
        if (job->now_ms - job->admitted_ms > EXCHANGE_WAIT_MS)
            say_exchange(outcome, "wechat_away");
        else
            outcome_later(outcome, EXCHANGE_AGAIN_MS, reason);
        return;
    case WECHAT_UNWANTED:
    case WECHAT_IMPOSSIBLE: /* our app or its secret */
        outcome_fatal(outcome, reason);
        return;
    }
}

static void exchange(struct notify *notify, const struct job *job,
                     struct outcome *outcome)
{
    char js_code[WECHAT_CODE_MAX + 1], openid[WECHAT_OPENID_SIZE] = "";
    struct wechat_answer answer;

    if (!notify->wechat) {
        say_exchange(outcome, "not_configured");
        return;
    }
    if (job_text(job, "js_code", js_code, sizeof js_code) < 0) {
        say_exchange(outcome, "js_code_invalid");
        return;
    }
    answer = wechat_exchange(notify->wechat, js_code, openid);
    finish_exchange(job, &answer, openid, outcome);
}

int notify_handle(void *ctx, const struct job *job, struct outcome *outcome)
{
    if (strcmp(job->kind, "wechat") == 0)
        exchange(ctx, job, outcome);
    else
        tell(ctx, job, outcome);
    return 0;
}
