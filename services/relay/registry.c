#include "relay/registry.h"

#include "core/cleanup.h"
#include "relay/answer.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define BATCHES_PATH "/registry/v1/batches"

enum {
    CONNECT_MS = 10000,
    ASK_MS = 30000,
    URL_SIZE = 1024,
    HEADER_SIZE = 128,
};

int registry_init(struct registry *registry, const char *url,
                  const struct registry_files *files, int64_t send_ms)
{
    struct http_client_config cfg = {
        .connect_ms = CONNECT_MS,
        .total_ms = ASK_MS,
        .ca_file = files->ca,
        .cert_file = files->cert,
        .key_file = files->key,
    };
    int r = http_client_new(&cfg, &registry->ask);

    cfg.total_ms = send_ms;
    if (r == 0)
        r = http_client_new(&cfg, &registry->send);
    registry->url = url;
    return r;
}

void registry_done(struct registry *registry)
{
    http_client_freep(&registry->ask);
    http_client_freep(&registry->send);
}

static void copy_text(char *ret, size_t size, const char *text)
{
    if (text && strlen(text) < size)
        memcpy(ret, text, strlen(text) + 1);
}

/* {"error": code} of a body that may be anything. */
static void read_code(struct registry_reply *reply)
{
    const struct buf *body = &reply->answer.body;
    json_t *document = json_loadb((const char *)body->at, body->len, 0, NULL);

    copy_text(reply->code, sizeof reply->code,
              json_string_value(json_object_get(document, "error")));
    json_decref(document);
}

static void send_request(struct http_client *client,
                         const struct http_request *request,
                         struct registry_reply *ret)
{
    struct registry_reply reply = {.answer = HTTP_ANSWER_INIT};

    reply.status = http_client_send(client, request, &reply.answer);
    if (reply.status == 0) {
        reply.status = reply.answer.status;
        copy_text(reply.retry_after, sizeof reply.retry_after,
                  http_answer_header(&reply.answer, "Retry-After"));
        if (reply.status >= 400)
            read_code(&reply);
    }
    *ret = reply;
}

void registry_get(const struct registry *registry, const char *batch_id,
                  struct registry_reply *ret)
{
    char url[URL_SIZE];
    struct http_request request = {
        .method = "GET", .url = url, .answer_max = ANSWER_MAX_BYTES};

    (void)snprintf(url, sizeof url, "%s" BATCHES_PATH "/%s", registry->url,
                   batch_id);
    send_request(registry->ask, &request, ret);
}

void registry_post(const struct registry *registry, const char *batch_id,
                   struct bytes body, struct registry_reply *ret)
{
    char url[URL_SIZE], key[HEADER_SIZE];
    struct http_request request = {
        .method = "POST",
        .url = url,
        /* So that a refusal comes before the photos. */
        .headers = {"Content-Type: application/vnd.tucai.batch", key,
                    "Expect: 100-continue"},
        .body = body,
        .is_fresh = true, /* sent once, and we know it */
        .answer_max = ANSWER_MAX_BYTES,
    };

    (void)snprintf(url, sizeof url, "%s" BATCHES_PATH, registry->url);
    (void)snprintf(key, sizeof key, "Idempotency-Key: %s", batch_id);
    send_request(registry->send, &request, ret);
    ret->is_sent = http_client_sent(registry->send) >= body.len;
}

void registry_reply_done(struct registry_reply *reply)
{
    http_answer_done(&reply->answer);
}
