#include "ingest/routes.h"

#include "core/time.h"
#include "ingest/command.h"

/*
 * The payment provider's notices.  Nothing is believed here: the raw bytes
 * and the four headers go to billing, and only what it has recorded durably
 * is answered with 204.
 */

static void on_piece(void *ctx, struct bytes piece)
{
    struct call *c = ctx;

    if (buf_add(&c->body, piece.at, piece.len) < 0)
        c->body.len = 0;
}

static void fail(struct call *c, unsigned status, const char *why)
{
    call_json(c, status,
              json_pack("{s:s, s:s}", "code", "FAIL", "message", why));
}

static bool on_refused(struct call *c, unsigned status, const char *code,
                       const json_t *members)
{
    (void)members;
    fail(c, status, code);
    return true;
}

static char *header(struct call *c, const char *name)
{
    const char *value = http_header(c->x, name);

    return (char *)(value ? value : "");
}

static void on_body(void *ctx, int r)
{
    struct call *c = ctx;
    Tucai__V1__Command command = TUCAI__V1__COMMAND__INIT;
    Tucai__V1__PaymentNotice op = TUCAI__V1__PAYMENT_NOTICE__INIT;

    if (r < 0) {
        fail(c, 413, "too_large");
        return;
    }
    op.body.data = c->body.at;
    op.body.len = c->body.len;
    op.timestamp = header(c, "wechatpay-timestamp");
    op.nonce = header(c, "wechatpay-nonce");
    op.signature = header(c, "wechatpay-signature");
    op.serial = header(c, "wechatpay-serial");
    op.received_ms = time_wall_ms();
    command.op_case = TUCAI__V1__COMMAND__OP_PAYMENT_NOTICE;
    command.payment_notice = &op;
    c->refused = on_refused;
    command_run(c, &command, command_done);
}

void callback_wechatpay(struct call *c)
{
    struct http_sink sink = {on_piece, on_body, c};

    http_read_body(c->x, CALL_JSON_BYTES_MAX, &sink);
}
