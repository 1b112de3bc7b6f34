#include "billing/notify.h"

#include "billing/pay_wire.h"
#include "core/check.h"
#include "core/cleanup.h"
#include "net/http_client.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

enum {
    CONNECT_MS = 3000,
    TOTAL_MS = 10000,
    ANSWER_MAX = 65536,
    TEXT_MAX = 600
};

struct notify {
    char url[TEXT_MAX];
    struct http_client *http;
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
    free(notify);
    return NULL;
}

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

int notify_handle(void *ctx, const struct job *job, struct outcome *outcome)
{
    struct notify *notify = ctx;
    _cleanup_(notify_job_done) struct notify_job message = {0};

    if (notify_job_open(job, &message) < 0) {
        outcome_fatal(outcome, "no notify job");
        return 0;
    }
    if (message.expires_ms > 0 && message.expires_ms < job->now_ms) {
        outcome_ok(outcome, (struct bytes){0});
        return 0;
    }
    finish(send(notify, job->id, &message), outcome);
    return 0;
}
