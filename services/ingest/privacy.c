/*
 * What a student may ask of us about what we keep (R41, R44): all of it, one
 * picture of it, and that it goes.
 */
#include "ingest/routes.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "ingest/command.h"
#include "ingest/photo.h"
#include "ingest/store.h"
#include "model/export.h"
#include "net/seal.h"

#include <stdlib.h>
#include <string.h>

/* ---- everything ---- */

/* "" if there is none. */
static int open_text(const struct call *c, const struct sealed_text *sealed,
                     struct buf *ret)
{
    int r = sealed->len
                ? seal_open(&c->app->master,
                            (struct bytes){sealed->bytes, sealed->len}, ret)
                : 0;

    return r == 0 ? buf_add(ret, "", 1) : r;
}

static json_t *render(const struct call *c)
{
    _cleanup_(buf_done) struct buf phone = BUF_INIT(SEALED_SIZE + 1);
    _cleanup_(buf_done) struct buf openid = BUF_INIT(SEALED_SIZE + 1);
    struct export_secrets secrets;

    if (open_text(c, &c->student->phone, &phone) != 0 ||
        open_text(c, &c->student->openid, &openid) != 0)
        return NULL;
    secrets.phone = (const char *)phone.at;
    secrets.openid = (const char *)openid.at;
    return export_render(c->student, c->school, &secrets, app_now_ms(c->app));
}

/* What was reported is kept apart: one after the other. */
struct exporting {
    json_t *json;
    size_t at; /* of its problems */
};

static void exporting_free(void *own)
{
    struct exporting *e = own;

    json_decref(e->json);
    free(e);
}

static json_t *problem_of(const struct exporting *e)
{
    return json_array_get(json_object_get(e->json, "problems"), e->at);
}

static void next_report(struct call *c);

/* One that was erased meanwhile is left as its number. */
static void on_report(struct call *c, const struct redis_reply *reply)
{
    struct exporting *e = c->own;
    struct problem_report report;
    struct bytes value;
    uint64_t version;

    if (store_versioned(reply, &value, &version) &&
        problem_report_decode(value, &report) == 0)
        export_report(problem_of(e), &report);
    e->at++;
    next_report(c);
}

static void next_report(struct call *c)
{
    struct exporting *e = c->own;
    const char *id =
        json_string_value(json_object_get(problem_of(e), "problem_id"));
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    if (id && key_of("prob", id, key))
        store_ask(c, words, 4, on_report);
    else
        call_json(c, 200, json_incref(e->json));
}

static void begin_export(struct call *c)
{
    struct exporting *e;
    json_t *json;

    if (!c->student || !c->school) {
        call_problem(c, "not_found");
        return;
    }
    json = render(c);
    if (!json) {
        call_problem(c, "internal_error");
        return;
    }
    e = must_alloc(sizeof *e);
    *e = (struct exporting){.json = json};
    call_set_own(c, e, exporting_free);
    next_report(c);
}

void me_export(struct call *c)
{
    store_student(c, c->session.uid, begin_export);
}

/* ---- one picture ---- */

static void send_picture(struct call *c)
{
    const struct photo_ref *photo =
        c->student ? export_picture(c->student, c->params[0]) : NULL;

    if (photo)
        photo_send(c, photo);
    else
        call_problem(c, "not_found");
}

void me_picture(struct call *c)
{
    store_student(c, c->session.uid, send_picture);
}

/* ---- erasure ---- */

void me_delete(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__TokenRef op = TUCAI__V1__TOKEN_REF__INIT;

    op.token_sha256.data = c->token_sha256;
    op.token_sha256.len = sizeof c->token_sha256;
    command.op_case = TUCAI__V1__COMMAND__OP_ERASE_ME;
    command.erase_me = &op;
    command_run(c, &command, command_done);
}
