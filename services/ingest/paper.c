#include "ingest/paper.h"

#include "ingest/command.h"
#include "ingest/store.h"
#include "model/precondition.h"

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
    put.if_match = precondition_read(http_header(c->x, "if-match"),
                                     http_header(c->x, "if-none-match"));
    put.json.data = c->body.at;
    put.json.len = c->body.len;
    command.op_case = op;
    command.put_school = &put;
    command_run(c, &command, on_put);
}
