#include "ingest/routes.h"

#include "core/check.h"
#include "core/random.h"
#include "core/time.h"
#include "ingest/auth.h"
#include "ingest/command.h"
#include "ingest/password.h"
#include "ingest/store.h"
#include "service/log.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* ---- login: the password is judged here, and goes no further ---- */

enum { ROUNDS_MAX = 3 };

struct login {
    char *password;   /* a view into c->json */
    uint64_t version; /* of the account that it is judged by; 0: none */
    unsigned rounds;
};

static void forget_login(void *own)
{
    struct login *login = own;

    sodium_memzero(login->password, strlen(login->password));
    free(login);
}

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

static void ask_account(struct call *c);

/* The account has another password, or has only just been made. */
static bool judge_again(struct call *c, unsigned status, const char *code,
                        const json_t *members)
{
    struct login *login = c->own;

    (void)status;
    (void)members;
    if (strcmp(code, "account_changed") != 0)
        return false;
    if (++login->rounds < ROUNDS_MAX)
        ask_account(c);
    else
        call_problem(c, "busy");
    return true;
}

static void on_judged(void *ctx, enum password_verdict verdict)
{
    struct call *c = ctx;
    const struct login *login = c->own;
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__StaffLogin op = TUCAI__V1__STAFF_LOGIN__INIT;

    if (!call_resume(c))
        return;
    if (verdict == PASSWORD_UNKNOWN) {
        call_problem(c, "busy");
        return;
    }
    op.name = (char *)call_text(c, "name");
    op.password_holds = verdict == PASSWORD_HOLDS;
    op.account_version = login->version;
    op.totp = (char *)call_text(c, "totp");
    op.token_sha256.data = c->token_sha256;
    op.token_sha256.len = sizeof c->token_sha256;
    command.op_case = TUCAI__V1__COMMAND__OP_STAFF_LOGIN;
    command.staff_login = &op;
    c->refused = judge_again;
    command_run(c, &command, on_login);
}

static void judge(struct call *c, const char *hash)
{
    const struct login *login = c->own;

    if (passwords_judge(c->app->passwords, hash, login->password, on_judged, c))
        call_hold(c);
    else
        call_problem(c, "busy");
}

/* An account that cannot be read is none. */
static void on_account(struct call *c, const struct redis_reply *reply)
{
    struct login *login = c->own;
    Tucai__V1__StaffAccount *account = NULL;
    struct bytes value;

    if (store_versioned(reply, &value, &login->version)) {
        account = tucai__v1__staff_account__unpack(NULL, value.len, value.at);
        if (!account)
            log_error("damaged_value", F_STR("what", "staff"),
                      F_STR("request_id", c->request_id));
    }
    judge(c, account ? account->password_hash : "");
    if (account)
        tucai__v1__staff_account__free_unpacked(account, NULL);
}

static void ask_account(struct call *c)
{
    struct login *login = c->own;
    char key[KEY_SIZE];
    const char *words[] = {"HMGET", key, "v", "d"};

    login->version = 0;
    if (key_of("staff", call_text(c, "name"), key))
        store_ask(c, words, 4, on_account);
    else
        judge(c, "");
}

void staff_login(struct call *c)
{
    struct login *login = must_alloc(sizeof *login);

    login->password = (char *)call_text(c, "password");
    call_set_own(c, login, forget_login);
    sodium_memzero(c->body.at, c->body.len);
    random_id(c->token, 32);
    auth_hash(c->token, c->token_sha256);
    ask_account(c);
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
