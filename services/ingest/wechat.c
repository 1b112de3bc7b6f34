#include "ingest/routes.h"

#include "core/check.h"
#include "ingest/command.h"
#include "ingest/limiter.h"
#include "ingest/member.h"
#include "net/seal.h"
#include "service/admit_client.h"

#include <stdlib.h>
#include <string.h>

/*
 * The WeChat account (R3).  The code that the mini-program got from wx.login()
 * is exchanged by stage notify, which alone knows our secret there; the answer
 * waits for the whole job.
 */

enum { CODE_MAX = 128 };

static void on_bound(struct call *c, unsigned status, json_t *json)
{
    (void)status;
    (void)json;
    me_get(c);
}

/* The code as the job carries it; kept until that is over. */
struct sealed_code {
    uint8_t hash[SEAL_HASH_BYTES];
    struct buf sealed;
    struct admit_blob blob;
};

static void sealed_code_free(void *own)
{
    struct sealed_code *code = own;

    buf_done(&code->sealed);
    free(code);
}

static int seal_code(struct call *c, const char *js_code,
                     const struct admit_blob **ret)
{
    struct sealed_code *code = must_alloc(sizeof *code);
    struct bytes text = bytes_of_text(js_code);
    int r;

    code->sealed = BUF_INIT(CODE_MAX + SEAL_EXTRA_BYTES);
    call_set_own(c, code, sealed_code_free);
    r = seal_text(&c->app->master, text, &code->sealed);
    if (r == 0)
        r = seal_hash(&c->app->master, text, code->hash);
    code->blob = (struct admit_blob){
        .name = "js_code",
        .location = "",
        .wrapped_key = buf_view(&code->sealed),
        .sha256 = {code->hash, sizeof code->hash},
        .size = text.len,
    };
    *ret = &code->blob;
    return r;
}

/* WeChat counts what an app asks for: one student must not use it all up. */
static bool has_turn(struct call *c)
{
    int64_t now_ms = app_now_ms(c->app);
    int64_t wait_ms =
        limiter_wait_ms(c->app->wechat_codes, c->session.uid, now_ms);

    if (wait_ms > 0) {
        call_problem_wait(c, "rate_limited", wait_ms);
        return false;
    }
    limiter_add(c->app->wechat_codes, c->session.uid, now_ms);
    return true;
}

void me_wechat(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__BindWechat op = TUCAI__V1__BIND_WECHAT__INIT;
    struct command_job job = {.kind = "wechat", .n_blobs = 1};
    const char *js_code = call_text(c, "js_code");

    op.otp = (char *)call_text(c, "otp");
    if (!*js_code || strlen(js_code) > CODE_MAX) {
        call_problem(c, "js_code_invalid");
        return;
    }
    if (!member_may_be_text(c, "otp") || !has_turn(c))
        return;
    if (seal_code(c, js_code, &job.blobs) < 0) {
        call_problem(c, "internal_error");
        return;
    }
    command.op_case = TUCAI__V1__COMMAND__OP_BIND_WECHAT;
    command.bind_wechat = &op;
    command_run_as(c, &command, &job, on_bound);
}

void me_otp(struct call *c)
{
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__Nothing op = TUCAI__V1__NOTHING__INIT;

    command.op_case = TUCAI__V1__COMMAND__OP_SEND_OTP;
    command.send_otp = &op;
    command_run(c, &command, command_done);
}
