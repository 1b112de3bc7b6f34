#include "ingest/routes.h"

#include "core/text.h"
#include "ingest/command.h"
#include "ingest/school_access.h"
#include "ingest/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool school_is_open_to(const struct session *s, const char *code)
{
    static const char *const EVERYWHERE[] = {"province", "operator", "auditor"};

    for (size_t i = 0; i < sizeof EVERYWHERE / sizeof *EVERYWHERE; i++) {
        if (strcmp(s->role, EVERYWHERE[i]) == 0)
            return true;
    }
    return s->school_code[0] && strcmp(s->school_code, code) == 0;
}

/* ---- GET: the document as it was put, with its version as ETag ---- */

static void on_document(struct call *c, const struct redis_reply *reply)
{
    char tag[32];
    const struct http_header headers[] = {{"ETag", tag}, {0}};
    struct bytes value;
    uint64_t version;
    json_t *json = NULL;

    if (!store_versioned(reply, &value, &version)) {
        call_problem(c, "not_found");
        return;
    }
    json = json_loadb((const char *)value.at, value.len, 0, NULL);
    (void)snprintf(tag, sizeof tag, "\"%" PRIu64 "\"", version);
    if (json)
        call_json_with(c, 200, json, headers);
    else
        call_problem(c, "internal_error");
}

void school_get(struct call *c)
{
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    if (!school_is_open_to(&c->session, c->params[0]))
        call_problem(c, "forbidden");
    else if (key_of("sc", c->params[0], key))
        store_ask(c, words, 4, on_document);
    else
        call_problem(c, "not_found");
}

/* ---- PUT ---- */

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

static void fill(struct call *c, Tucai__V1__PutDocument *op)
{
    op->id = c->params[0];
    op->if_match = if_match(c);
    op->json.data = c->body.at;
    op->json.len = c->body.len;
}

void school_put(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PutDocument op = TUCAI__V1__PUT_DOCUMENT__INIT;

    if (!school_is_open_to(&c->session, c->params[0])) {
        call_problem(c, "forbidden");
        return;
    }
    fill(c, &op);
    command.op_case = TUCAI__V1__COMMAND__OP_PUT_SCHOOL;
    command.put_school = &op;
    command_run(c, &command, on_put);
}

void season_put(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PutDocument op = TUCAI__V1__PUT_DOCUMENT__INIT;

    fill(c, &op);
    command.op_case = TUCAI__V1__COMMAND__OP_PUT_SEASON;
    command.put_season = &op;
    command_run(c, &command, on_put);
}
