#include "ingest/routes.h"

#include "ingest/command.h"
#include "ingest/photo.h"
#include "ingest/place.h"
#include "ingest/store.h"
#include "model/me.h"

/* ---- GET ---- */

static void render(struct call *c)
{
    call_json(
        c, 200,
        me_render(c->student, c->school, place_of(c), app_now_ms(c->app)));
}

static void with_student(struct call *c)
{
    if (c->student && c->school)
        place_find(c, render);
    else
        call_problem(c, "not_found");
}

void me_get(struct call *c)
{
    store_student(c, c->session.uid, with_student);
}

/* After a change: the new /me. */
static void on_changed(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    me_get(c);
}

/* ---- changes ---- */

void me_patch(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PatchMe op = TUCAI__V1__PATCH_ME__INIT;

    op.json.data = c->body.at;
    op.json.len = c->body.len;
    command.op_case = TUCAI__V1__COMMAND__OP_PATCH_ME;
    command.patch_me = &op;
    command_run(c, &command, on_changed);
}

static void on_video(struct call *c, unsigned status, json_t *json)
{
    if (json_object_size(json) > 0)
        command_done(c, status, json);
    else
        me_get(c);
}

void me_video(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Video op = TUCAI__V1__VIDEO__INIT;

    op.event = (char *)call_text(c, "event");
    command.op_case = TUCAI__V1__COMMAND__OP_VIDEO;
    command.video = &op;
    command_run(c, &command, on_video);
}

/* ---- the made photo (R40) ---- */

static void send_photo(struct call *c)
{
    const struct photo_ref *photo;

    if (!c->student) {
        call_problem(c, "not_found");
        return;
    }
    photo = &c->student->submission.draft.photo;
    if (photo->location[0])
        photo_send(c, photo);
    else
        call_problem(c, "not_ready");
}

/* A download ends the right to a refund (R27), so it is recorded first. */
static void on_recorded(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    store_student(c, c->session.uid, send_photo);
}

void me_photo(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Nothing op = TUCAI__V1__NOTHING__INIT;

    command.op_case = TUCAI__V1__COMMAND__OP_DOWNLOADED;
    command.downloaded = &op;
    command_run(c, &command, on_recorded);
}

/* ---- texts ---- */

static void send_text(struct call *c)
{
    enum school_text which;
    const struct versioned_text *text;

    if (!c->school || !school_text_of(c->params[0], &which)) {
        call_problem(c, "not_found");
        return;
    }
    text = &c->school->texts[which];
    call_json(c, 200,
              json_pack("{s:s, s:s, s:s}", "name", c->params[0], "version",
                        text->version, "body", text->body));
}

void text_get(struct call *c)
{
    store_school(c, c->session.school_code, send_text);
}
