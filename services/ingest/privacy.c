/*
 * What a student may ask of us about what we keep (R41, R44): all of it, one
 * picture of it, and that it goes.
 */
#include "ingest/routes.h"

#include "core/cleanup.h"
#include "ingest/command.h"
#include "ingest/photo.h"
#include "ingest/store.h"
#include "model/export.h"
#include "net/seal.h"

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

static void render(struct call *c)
{
    _cleanup_(buf_done) struct buf phone = BUF_INIT(SEALED_SIZE + 1);
    _cleanup_(buf_done) struct buf openid = BUF_INIT(SEALED_SIZE + 1);
    struct export_secrets secrets;

    if (!c->student || !c->school) {
        call_problem(c, "not_found");
        return;
    }
    if (open_text(c, &c->student->phone, &phone) != 0 ||
        open_text(c, &c->student->openid, &openid) != 0) {
        call_problem(c, "internal_error");
        return;
    }
    secrets.phone = (const char *)phone.at;
    secrets.openid = (const char *)openid.at;
    call_json(
        c, 200,
        export_render(c->student, c->school, &secrets, app_now_ms(c->app)));
}

void me_export(struct call *c)
{
    store_student(c, c->session.uid, render);
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
