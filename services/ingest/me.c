#include "ingest/routes.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "ingest/command.h"
#include "ingest/photo.h"
#include "ingest/place.h"
#include "ingest/store.h"
#include "model/me.h"
#include "net/seal.h"

#include <errno.h>
#include <string.h>

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

/* What is no phone number seals nothing, and billing refuses it. */
static int seal_phone(const struct call *c, const char *phone,
                      struct sealed_text *ret)
{
    struct buf sealed = BUF_INIT(SEALED_SIZE);
    int r;

    if (!phone || !steps_phone_is_valid(phone))
        return 0;
    r = seal_text(&c->app->master, bytes_of_text(phone), &sealed);
    if (r == 0)
        r = seal_hash(&c->app->master, bytes_of_text(phone), ret->hash);
    if (r == 0) {
        memcpy(ret->bytes, sealed.at, sealed.len);
        ret->len = sealed.len;
        sealed_mask_phone(phone, ret->masked);
    }
    buf_done(&sealed);
    return r;
}

/* Takes the phone number out of c->json: no job carries it in plain (R44). */
static int take_phone(struct call *c, struct sealed_text *ret)
{
    const json_t *phone = json_object_get(c->json, "phone");
    int r;

    if (!phone)
        return 0;
    r = seal_phone(c, json_string_value(phone), ret);
    (void)json_object_set_new(c->json, "phone", json_null());
    return r;
}

void me_patch(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PatchMe op = TUCAI__V1__PATCH_ME__INIT;
    Tucai__V1__SealedText phone;
    struct sealed_text sealed = {.len = 0};
    _cleanup_(freep) char *text = NULL;

    if (take_phone(c, &sealed) < 0) {
        call_problem(c, "internal_error");
        return;
    }
    text = json_dumps(c->json, JSON_COMPACT);
    CHECK(text);
    op.json.data = (uint8_t *)text;
    op.json.len = strlen(text);
    if (sealed_encode(&sealed, &phone))
        op.phone = &phone;
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

static void send_made(struct call *c, int r, struct bytes content)
{
    static const struct http_header HEADERS[] = {
        {"Cache-Control", "private, no-store"},
        {"Content-Disposition", /* 毕业照片.jpg */
         "attachment; filename=\"photo.jpg\"; filename*=UTF-8''"
         "%E6%AF%95%E4%B8%9A%E7%85%A7%E7%89%87.jpg"},
        {0}};

    if (r == 0)
        call_bytes(c, "image/jpeg", content, HEADERS);
    else
        call_problem(c, r == -ENOENT ? "not_found" : "internal_error");
}

/* What was paid for and is not there has been erased (R41). */
static void send_photo(struct call *c)
{
    struct photo_place place;

    if (c->student &&
        photo_place_of(&c->student->submission.draft.photo, &place))
        photo_load(c, &place, send_made);
    else
        call_problem(c, "not_found");
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
