#include "ingest/routes.h"

#include "core/random.h"
#include "core/time.h"
#include "ingest/auth.h"
#include "ingest/command.h"

/* ---- login ---- */

static void on_login(struct call *c, unsigned status, json_t *json)
{
    char cookie[AUTH_COOKIE_SIZE];
    const struct http_header headers[] = {{"Set-Cookie", cookie}, {0}};
    const char *expires =
        json_string_value(json_object_get(json, "expires_at"));
    int64_t end_ms = 0;

    if (expires && time_parse(expires, &end_ms) == 0)
        end_ms -= app_now_ms(c->app);
    auth_cookie(c->token, end_ms > 0 ? end_ms / TIME_MS_PER_S : 0, cookie);
    (void)json_object_set_new(json, "token", json_string(c->token));
    call_json_with(c, status, json_incref(json), headers);
}

void staff_login(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__StaffLogin op = TUCAI__V1__STAFF_LOGIN__INIT;

    random_id(c->token, 32);
    auth_hash(c->token, c->token_sha256);
    op.name = (char *)call_text(c, "name");
    op.password = (char *)call_text(c, "password");
    op.totp = (char *)call_text(c, "totp");
    op.token_sha256.data = c->token_sha256;
    op.token_sha256.len = sizeof c->token_sha256;
    command.op_case = TUCAI__V1__COMMAND__OP_STAFF_LOGIN;
    command.staff_login = &op;
    command_run(c, &command, on_login);
}

/* ---- a student's lock (R19) ---- */

void student_unlock(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Unlock op = TUCAI__V1__UNLOCK__INIT;

    command.uid = c->params[0];
    op.reason = (char *)call_text(c, "reason");
    command.op_case = TUCAI__V1__COMMAND__OP_UNLOCK;
    command.unlock = &op;
    command_run(c, &command, command_done);
}
