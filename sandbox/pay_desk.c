#include "sandbox/serve.h"

#include "core/cleanup.h"
#include "core/random.h"
#include "core/time.h"
#include "sandbox/store.h"

#include <stdio.h>
#include <string.h>

/* ---- paying ---- */

/* How the notice of a payment is to misbehave; from the request's body. */
struct wish {
    bool none;        /* no notice at all */
    int64_t after_ms; /* late */
    unsigned copies;
    unsigned flaws;
    int64_t amount_fen; /* said instead of the order's; 0: the truth */
    const char *mchid;  /* likewise; "" : the truth */
    const char *appid;
};

static unsigned flag(const json_t *asked, const char *name, unsigned bit)
{
    return json_is_true(json_object_get(asked, name)) ? bit : 0;
}

static struct wish wish_of(const json_t *asked)
{
    json_int_t copies = json_integer_value(json_object_get(asked, "copies"));

    return (struct wish){
        .none = flag(asked, "no_notice", 1) != 0,
        .after_ms = json_integer_value(json_object_get(asked, "after_ms")),
        .copies = copies >= 1 && copies <= 100 ? (unsigned)copies : 1,
        .flaws = flag(asked, "wrong_serial", PAY_FLAW_SERIAL) |
                 flag(asked, "wrong_signature", PAY_FLAW_SIGNATURE) |
                 flag(asked, "stale", PAY_FLAW_STALE) |
                 flag(asked, "wrong_seal", PAY_FLAW_SEALED),
        .amount_fen = json_integer_value(json_object_get(asked, "amount_fen")),
        .mchid = json_text(asked, "mchid"),
        .appid = json_text(asked, "appid"),
    };
}

/* What the notice claims: the order, bent as wished. */
static json_t *claim_of(const json_t *order, const struct wish *wish)
{
    json_t *claim = json_deep_copy(order);

    (void)json_object_del(claim, "_");
    if (wish->amount_fen > 0)
        (void)json_object_set_new(json_object_get(claim, "amount"), "total",
                                  json_integer(wish->amount_fen));
    if (*wish->mchid)
        (void)json_object_set_new(claim, "mchid", json_string(wish->mchid));
    if (*wish->appid)
        (void)json_object_set_new(claim, "appid", json_string(wish->appid));
    return claim;
}

static void notify(struct pay *pay, const json_t *order,
                   const struct wish *wish)
{
    json_t *claim = claim_of(order, wish);

    (void)pay_notices_add(
        pay->notices,
        &(struct pay_notice){
            .url = json_text(json_object_get(order, "_"), "notify_url"),
            .order_no = json_text(order, "out_trade_no"),
            .event = "TRANSACTION.SUCCESS",
            .type = "transaction",
            .resource = claim,
            .after_ms = wish->after_ms,
            .copies = wish->copies,
            .flaws = wish->flaws,
        });
    json_decref(claim);
}

/* A further payment of an order is one more document beside it. */
static bool settle(struct pay *pay, json_t *order)
{
    char id[33];

    random_id(id, 14);
    (void)json_object_set_new(order, "transaction_id", json_string(id));
    (void)json_object_set_new(order, "trade_state", json_string("SUCCESS"));
    (void)json_object_set_new(order, "trade_state_desc",
                              json_string("支付成功"));
    (void)json_object_set_new(order, "bank_type", json_string("OTHERS"));
    (void)json_object_set_new(order, "success_time", pay_moment(0));
    if (!json_object_get(order, "payer"))
        (void)json_object_set_new(
            order, "payer", json_pack("{ss}", "openid", "oSandboxPayer00000"));
    return pay_payment_save(pay, order) && pay_order_save(pay, order);
}

/* An order that is paid already gets one more notice: late, repeated; or, if
 * wished, one more payment. */
void pay_desk_pay(void *ctx, const struct web_request *request,
                  struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    _cleanup_(json_freep) json_t *asked = json_of(request->body);
    _cleanup_(json_freep) json_t *order = pay_order_load(pay, request->args[0]);
    struct wish wish = wish_of(asked);
    const char *state = json_text(order, "trade_state");

    if (!order) {
        web_reply_json(reply, 404, json_pack("{ss}", "code", "no_order"));
        return;
    }
    if (strcmp(state, "CLOSED") == 0 && !flag(asked, "anyway", 1)) {
        web_reply_json(reply, 409, json_pack("{ss}", "code", "closed"));
        return;
    }
    if ((strcmp(state, "SUCCESS") != 0 || flag(asked, "twice", 1)) &&
        !settle(pay, order)) {
        web_reply_json(reply, 500, json_object());
        return;
    }
    if (!wish.none)
        notify(pay, order, &wish);
    web_reply_json(reply, 200, pay_order_public(order));
}

/* ---- looking ---- */

/* Documents about one order. */
struct about {
    const char *order_no;
    json_t *list;
};

static void add_about(void *ctx, const char *id, json_t *document)
{
    struct about *a = ctx;

    (void)id;
    if (strcmp(json_text(document, "out_trade_no"), a->order_no) == 0)
        (void)json_array_append(a->list, document);
}

static json_t *all_about(const struct pay *pay, const char *kind,
                         const char *order_no)
{
    struct about a = {order_no, json_array()};

    store_each(pay->state, kind, add_about, &a);
    return a.list;
}

void pay_desk_order(void *ctx, const struct web_request *request,
                    struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    _cleanup_(json_freep) json_t *order = pay_order_load(pay, request->args[0]);

    if (order)
        web_reply_json(
            reply, 200,
            json_pack("{so so so so}", "order", pay_order_public(order),
                      "payments", all_about(pay, "payments", request->args[0]),
                      "refunds", all_about(pay, "refunds", request->args[0]),
                      "notices",
                      pay_notices_log(pay->notices, request->args[0])));
    else
        web_reply_json(reply, 404, json_pack("{ss}", "code", "no_order"));
}

static const char PAGE[] =
    "<!doctype html><html lang=zh><meta charset=utf-8>"
    "<meta name=viewport content='width=device-width,initial-scale=1'>"
    "<title>收银台（沙箱）</title>"
    "<style>body{font:18px system-ui;max-width:24em;margin:3em auto;"
    "padding:0 1em;text-align:center}button{font:inherit;padding:.7em 2em;"
    "background:#07c160;color:#fff;border:0;border-radius:6px}"
    "b{display:block;font-size:2.2em;margin:.5em}</style>"
    "<h1>收银台（沙箱）</h1><p>%s<b>&yen; %d.%02d</b><p>订单 %s"
    "<form method=post><button>支付</button></form>"
    "<p id=s>%s</p><script>document.forms[0].onsubmit=async e=>{"
    "e.preventDefault();const r=await fetch(location.href,{method:'POST'});"
    "document.getElementById('s').textContent=r.ok?'已支付':'支付失败'}"
    "</script>";

/* The description comes from the merchant: nothing of it may become HTML. */
static void escape(const char *from, char *ret, size_t size)
{
    size_t n = 0;

    for (; *from && n + 1 < size; from++) {
        if (!strchr("<>&\"'", *from))
            ret[n++] = *from;
    }
    ret[n] = '\0';
}

void pay_desk_page(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    _cleanup_(json_freep) json_t *order = pay_order_load(pay, request->args[0]);
    char page[sizeof PAGE + 1024], description[400];
    int fen = (int)json_integer_value(
        json_object_get(json_object_get(order, "amount"), "total"));

    if (!order) {
        web_reply_text(reply, 404, "text/plain; charset=utf-8", "没有此订单\n");
        return;
    }
    escape(json_text(json_object_get(order, "_"), "description"), description,
           sizeof description);
    (void)snprintf(page, sizeof page, PAGE, description, fen / 100, fen % 100,
                   request->args[0],
                   strcmp(json_text(order, "trade_state"), "NOTPAY") == 0
                       ? ""
                       : "已支付或已关闭");
    web_reply_text(reply, 200, "text/html; charset=utf-8", page);
}

/* ---- misbehaving as a whole ---- */

void pay_desk_mode(void *ctx, const struct web_request *request,
                   struct web_reply *reply)
{
    static const char *const NAMES[] = {"normal",   "down",   "busy",
                                        "unsigned", "forged", "stale"};
    struct pay *pay = &((struct sandbox *)ctx)->pay;
    _cleanup_(json_freep) json_t *asked = json_of(request->body);

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strcmp(json_text(asked, "answers"), NAMES[i]) != 0)
            continue;
        pay->mode = (enum pay_mode)i;
        web_reply_json(reply, 200, json_pack("{ss}", "answers", NAMES[i]));
        return;
    }
    web_reply_json(reply, 422, json_pack("{ss}", "code", "no_such_mode"));
}
