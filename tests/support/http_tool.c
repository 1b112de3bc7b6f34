/*
 * http_tool - the HTTP client for tests: one JSON line in, one out.
 *
 * in   {method, url, headers[], body, answer_max}
 * out  {status, body, headers: {x-test, content-type}} or {fault: "ETIMEDOUT"}
 *
 * http_tool CONNECT_MS TOTAL_MS [CA [CERT KEY]]
 */
#include "core/cleanup.h"
#include "net/http_client.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text(json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));

    return value ? value : "";
}

static json_t *ask(struct http_client *client, json_t *in)
{
    _cleanup_(http_answer_done) struct http_answer answer = HTTP_ANSWER_INIT;
    json_t *lines = json_object_get(in, "headers");
    struct http_request request = {
        .method = text(in, "method"),
        .url = text(in, "url"),
        .body = bytes_of_text(text(in, "body")),
        .answer_max =
            (size_t)json_integer_value(json_object_get(in, "answer_max")),
    };
    int r;

    for (size_t i = 0; i < json_array_size(lines); i++)
        request.headers[i] = json_string_value(json_array_get(lines, i));
    r = http_client_send(client, &request, &answer);
    if (r < 0)
        return json_pack("{ss}", "fault", strerrorname_np(-r));
    return json_pack("{si ss% s{ss? ss?}}", "status", answer.status, "body",
                     answer.body.at ? (char *)answer.body.at : "",
                     answer.body.len, "headers", "x-test",
                     http_answer_header(&answer, "X-Test"), "content-type",
                     http_answer_header(&answer, "content-TYPE"));
}

int main(int argc, char **argv)
{
    const struct http_client_config cfg = {
        .connect_ms = atol(argv[1]),
        .total_ms = atol(argv[2]),
        .ca_file = argc > 3 ? argv[3] : NULL,
        .cert_file = argc > 4 ? argv[4] : NULL,
        .key_file = argc > 5 ? argv[5] : NULL,
    };
    struct http_client *client;
    _cleanup_(freep) char *line = NULL;
    size_t cap = 0;

    if (http_client_new(&cfg, &client) < 0)
        return 1;
    while (getline(&line, &cap, stdin) > 0) {
        json_t *in = json_loads(line, 0, NULL);
        json_t *out = ask(client, in);

        (void)json_dumpf(out, stdout, JSON_COMPACT);
        (void)putchar('\n');
        (void)fflush(stdout);
        json_decref(out);
        json_decref(in);
    }
    http_client_free(client);
    return 0;
}
