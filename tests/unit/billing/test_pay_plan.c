#include "billing/pay_plan.h"

#include "vectors.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define NO "T20250601000001"
#define NOW INT64_C(1748736000000)
#define END (NOW + 7200000)

static struct pay_place place = {
    .notify_url = "https://a/n", .wall_ms = NOW - 1000, .now_ms = NOW};

static int set_up(void **state)
{
    (void)state;
    place.wechatpay = vectors_wechatpay();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wechatpay_free((struct wechatpay *)place.wechatpay);
    return 0;
}

static struct pay_job job(enum pay_op op, uint32_t asked)
{
    return (struct pay_job){
        .op = op,
        .uid = "u1",
        .order_no = NO,
        .description = "x",
        .openid = "",
        .client_ip = "",
        .refund_no = "R1",
        .reason = "x",
        .transaction_id = "",
        .amount_fen = 1500,
        .refund_fen = 1500,
        .expires_ms = END,
        .asked = asked,
    };
}

#define ORDER(state)                                                           \
    "{\"mchid\":\"1900000109\",\"appid\":\"wx8888888888888888\","              \
    "\"out_trade_no\":\"" NO "\",\"transaction_id\":\"4200\","                 \
    "\"trade_state\":\"" state "\",\"success_time\":"                          \
    "\"2025-06-01T10:34:56+08:00\",\"amount\":{\"total\":1500}}"
#define REFUND(state)                                                          \
    "{\"refund_id\":\"5\",\"out_refund_no\":\"R1\",\"out_trade_no\":\"" NO     \
    "\","                                                                      \
    "\"status\":\"" state "\",\"amount\":{\"refund\":1500,\"total\":1500}}"
#define CODE(code) "{\"code\":\"" code "\",\"message\":\"x\"}"

#define NONE (-1)

/* clang-format off */
static const struct row {
    enum pay_op op;
    uint32_t asked;
    int status;
    const char *body;
    enum pay_next next;
    int state;       /* told: enum pay_result_state, or NONE */
    int64_t then_ms; /* 0: no further job */
} ROWS[] = {
    /* made, and asked after while nobody pays */
    {PAY_CREATE, 0, 200, "{\"code_url\":\"weixin://x\"}", PAY_TELL, PAY_READY, 30000},
    {PAY_CREATE, 0, 200, "{}", PAY_FAILURE, NONE, 0},
    {PAY_CREATE, 0, 400, CODE("ORDERPAID"), PAY_ASK, NONE, 0},
    {PAY_CREATE, 0, 400, CODE("ORDER_PAID"), PAY_ASK, NONE, 0},
    {PAY_CREATE, 0, 400, CODE("PARAM_ERROR"), PAY_TELL, PAY_REFUSED, 0},
    {PAY_CREATE, 0, 403, "not even JSON", PAY_TELL, PAY_REFUSED, 0},
    {PAY_CREATE, 0, 401, CODE("SIGN_ERROR"), PAY_FAILURE, NONE, 0},
    /* away: wait, whatever was asked */
    {PAY_CREATE, 0, 0, "", PAY_WAIT, NONE, 0},
    {PAY_QUERY, 0, 502, "<html>", PAY_WAIT, NONE, 0},
    {PAY_CLOSE, 0, 429, CODE("FREQUENCY_LIMITED"), PAY_WAIT, NONE, 0},
    {PAY_REFUND, 0, 429, "slow down", PAY_WAIT, NONE, 0},
    {PAY_REFUND, 0, 400, CODE("SYSTEM_ERROR"), PAY_WAIT, NONE, 0},
    {PAY_REFUND, 0, 403, CODE("RATELIMIT_EXCEEDED"), PAY_WAIT, NONE, 0},
    /* asked once by somebody: no chain */
    {PAY_QUERY, 0, 200, ORDER("SUCCESS"), PAY_TELL, PAY_PAID, 0},
    {PAY_QUERY, 0, 200, ORDER("NOTPAY"), PAY_SILENT, NONE, 0},
    {PAY_QUERY, 0, 200, ORDER("REFUND"), PAY_SILENT, NONE, 0},
    {PAY_QUERY, 0, 200, ORDER("CLOSED"), PAY_TELL, PAY_CLOSED, 0},
    {PAY_QUERY, 0, 404, CODE("ORDER_NOT_EXIST"), PAY_SILENT, NONE, 0},
    {PAY_QUERY, 0, 400, CODE("PARAM_ERROR"), PAY_FAILURE, NONE, 0},
    {PAY_QUERY, 0, 200, "{}", PAY_FAILURE, NONE, 0},
    /* a chain goes on, ever slower, until it is paid */
    {PAY_QUERY, 1, 200, ORDER("NOTPAY"), PAY_SILENT, NONE, 60000},
    {PAY_QUERY, 2, 200, ORDER("USERPAYING"), PAY_SILENT, NONE, 120000},
    {PAY_QUERY, 3, 200, ORDER("PAYERROR"), PAY_SILENT, NONE, 300000},
    {PAY_QUERY, 99, 200, ORDER("NOTPAY"), PAY_SILENT, NONE, 1800000},
    {PAY_QUERY, 3, 200, ORDER("SUCCESS"), PAY_TELL, PAY_PAID, 0},
    /* closed, or somebody was faster */
    {PAY_CLOSE, 0, 204, "", PAY_TELL, PAY_CLOSED, 0},
    {PAY_CLOSE, 0, 404, CODE("ORDERNOTEXIST"), PAY_TELL, PAY_CLOSED, 0},
    {PAY_CLOSE, 0, 400, CODE("ORDERCLOSED"), PAY_TELL, PAY_CLOSED, 0},
    {PAY_CLOSE, 0, 400, CODE("ORDERPAID"), PAY_ASK, NONE, 0},
    {PAY_CLOSE, 0, 400, CODE("PARAM_ERROR"), PAY_FAILURE, NONE, 0},
    /* a refund is told when it begins and when it is through */
    {PAY_REFUND, 0, 200, REFUND("PROCESSING"), PAY_TELL, PAY_REFUNDING, 30000},
    {PAY_REFUND, 1, 200, REFUND("PROCESSING"), PAY_SILENT, NONE, 60000},
    {PAY_REFUND, 1, 200, REFUND("SUCCESS"), PAY_TELL, PAY_REFUNDED, 0},
    /* a failed one is told, and asked for again under its number */
    {PAY_REFUND, 0, 200, REFUND("CLOSED"), PAY_TELL, PAY_REFUND_FAILED, 30000},
    {PAY_REFUND, 2, 200, REFUND("ABNORMAL"), PAY_TELL, PAY_REFUND_FAILED, 120000},
    {PAY_REFUND, 99, 400, CODE("INVALID_REQUEST"), PAY_TELL, PAY_REFUND_FAILED, 1800000},
    {PAY_REFUND, 0, 403, CODE("NOT_ENOUGH"), PAY_WAIT, NONE, 0},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *r = &ROWS[i];
        struct pay_job j = job(r->op, r->asked);
        const struct pay_answer answer = {r->status, bytes_of_text(r->body)};
        struct pay_verdict v = pay_plan_judge(&place, &j, r->op, &answer);

        if (v.next != r->next || v.then_ms != r->then_ms)
            fail_msg("row %zu: next %d, then %lld", i, (int)v.next,
                     (long long)v.then_ms);
        if (r->op == PAY_REFUND && v.then_ms && v.then != PAY_REFUND)
            fail_msg("row %zu: then %d", i, (int)v.then);
        if (r->state != NONE && (int)v.result.state != r->state)
            fail_msg("row %zu: state %d", i, (int)v.result.state);
        if (v.next == PAY_WAIT || v.next == PAY_FAILURE)
            assert_non_null(v.reason);
    }
}

static void test_what_is_told_of_a_payment(void **state)
{
    struct pay_job j = job(PAY_QUERY, 0);
    const struct pay_answer answer = {200, bytes_of_text(ORDER("SUCCESS"))};
    struct pay_verdict v = pay_plan_judge(&place, &j, PAY_QUERY, &answer);

    (void)state;
    assert_string_equal(v.result.transaction_id, "4200");
    assert_int_equal(v.result.amount_fen, 1500);
    assert_int_equal(v.result.paid_at_ms, INT64_C(1748745296000));
}

static void test_a_chain_ends_five_minutes_after_the_order(void **state)
{
    const struct pay_answer answer = {200, bytes_of_text(ORDER("NOTPAY"))};
    struct pay_job j = job(PAY_QUERY, 1);

    (void)state;
    j.expires_ms = NOW - 300000;
    assert_int_equal(pay_plan_judge(&place, &j, PAY_QUERY, &answer).then_ms,
                     60000);
    j.expires_ms = NOW - 300001;
    assert_int_equal(pay_plan_judge(&place, &j, PAY_QUERY, &answer).then_ms, 0);
}

static void test_another_order_or_refund_is_not_ours(void **state)
{
    const struct pay_answer paid = {200, bytes_of_text(ORDER("SUCCESS"))};
    const struct pay_answer refunded = {200, bytes_of_text(REFUND("SUCCESS"))};
    struct pay_job j = job(PAY_QUERY, 0);

    (void)state;
    j.order_no = "T20250601000002";
    assert_int_equal(pay_plan_judge(&place, &j, PAY_QUERY, &paid).next,
                     PAY_FAILURE);
    j.refund_no = "R2";
    assert_int_equal(pay_plan_judge(&place, &j, PAY_REFUND, &refunded).next,
                     PAY_FAILURE);
    j.refund_no = "R1";
    j.refund_fen = 1499;
    assert_int_equal(pay_plan_judge(&place, &j, PAY_REFUND, &refunded).next,
                     PAY_FAILURE);
}

static void test_requests(void **state)
{
    struct pay_job j = job(PAY_CREATE, 0);
    struct wechatpay_request r;

    (void)state;
    assert_int_equal(pay_plan_request(&place, &j, PAY_CREATE, &r), 0);
    assert_non_null(
        memmem(r.body.at, r.body.len, "2025-06-01T09:59:59+08:00", 25));
    wechatpay_request_done(&r);
    assert_int_equal(pay_plan_request(&place, &j, PAY_QUERY, &r), 0);
    assert_string_equal(r.method, "GET");
    assert_int_equal(pay_plan_request(&place, &j, PAY_REFUND, &r), 0);
    assert_string_equal(r.path, "/v3/refund/domestic/refunds");
    wechatpay_request_done(&r);
    j.expires_ms = NOW;
    assert_int_equal(pay_plan_request(&place, &j, PAY_CREATE, &r), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_what_is_told_of_a_payment),
        cmocka_unit_test(test_a_chain_ends_five_minutes_after_the_order),
        cmocka_unit_test(test_another_order_or_refund_is_not_ours),
        cmocka_unit_test(test_requests),
    };
    return cmocka_run_group_tests_name("billing/pay_plan", tests, set_up,
                                       tear_down);
}
