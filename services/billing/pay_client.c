#include "billing/pay_client.h"

#include "core/cleanup.h"
#include "core/random.h"
#include "core/time.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { URL_SIZE = WECHATPAY_PATH_SIZE + 256, NONCE_BYTES = 16 };

static int send(struct pay_client *client,
                const struct wechatpay_request *request, size_t answer_max,
                struct http_answer *ret)
{
    char url[URL_SIZE], authorization[WECHATPAY_AUTHORIZATION_SIZE];
    char nonce[2 * NONCE_BYTES + 1];
    struct wechatpay_call call = {
        .method = request->method,
        .path = request->path,
        .body = buf_view(&request->body),
        .at_s = time_wall_ms() / TIME_MS_PER_S,
        .nonce = nonce,
    };
    int r;

    random_id(nonce, NONCE_BYTES);
    if (snprintf(url, sizeof url, "%s%s", client->url, request->path) >=
        (int)sizeof url)
        return -EINVAL;
    r = wechatpay_authorize(client->wechatpay, &call, authorization);
    if (r < 0)
        return r;
    return http_client_send(
        client->http,
        &(struct http_request){
            .method = request->method,
            .url = url,
            .headers = {authorization, "Content-Type: application/json",
                        "Accept: application/json", "User-Agent: tucai"},
            .body = call.body,
            .answer_max = answer_max},
        ret);
}

static int verify(const struct pay_client *client,
                  const struct http_answer *answer)
{
    const struct wechatpay_signed msg = {
        .timestamp = http_answer_header(answer, "Wechatpay-Timestamp"),
        .nonce = http_answer_header(answer, "Wechatpay-Nonce"),
        .signature = http_answer_header(answer, "Wechatpay-Signature"),
        .serial = http_answer_header(answer, "Wechatpay-Serial"),
        .body = buf_view(&answer->body),
    };

    if (answer->status >= 500)
        return 0;
    return wechatpay_verify(client->wechatpay, &msg,
                            time_wall_ms() / TIME_MS_PER_S);
}

int pay_client_call(struct pay_client *client,
                    const struct wechatpay_request *request,
                    struct pay_answer *ret, struct buf *ret_body)
{
    _cleanup_(http_answer_done) struct http_answer answer = HTTP_ANSWER_INIT;
    int r = send(client, request, WECHATPAY_BODY_MAX, &answer);

    if (r == 0)
        r = verify(client, &answer);
    if (r != 0)
        return r;
    *ret_body = answer.body;
    answer.body = BUF_INIT(0);
    *ret = (struct pay_answer){answer.status, buf_view(ret_body)};
    return 0;
}

int pay_client_download(struct pay_client *client, const char *url,
                        struct buf *ret_file)
{
    _cleanup_(http_answer_done) struct http_answer answer = HTTP_ANSWER_INIT;
    struct wechatpay_request request = WECHATPAY_REQUEST_INIT;
    size_t len = strlen(client->url);
    int r;

    if (strncmp(url, client->url, len) != 0 || url[len] != '/' ||
        strlen(url + len) >= sizeof request.path)
        return -EACCES;
    request.method = "GET";
    (void)snprintf(request.path, sizeof request.path, "%s", url + len);
    r = send(client, &request, ret_file->max, &answer);
    if (r == 0 && answer.status != 200)
        r = -EPROTO;
    return r < 0 ? r : buf_add(ret_file, answer.body.at, answer.body.len);
}
