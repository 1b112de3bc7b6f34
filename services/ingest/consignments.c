#include "ingest/routes.h"

#include "core/check.h"
#include "core/text.h"
#include "ingest/command.h"
#include "ingest/newest.h"
#include "ingest/school_access.h"
#include "ingest/store.h"
#include "model/consignment.h"
#include "service/log.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * Parcels of prints (R37): packed, shipped, scanned by who receives them.
 */

/* ---- one, as it is kept ---- */

struct wanted {
    char id[ID_SIZE];
    unsigned status; /* of the answer */
};

static void on_consignment(struct call *c, const struct redis_reply *reply)
{
    const struct wanted *wanted = c->own;
    Tucai__V1__Consignment *consignment = NULL;
    char place[128];
    const struct http_header headers[] = {
        {"Location", wanted->status == 201 ? place : NULL}, {0}};
    struct bytes value;
    uint64_t version;

    (void)snprintf(place, sizeof place, "/api/v1/consignments/%s", wanted->id);
    if (!store_versioned(reply, &value, &version)) {
        call_problem(c, "not_found");
        return;
    }
    consignment = consignment_decode(value);
    if (!consignment) {
        log_error("damaged_value", F_STR("what", "consignment"),
                  F_STR("request_id", c->request_id));
        call_problem(c, "internal_error");
    } else if (!school_is_open_to(&c->session, consignment->school_code)) {
        call_problem(c, "not_found");
    } else {
        call_json_with(c, wanted->status, consignment_show(consignment),
                       headers);
    }
    consignment_freep(&consignment);
}

static void show(struct call *c, const char *id, unsigned status)
{
    struct wanted *wanted = must_alloc(sizeof *wanted);
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    text_copy(wanted->id, sizeof wanted->id, id);
    wanted->status = status;
    call_set_own(c, wanted, free);
    if (key_of("con", wanted->id, key))
        store_ask(c, words, 4, on_consignment);
    else
        call_problem(c, "not_found");
}

void consignment_get(struct call *c)
{
    show(c, c->params[0], 200);
}

static void on_changed(struct call *c, unsigned status, json_t *json)
{
    const char *id = json_string_value(json_object_get(json, "consignment_id"));

    show(c, id ? id : c->params[0], status);
}

/* ---- lists of texts in a body ---- */

/* *ret: borrowed texts, to be freed as a list; false: it is none of 1 to max
 * texts. */
static bool take_texts(const struct call *c, const char *name, size_t max,
                       char ***ret, size_t *ret_n)
{
    const json_t *list = json_object_get(c->json, name), *item;
    size_t i, n = json_array_size(list);
    char **texts;

    if (n == 0 || n > max)
        return false;
    json_array_foreach(list, i, item)
    {
        if (!json_is_string(item))
            return false;
    }
    texts = must_alloc(n * sizeof *texts);
    for (i = 0; i < n; i++)
        texts[i] = (char *)json_string_value(json_array_get(list, i));
    *ret = texts;
    *ret_n = n;
    return true;
}

/* ---- POST /consignments ---- */

void consignment_post(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PackConsignment op = TUCAI__V1__PACK_CONSIGNMENT__INIT;

    if (!take_texts(c, "print_ids", CONSIGNMENT_PRINTS_MAX, &op.print_ids,
                    &op.n_print_ids)) {
        call_problem(c, "bad_request");
        return;
    }
    command.op_case = TUCAI__V1__COMMAND__OP_PACK_CONSIGNMENT;
    command.pack_consignment = &op;
    command_run(c, &command, on_changed);
    free(op.print_ids);
}

/* ---- PATCH /consignments/{id} ---- */

void consignment_patch(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__ChangeConsignment op = TUCAI__V1__CHANGE_CONSIGNMENT__INIT;

    op.consignment_id = c->params[0];
    op.waybill = (char *)call_text(c, "waybill");
    op.carrier = (char *)call_text(c, "carrier");
    op.state = (char *)call_text(c, "state");
    command.op_case = TUCAI__V1__COMMAND__OP_CHANGE_CONSIGNMENT;
    command.change_consignment = &op;
    command_run(c, &command, on_changed);
}

/* ---- POST /consignments/{id}/scan ---- */

void consignment_scan_post(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__ScanBundles op = TUCAI__V1__SCAN_BUNDLES__INIT;

    if (!take_texts(c, "codes", CONSIGNMENT_SCAN_MAX, &op.codes, &op.n_codes)) {
        call_problem(c, "bad_request");
        return;
    }
    op.consignment_id = c->params[0];
    command.op_case = TUCAI__V1__COMMAND__OP_SCAN_CONSIGNMENT;
    command.scan_consignment = &op;
    command_run(c, &command, command_done);
    free(op.codes);
}

/* ---- GET /consignments ---- */

static json_t *show_line(struct bytes value)
{
    Tucai__V1__Consignment *consignment = consignment_decode(value);
    json_t *item = consignment ? consignment_line(consignment) : NULL;

    consignment_freep(&consignment);
    return item;
}

void consignments_get(struct call *c)
{
    static const struct newest WHAT = {"consignments", "con", show_line};
    char school[16], key[KEY_SIZE];
    bool has_school = call_query(c, "school_code", school, sizeof school);

    if (!has_school)
        text_copy(school, sizeof school,
                  *c->session.school_code ? c->session.school_code : "all");
    if (has_school && !school_is_open_to(&c->session, school))
        call_problem(c, "forbidden");
    else if (!key_of("cons", school, key))
        call_problem(c, "bad_request");
    else
        newest_list(c, key, &WHAT);
}
