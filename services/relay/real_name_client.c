#include "relay/real_name_client.h"

#include "core/base64.h"
#include "core/check.h"
#include "core/cleanup.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

enum {
    CONNECT_MS = 1000,
    TOTAL_MS = 3000,
    ANSWER_MAX = 4096,
    TEXT_SIZE = 600,
};

int real_name_init(const char *url, struct http_client **ret)
{
    const struct http_client_config limits = {.connect_ms = CONNECT_MS,
                                              .total_ms = TOTAL_MS};

    *ret = NULL;
    return *url ? http_client_new(&limits, ret) : 0;
}

/* NULL for what is no UTF-8. */
static char *body_of(const struct real_name_question *q)
{
    _cleanup_(freep) char *photo = must_alloc(BASE64_SIZE(q->photo.len));
    json_t *body;
    char *text;

    base64_encode(q->photo, photo);
    body =
        json_pack("{s:s, s:s, s:s, s:s}", "student_uid", q->uid, "name_masked",
                  q->name_masked, "id_masked", q->id_masked, "photo", photo);
    text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    json_decref(body);
    return text;
}

static enum real_name read_answer(const struct http_answer *answer)
{
    json_t *root =
        json_loadb((const char *)answer->body.at, answer->body.len, 0, NULL);
    const char *text = json_string_value(json_object_get(root, "answer"));
    enum real_name said =
        text && answer->status == 200 ? real_name_of(text) : REAL_NAME_NONE;

    json_decref(root);
    return said == REAL_NAME_NONE ? REAL_NAME_UNKNOWN : said;
}

int real_name_ask(struct http_client *client,
                  const struct real_name_question *question,
                  enum real_name *ret)
{
    _cleanup_(http_answer_done) struct http_answer answer = HTTP_ANSWER_INIT;
    _cleanup_(freep) char *body = body_of(question);
    char url[TEXT_SIZE], key[TEXT_SIZE];
    struct http_request request = {
        .method = "POST",
        .url = url,
        .headers = {"Content-Type: application/json", key},
        .body = bytes_of_text(body),
        .answer_max = ANSWER_MAX,
    };
    int r;

    if (!body)
        return -EINVAL;
    (void)snprintf(url, sizeof url, "%s/real-name", question->url);
    (void)snprintf(key, sizeof key, "Idempotency-Key: %s", question->id);
    r = http_client_send(client, &request, &answer);
    if (r == 0 && (answer.status >= 500 || answer.status == 429))
        r = -EAGAIN;
    if (r == 0)
        *ret = read_answer(&answer);
    return r;
}
