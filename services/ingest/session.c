#include "ingest/routes.h"

#include "core/check.h"
#include "core/random.h"
#include "ingest/auth.h"
#include "ingest/command.h"
#include "ingest/intake.h"
#include "ingest/limiter.h"
#include "ingest/media.h"
#include "ingest/member.h"
#include "ingest/store.h"
#include "model/me.h"

#include <string.h>

enum { CODE_MAX = 2048, DEVICE_MAX = 128 };

/* ---- the answer ---- */

static void answer_token(struct call *c, unsigned status, json_t *body,
                         const char *token, int64_t expires_ms)
{
    char cookie[AUTH_COOKIE_SIZE];
    const struct http_header headers[] = {{"Set-Cookie", cookie}, {0}};
    int64_t left_ms = expires_ms - app_now_ms(c->app);

    auth_cookie(token, left_ms > 0 ? left_ms / 1000 : 0, cookie);
    (void)json_object_set_new(body, "token", json_string(token));
    (void)json_object_set_new(body, "expires_at", me_time(expires_ms));
    call_json_with(c, status, body, headers);
}

static void with_student(struct call *c)
{
    json_t *body = json_object();
    const char *next;

    if (!c->student || !c->school) {
        json_decref(body);
        call_problem(c, "internal_error");
        return;
    }
    next = me_next_step(c->student);
    (void)json_object_set_new(body, "student",
                              me_student(c->student, c->school));
    (void)json_object_set_new(body, "next_step",
                              next ? json_string(next) : json_null());
    answer_token(c, 201, body, c->token, c->session.expires_ms);
}

static void with_session(struct call *c)
{
    if (c->session.uid[0])
        store_student(c, c->session.uid, with_student);
    else
        call_problem(c, "internal_error");
}

static void on_opened(struct call *c, unsigned status, json_t *json)
{
    if (status == 202)
        command_done(c, status, json);
    else
        store_session(c, with_session);
}

/* ---- opening ---- */

static void make_token(struct call *c)
{
    random_id(c->token, 32);
    auth_hash(c->token, c->token_sha256);
}

/* Only codes that do not open are counted: a campus shares one address, and a
 * sound code of another season or school is no guess. */
static bool on_refused(struct call *c, unsigned status, const char *code,
                       const json_t *members)
{
    (void)members;
    if (status == 422 && strncmp(code, "code_", strlen("code_")) == 0)
        limiter_add(c->app->bad_codes, c->address, app_now_ms(c->app));
    return false;
}

static void send_code(struct call *c, const char *code, const char *device,
                      struct intake *in)
{
    Tucai__V1__CodeJob job = TUCAI__V1__CODE_JOB__INIT;
    uint8_t packed[CODE_MAX + DEVICE_MAX + 64];
    struct command_job run = {.kind = "code", .uid = ""};

    make_token(c);
    job.code = (char *)code;
    job.device = (char *)device;
    job.token_sha256.data = c->token_sha256;
    job.token_sha256.len = sizeof c->token_sha256;
    CHECK(tucai__v1__code_job__get_packed_size(&job) <= sizeof packed);
    run.payload.len = tucai__v1__code_job__pack(&job, packed);
    run.payload.at = packed;
    if (in)
        run.blobs = intake_blobs(in, &run.n_blobs);
    c->refused = on_refused;
    command_run_job(c, &run, on_opened);
}

static void on_json(void *ctx, int r)
{
    struct call *c = ctx;
    const char *code, *device;
    const json_t *given;

    if (r < 0) {
        call_problem(c, "too_large");
        return;
    }
    c->json = json_loadb((const char *)c->body.at, c->body.len,
                         JSON_REJECT_DUPLICATES, NULL);
    given = json_object_get(c->json, "device");
    code = call_text(c, "code");
    device = call_text(c, "device");
    if (!json_is_object(c->json))
        call_problem(c, "json_malformed");
    else if (strlen(code) > CODE_MAX || !*code)
        call_problem(c, "code_malformed");
    else if ((given && !json_is_string(given) && !json_is_null(given)) ||
             strlen(device) > DEVICE_MAX)
        call_problem(c, "device_invalid");
    else
        send_code(c, code, device, NULL);
}

static void on_piece(void *ctx, struct bytes piece)
{
    struct call *c = ctx;

    if (buf_add(&c->body, piece.at, piece.len) < 0)
        c->body.len = 0;
}

static void on_committed(struct call *c, struct intake *in, enum intake_end end)
{
    const char *device = http_header(c->x, "x-device");

    if (end != INTAKE_WHOLE)
        call_problem(c, "busy");
    else if (device && strlen(device) > DEVICE_MAX)
        call_problem(c, "device_invalid");
    else
        send_code(c, "", device ? device : "", in);
}

static void on_picture(struct call *c, struct intake *in, enum intake_end end)
{
    if (end == INTAKE_WHOLE)
        intake_commit(in, on_committed);
    else
        call_problem(c, end == INTAKE_TOO_LARGE ? "too_large" : "busy");
}

void session_open(struct call *c)
{
    struct http_sink sink = {on_piece, on_json, c};
    int64_t wait_ms =
        limiter_wait_ms(c->app->bad_codes, c->address, app_now_ms(c->app));

    if (wait_ms > 0)
        call_problem_wait(c, "too_many_codes", wait_ms);
    else if (media_is(c->x, "application/json"))
        http_read_body(c->x, CALL_JSON_BYTES_MAX, &sink);
    else if (media_is(c->x, "image/png") || media_is(c->x, "image/jpeg"))
        intake_raw(c, "picture", INTAKE_CODE_BYTES_MAX, on_picture);
    else
        call_problem(c, "unsupported_media_type");
}

/* ---- the one-time code of a new device (R3) ---- */

void session_finish(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__FinishSession op = TUCAI__V1__FINISH_SESSION__INIT;

    if (!member_is_text(c, "otp"))
        return;
    make_token(c);
    op.challenge_id = c->params[0];
    op.otp = (char *)call_text(c, "otp");
    op.token_sha256.data = c->token_sha256;
    op.token_sha256.len = sizeof c->token_sha256;
    command.op_case = TUCAI__V1__COMMAND__OP_FINISH_SESSION;
    command.finish_session = &op;
    c->refused = on_refused;
    command_run(c, &command, on_opened);
}

/* ---- the end ---- */

static void on_ended(struct call *c, unsigned status, json_t *json)
{
    char cookie[AUTH_COOKIE_SIZE];
    const struct http_header headers[] = {{"Set-Cookie", cookie}, {0}};

    (void)status;
    auth_cookie("", 0, cookie);
    call_json_with(c, 200, json_incref(json), headers);
}

void session_end(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__TokenRef op = TUCAI__V1__TOKEN_REF__INIT;

    op.token_sha256.data = c->token_sha256;
    op.token_sha256.len = sizeof c->token_sha256;
    command.op_case = TUCAI__V1__COMMAND__OP_END_SESSION;
    command.end_session = &op;
    command_run(c, &command, on_ended);
}
