#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/command.h"
#include "ingest/signed_in.h"
#include "ingest/store.h"
#include "ingest/totp.h"
#include "service/log.h"

#include <stdlib.h>
#include <string.h>

/*
 * POST /staff/totp: without a code a new secret, with a code that it is the
 * owner's.  The secret leaves this process once, to the owner; what is kept is
 * wrapped.
 */

/* The account's secret that waits to be confirmed.  False: answered. */
static bool open_pending(struct call *c, const struct redis_reply *reply,
                         struct account *account, struct totp_secret *ret)
{
    uint64_t version;

    if (!store_account(c, reply, account, &version) ||
        !account->totp_pending.is_there) {
        call_problem(c, "totp_not_begun");
        return false;
    }
    if (totp_unwrap(&c->app->master, account->name,
                    account->totp_pending.wrapped, ret) == 0)
        return true;
    log_error("damaged_value", F_STR("what", "totp"),
              F_STR("request_id", c->request_id));
    call_problem(c, "internal_error");
    return false;
}

static void run(struct call *c, Tucai__V1__Command__OpCase op,
                Tucai__V1__StaffTotp *totp, command_fn *done)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;

    command.op_case = op;
    command.totp_begin = totp; /* the same place of the union */
    command_run(c, &command, done);
}

/* ---- a new secret ---- */

/* What is stored, not what this call has made: a repeated request gets the
 * secret that counts. */
static void on_kept(struct call *c, const struct redis_reply *reply)
{
    struct account account;
    struct totp_secret secret;
    char base32[TOTP_BASE32_SIZE], uri[TOTP_URI_SIZE];

    if (!open_pending(c, reply, &account, &secret))
        return;
    totp_base32(&secret, base32);
    totp_uri(&secret, account.name, uri);
    totp_forget(&secret);
    call_json(c, 201,
              json_pack("{s:s, s:s}", "secret", base32, "otpauth_uri", uri));
}

static void on_begun(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    store_ask_account(c, c->session.staff, on_kept);
}

static void begin(struct call *c)
{
    Tucai__V1__StaffTotp op = TUCAI__V1__STAFF_TOTP__INIT;
    uint8_t wrapped[BLOB_WRAPPED_BYTES];
    struct totp_secret secret;
    int r;

    totp_new(&secret);
    r = totp_wrap(&c->app->master, c->session.staff, &secret, wrapped);
    totp_forget(&secret);
    if (r != 0) {
        call_problem(c, "internal_error");
        return;
    }
    op.wrapped.data = wrapped;
    op.wrapped.len = sizeof wrapped;
    run(c, TUCAI__V1__COMMAND__OP_TOTP_BEGIN, &op, on_begun);
}

/* ---- its first code ---- */

static void on_pending(struct call *c, const struct redis_reply *reply)
{
    Tucai__V1__StaffTotp op = TUCAI__V1__STAFF_TOTP__INIT;
    struct account account;
    struct totp_secret secret;

    if (!open_pending(c, reply, &account, &secret))
        return;
    op.wrapped.data = account.totp_pending.wrapped;
    op.wrapped.len = sizeof account.totp_pending.wrapped;
    op.step = totp_find(&secret, call_text(c, "code"), app_now_ms(c->app), 0);
    totp_forget(&secret);
    signed_in_token(c);
    op.token_sha256.data = c->token_sha256;
    op.token_sha256.len = sizeof c->token_sha256;
    run(c, TUCAI__V1__COMMAND__OP_TOTP_CONFIRM, &op, signed_in_answer);
}

void staff_totp(struct call *c)
{
    if (json_object_get(c->json, "code"))
        store_ask_account(c, c->session.staff, on_pending);
    else
        begin(c);
}
