#include "sandbox/pay_csv.h"

#include "sandbox/json.h"
#include "sandbox/key_names.h"

#include <stdio.h>
#include <string.h>

static const char HEADING[] =
    "\xEF\xBB\xBF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,"
    "商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,"
    "代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,"
    "退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,"
    "费率备注\r\n";

static const char SUMS[] = "总交易单数,应结订单总金额,退款总金额,"
                           "充值券退款总金额,手续费总金额,订单总金额,"
                           "申请退款总金额\r\n";

/* One trade, as the line wants it. */
struct trade {
    const char *at, *transaction_id, *order_no, *state;
    const char *refund_id, *refund_no, *refund_state;
    json_int_t paid_fen, refunded_fen;
};

struct yuan {
    char text[32];
};

static struct yuan yuan(json_int_t fen)
{
    struct yuan y;

    (void)snprintf(y.text, sizeof y.text, "%lld.%02lld", (long long)fen / 100,
                   (long long)fen % 100);
    return y;
}

/* A product's name may hold a comma; a backtick it may not. */
static void write_line(struct pay_csv *csv, const struct trade *t)
{
    char line[1024];
    struct yuan paid = yuan(t->paid_fen), back = yuan(t->refunded_fen);

    (void)snprintf(line, sizeof line,
                   "`%.10s %.8s,`" PAY_APPID ",`" PAY_MCHID
                   ",`0,`,`%s,`%s,`oSandboxPayer00000,`NATIVE,`%s,`OTHERS,"
                   "`CNY,`%s,`0.00,`%s,`%s,`%s,`0.00,`%s,`%s,"
                   "`毕业生图像采集,5张,`,`0.00000,`0.60%%,`%s,`%s,`\r\n",
                   t->at, t->at + 11, t->transaction_id, t->order_no, t->state,
                   paid.text, t->refund_id, t->refund_no, back.text,
                   *t->refund_no ? "ORIGINAL" : "", t->refund_state, paid.text,
                   back.text);
    if (buf_add_text(&csv->text, line) < 0)
        return; /* the sums tell */
    csv->lines++;
    csv->paid_fen += t->paid_fen;
    csv->refunded_fen += t->refunded_fen;
}

static bool is_listed(const struct pay_csv *csv, const char *list,
                      const char *order_no)
{
    const json_t *names = json_object_get(csv->flaws, list);
    size_t i;
    json_t *name;

    json_array_foreach(names, i, name)
    {
        if (strcmp(json_string_value(name) ? json_string_value(name) : "",
                   order_no) == 0)
            return true;
    }
    return false;
}

static void add(struct pay_csv *csv, struct trade *t)
{
    const json_t *amount =
        json_object_get(json_object_get(csv->flaws, "amounts"), t->order_no);

    if (strlen(t->at) < 19 || is_listed(csv, "omit", t->order_no))
        return;
    if (amount && t->refunded_fen)
        t->refunded_fen = json_integer_value(amount);
    else if (amount)
        t->paid_fen = json_integer_value(amount);
    write_line(csv, t);
    if (is_listed(csv, "twice", t->order_no))
        write_line(csv, t);
}

static json_int_t amount_of(const json_t *doc, const char *name)
{
    return json_integer_value(
        json_object_get(json_object_get(doc, "amount"), name));
}

void pay_csv_payment(struct pay_csv *csv, const json_t *order)
{
    add(csv, &(struct trade){
                 .at = json_text(order, "success_time"),
                 .transaction_id = json_text(order, "transaction_id"),
                 .order_no = json_text(order, "out_trade_no"),
                 .state = "SUCCESS",
                 .refund_id = "",
                 .refund_no = "",
                 .refund_state = "",
                 .paid_fen = amount_of(order, "total"),
             });
}

void pay_csv_refund(struct pay_csv *csv, const json_t *refund)
{
    add(csv, &(struct trade){
                 .at = json_text(refund, "success_time"),
                 .transaction_id = json_text(refund, "transaction_id"),
                 .order_no = json_text(refund, "out_trade_no"),
                 .state = "REFUND",
                 .refund_id = json_text(refund, "refund_id"),
                 .refund_no = json_text(refund, "out_refund_no"),
                 .refund_state = "SUCCESS",
                 .refunded_fen = amount_of(refund, "refund"),
             });
}

static void add_unknown(struct pay_csv *csv)
{
    const json_t *list = json_object_get(csv->flaws, "unknown");
    size_t i;
    json_t *name;

    json_array_foreach(list, i, name)
    {
        const char *no = json_string_value(name);

        add(csv, &(struct trade){.at = "2025-06-01T10:00:00+08:00",
                                 .transaction_id = "4200000000000000000",
                                 .order_no = no ? no : "",
                                 .state = "SUCCESS",
                                 .refund_id = "",
                                 .refund_no = "",
                                 .refund_state = "",
                                 .paid_fen = 1500});
    }
}

void pay_csv_end(struct pay_csv *csv, struct buf *ret)
{
    char sums[256];

    add_unknown(csv);
    if (json_is_true(json_object_get(csv->flaws, "wrong_sum")))
        csv->paid_fen++;
    (void)snprintf(sums, sizeof sums,
                   "`%lld,`%s,`%s,`0.00,`0.00000,`%s,`%s\r\n",
                   (long long)csv->lines, yuan(csv->paid_fen).text,
                   yuan(csv->refunded_fen).text, yuan(csv->paid_fen).text,
                   yuan(csv->refunded_fen).text);
    if (csv->lines > 0 &&
        (buf_add_text(ret, HEADING) < 0 ||
         buf_add(ret, csv->text.at, csv->text.len) < 0 ||
         buf_add_text(ret, SUMS) < 0 || buf_add_text(ret, sums) < 0))
        (void)fputs("a bill is too long\n", stderr);
    buf_done(&csv->text);
}
