#include "ingest/routes.h"

#include "core/text.h"
#include "ingest/command.h"
#include "ingest/newest.h"
#include "ingest/print_files.h"
#include "ingest/school_access.h"
#include "model/print_run.h"

#include <stdio.h>

/*
 * Orders of print sheets (R37, R38): given, looked at, their files made again.
 * What they have made is print_files.c's.
 */

/* ---- POST /prints ---- */

static void on_ordered(struct call *c, unsigned status, json_t *json)
{
    const char *id = json_string_value(json_object_get(json, "print_id"));
    char place[128];
    const struct http_header headers[] = {{"Location", place}, {0}};

    (void)snprintf(place, sizeof place, "/api/v1/prints/%.72s", id ? id : "");
    call_json_with(c, status,
                   json_pack("{s:s, s:s}", "print_id", id ? id : "", "state",
                             print_state_name(PRINT_QUEUED)),
                   headers);
}

/* A member that is a text, or is not there; false for anything else. */
static bool take_text(const json_t *from, const char *name, char **ret)
{
    const json_t *value = json_object_get(from, name);
    const char *text = json_string_value(value);

    *ret = (char *)(text ? text : "");
    return text || !value || json_is_null(value);
}

static bool take_scope(const json_t *scope, Tucai__V1__PrintScope *ret)
{
    return (!scope || json_is_object(scope)) &&
           take_text(scope, "campus", &ret->campus) &&
           take_text(scope, "college", &ret->college) &&
           take_text(scope, "class", &ret->class_name) &&
           take_text(scope, "student_uid", &ret->student_uid);
}

static bool take_order(const struct call *c, Tucai__V1__OrderPrints *ret)
{
    bool good = take_scope(json_object_get(c->json, "scope"), ret->scope) &&
                take_text(c->json, "school_code", &ret->school_code) &&
                take_text(c->json, "paper", &ret->paper) &&
                take_text(c->json, "format", &ret->format) &&
                take_text(c->json, "reason", &ret->reason);

    if (!*ret->paper)
        ret->paper = (char *)"5inch";
    if (!*ret->format)
        ret->format = (char *)"pdf";
    return good;
}

void print_order(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__OrderPrints op = TUCAI__V1__ORDER_PRINTS__INIT;
    Tucai__V1__PrintScope scope = TUCAI__V1__PRINT_SCOPE__INIT;

    op.scope = &scope;
    if (!take_order(c, &op)) {
        call_problem(c, "bad_request");
        return;
    }
    if (!*op.school_code && !*scope.student_uid)
        op.school_code = c->session.school_code; /* a school's people: theirs */
    if (!*op.school_code && !*scope.student_uid) {
        call_problem(c, "bad_request");
        return;
    }
    command.op_case = TUCAI__V1__COMMAND__OP_ORDER_PRINTS;
    command.order_prints = &op;
    command_run(c, &command, on_ordered);
}

/* ---- POST /prints/{id}/remake ---- */

void print_remake(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PrintRef op = TUCAI__V1__PRINT_REF__INIT;

    op.print_id = c->params[0];
    op.reason = (char *)call_text(c, "reason");
    command.op_case = TUCAI__V1__COMMAND__OP_REMAKE_PRINTS;
    command.remake_prints = &op;
    command_run(c, &command, on_ordered);
}

/* ---- GET /prints/{id} ---- */

static void show(struct call *c, const Tucai__V1__PrintRun *run)
{
    call_json(c, 200, print_run_show(run));
}

void print_get(struct call *c)
{
    print_find(c, show);
}

/* ---- GET /prints ---- */

static json_t *show_run(struct bytes value)
{
    Tucai__V1__PrintRun *run = print_run_decode(value);
    json_t *item = run ? print_run_show(run) : NULL;

    print_run_freep(&run);
    return item;
}

void prints_get(struct call *c)
{
    static const struct newest WHAT = {"prints", "print", show_run};
    char school[16], key[KEY_SIZE];

    if (!call_query(c, "school_code", school, sizeof school))
        text_copy(school, sizeof school, c->session.school_code);
    if (!*school || !key_of("prints", school, key))
        call_problem(c, "bad_request");
    else if (!school_is_open_to(&c->session, school))
        call_problem(c, "forbidden");
    else
        newest_list(c, key, &WHAT);
}
