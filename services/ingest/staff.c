#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/command.h"
#include "ingest/member.h"
#include "ingest/password.h"
#include "ingest/signed_in.h"
#include "ingest/store.h"
#include "ingest/totp.h"
#include "service/log.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* ---- login: password and code are judged here, and go no further ---- */

enum { ROUNDS_MAX = 3 };

struct login {
    char *password;         /* a view into c->json */
    struct account account; /* that it is judged by */
    uint64_t version;       /* of it; 0: there is none */
    unsigned rounds;
};

static void forget_login(void *own)
{
    struct login *login = own;

    sodium_memzero(login->password, strlen(login->password));
    free(login);
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

/* The step of time that the given code is of; 0: of none that counts. */
static uint64_t totp_step(struct call *c)
{
    const struct account *account = &((struct login *)c->own)->account;
    struct totp_secret secret;
    uint64_t step;

    if (!account->totp.is_there)
        return 0;
    if (totp_unwrap(&c->app->master, account->name, account->totp.wrapped,
                    &secret) != 0) {
        log_error("damaged_value", F_STR("what", "totp"),
                  F_STR("request_id", c->request_id));
        return 0;
    }
    step = totp_find(&secret, call_text(c, "totp"), app_now_ms(c->app),
                     account->totp_last_step);
    totp_forget(&secret);
    return step;
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
    op.has_totp = *call_text(c, "totp") != '\0';
    op.totp_step = totp_step(c);
    op.token_sha256.data = c->token_sha256;
    op.token_sha256.len = sizeof c->token_sha256;
    command.op_case = TUCAI__V1__COMMAND__OP_STAFF_LOGIN;
    command.staff_login = &op;
    c->refused = judge_again;
    command_run(c, &command, signed_in_answer);
}

static void on_account(struct call *c, const struct redis_reply *reply)
{
    struct login *login = c->own;

    if (!store_account(c, reply, &login->account, &login->version))
        login->account = (struct account){.name = ""};
    if (passwords_judge(c->app->passwords, login->account.password_hash,
                        login->password, on_judged, c))
        call_hold(c);
    else
        call_problem(c, "busy");
}

static void ask_account(struct call *c)
{
    store_ask_account(c, call_text(c, "name"), on_account);
}

void staff_login(struct call *c)
{
    struct login *login;

    if (!member_is_text(c, "name") || !member_is_text(c, "password") ||
        !member_may_be_text(c, "totp"))
        return;
    login = must_alloc(sizeof *login);
    login->password = (char *)call_text(c, "password");
    call_set_own(c, login, forget_login);
    sodium_memzero(c->body.at, c->body.len);
    signed_in_token(c);
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
