#include "ingest/paper.h"

#include "core/text.h"
#include "ingest/command.h"
#include "ingest/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void paper_answer(struct call *c, struct bytes json, uint64_t version)
{
    char tag[32];
    const struct http_header headers[] = {{"ETag", tag}, {0}};

    (void)snprintf(tag, sizeof tag, "\"%" PRIu64 "\"", version);
    call_bytes(c, "application/json; charset=utf-8", json, headers);
}

static void on_document(struct call *c, const struct redis_reply *reply)
{
    struct bytes json;
    uint64_t version;

    if (store_versioned(reply, &json, &version))
        paper_answer(c, json, version);
    else
        call_problem(c, "not_found");
}

void paper_get(struct call *c, const char *key)
{
    const char *words[] = {"HMGET", key, "v", "d"};

    store_ask(c, words, 4, on_document);
}

/* If-Match: "3" or W/"3"; -1 when none is given, -2 when it is no version of
 * ours, which never matches. */
static int64_t if_match(const struct call *c)
{
    const char *given = http_header(c->x, "if-match");
    char digits[24];
    int64_t version;
    size_t len;

    if (!given || strcmp(given, "*") == 0)
        return -1;
    given += strncmp(given, "W/", 2) == 0 ? 2 : 0;
    given += *given == '"';
    len = strspn(given, "0123456789");
    (void)snprintf(digits, sizeof digits, "%.*s", (int)len, given);
    return text_to_i64(digits, 0, INT64_MAX, &version) ? version : -2;
}

static void on_put(struct call *c, unsigned status, json_t *json)
{
    const json_t *version = json_object_get(json, "version");
    char tag[32];
    const struct http_header headers[] = {{"ETag", tag}, {0}};

    (void)snprintf(tag, sizeof tag, "\"%" PRId64 "\"",
                   (int64_t)json_integer_value(version));
    call_json_with(c, status, json_incref(json), version ? headers : NULL);
}

/* Every such operation is a PutDocument, in the same place of the union. */
void paper_put(struct call *c, Tucai__V1__Command__OpCase op)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PutDocument put = TUCAI__V1__PUT_DOCUMENT__INIT;

    put.id = c->params[0];
    put.if_match = if_match(c);
    put.json.data = c->body.at;
    put.json.len = c->body.len;
    command.op_case = op;
    command.put_school = &put;
    command_run(c, &command, on_put);
}
