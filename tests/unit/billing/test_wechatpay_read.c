/* The provider's JSON, once its signature has been verified. */
#include "billing/wechatpay_api.h"

#include "vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct wechatpay *pay;

static int set_up(void **state)
{
    (void)state;
    pay = vectors_wechatpay();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pay = wechatpay_free(pay);
    return 0;
}

/* clang-format off */
#define WHO "\"mchid\":\"1900000109\",\"appid\":\"wx8888888888888888\""
#define NO "\"out_trade_no\":\"T20250601000001\""
#define ID "\"transaction_id\":\"4200\""
#define AT "\"success_time\":\"2025-06-01T10:34:56+08:00\""
#define FEN "\"amount\":{\"total\":1500,\"currency\":\"CNY\"}"
#define PAID "\"trade_state\":\"SUCCESS\""

static const struct payment_row {
    const char *name, *body;
    int result;
    enum wechatpay_state state;
} PAYMENTS[] = {
    {"paid", "{" WHO "," NO "," ID "," AT "," FEN "," PAID "}", 0, WECHATPAY_PAID},
    {"no currency named", "{" WHO "," NO "," ID "," AT ",\"amount\":{\"total\":1500}," PAID "}", 0, WECHATPAY_PAID},
    {"not paid: no amount, no time", "{" WHO "," NO ",\"trade_state\":\"NOTPAY\"}", 0, WECHATPAY_NOT_PAID},
    {"a time that is null", "{" WHO "," NO ",\"success_time\":null,\"trade_state\":\"NOTPAY\"}", 0, WECHATPAY_NOT_PAID},
    {"user is paying", "{" WHO "," NO ",\"trade_state\":\"USERPAYING\"}", 0, WECHATPAY_NOT_PAID},
    {"accepted", "{" WHO "," NO ",\"trade_state\":\"ACCEPT\"}", 0, WECHATPAY_NOT_PAID},
    {"closed", "{" WHO "," NO ",\"trade_state\":\"CLOSED\"}", 0, WECHATPAY_CLOSED},
    {"revoked", "{" WHO "," NO ",\"trade_state\":\"REVOKED\"}", 0, WECHATPAY_CLOSED},
    {"refunded", "{" WHO "," NO ",\"trade_state\":\"REFUND\"}", 0, WECHATPAY_REFUNDED},
    {"failed", "{" WHO "," NO ",\"trade_state\":\"PAYERROR\"}", 0, WECHATPAY_FAILED},
    {"another merchant", "{\"mchid\":\"1900000110\",\"appid\":\"wx8888888888888888\"," NO "," ID "," AT "," FEN "," PAID "}", WECHATPAY_WRONG_MERCHANT, 0},
    {"another app", "{\"mchid\":\"1900000109\",\"appid\":\"wx0\"," NO "," ID "," AT "," FEN "," PAID "}", WECHATPAY_WRONG_APP, 0},
    {"no app", "{\"mchid\":\"1900000109\"," NO "," ID "," AT "," FEN "," PAID "}", WECHATPAY_MALFORMED, 0},
    {"no merchant", "{\"appid\":\"wx8888888888888888\"," NO "," ID "," AT "," FEN "," PAID "}", WECHATPAY_MALFORMED, 0},
    {"no order", "{" WHO "," ID "," AT "," FEN "," PAID "}", WECHATPAY_MALFORMED, 0},
    {"no state", "{" WHO "," NO "," ID "," AT "," FEN "}", WECHATPAY_MALFORMED, 0},
    {"a state nobody knows", "{" WHO "," NO ",\"trade_state\":\"success\"}", WECHATPAY_MALFORMED, 0},
    {"paid without a number", "{" WHO "," NO "," AT "," FEN "," PAID "}", WECHATPAY_MALFORMED, 0},
    {"paid at no time", "{" WHO "," NO "," ID "," FEN "," PAID "}", WECHATPAY_MALFORMED, 0},
    {"paid nothing", "{" WHO "," NO "," ID "," AT "," PAID "}", WECHATPAY_MALFORMED, 0},
    {"a time that is none", "{" WHO "," NO "," ID ",\"success_time\":\"x\"," FEN "," PAID "}", WECHATPAY_MALFORMED, 0},
    {"dollars", "{" WHO "," NO "," ID "," AT ",\"amount\":{\"total\":1500,\"currency\":\"USD\"}," PAID "}", WECHATPAY_MALFORMED, 0},
    {"less than nothing", "{" WHO "," NO "," ID "," AT ",\"amount\":{\"total\":-1}," PAID "}", WECHATPAY_MALFORMED, 0},
    {"half a fen", "{" WHO "," NO "," ID "," AT ",\"amount\":{\"total\":1.5}," PAID "}", WECHATPAY_MALFORMED, 0},
    {"a member twice", "{" WHO "," NO "," NO "," ID "," AT "," FEN "," PAID "}", WECHATPAY_MALFORMED, 0},
    {"a list", "[]", WECHATPAY_MALFORMED, 0},
    {"nothing", "", WECHATPAY_MALFORMED, 0},
};

#define REFUND(state) "{" NO ",\"out_refund_no\":\"R1\",\"refund_id\":\"5\",\"amount\":{\"refund\":900,\"total\":1500},\"status\":\"" state "\"}"

static const struct refund_row {
    const char *body;
    int result;
    enum wechatpay_refund_state state;
} REFUNDS[] = {
    {REFUND("SUCCESS"), 0, WECHATPAY_REFUND_SUCCESS},
    {REFUND("PROCESSING"), 0, WECHATPAY_REFUND_PROCESSING},
    {REFUND("CLOSED"), 0, WECHATPAY_REFUND_CLOSED},
    {REFUND("ABNORMAL"), 0, WECHATPAY_REFUND_ABNORMAL},
    {REFUND("PERHAPS"), WECHATPAY_MALFORMED, 0},
    {"{\"out_refund_no\":\"R1\",\"refund_id\":\"5\",\"amount\":{\"refund\":900},\"status\":\"SUCCESS\"}", WECHATPAY_MALFORMED, 0},
    {"{" NO ",\"refund_id\":\"5\",\"amount\":{\"refund\":900},\"status\":\"SUCCESS\"}", WECHATPAY_MALFORMED, 0},
    {"{" NO ",\"out_refund_no\":\"R1\",\"refund_id\":\"5\",\"status\":\"SUCCESS\"}", WECHATPAY_MALFORMED, 0},
};
/* clang-format on */

static void test_payments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof PAYMENTS / sizeof *PAYMENTS; i++) {
        const struct payment_row *row = &PAYMENTS[i];
        struct wechatpay_payment p = {.amount_fen = -1};
        int r = wechatpay_read_payment(pay, bytes_of_text(row->body), &p);

        if (r != row->result)
            fail_msg("%s: %d", row->name, r);
        if (r != 0)
            assert_int_equal(p.amount_fen, -1); /* untouched */
        else if (p.state != row->state)
            fail_msg("%s: state %d", row->name, (int)p.state);
    }
}

static void test_refunds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUNDS / sizeof *REFUNDS; i++) {
        struct wechatpay_refund f = {0};
        int r = wechatpay_read_refund(bytes_of_text(REFUNDS[i].body), &f);

        assert_int_equal(r, REFUNDS[i].result);
        if (r != 0)
            continue;
        assert_int_equal(f.state, REFUNDS[i].state);
        assert_int_equal(f.refund_fen, 900);
        assert_string_equal(f.refund_no, "R1");
    }
}

static void test_ids_have_room_for_64(void **state)
{
    char body[256];
    char no[66];
    struct wechatpay_payment p;

    (void)state;
    for (size_t len = 64; len <= 65; len++) {
        memset(no, 'x', len);
        no[len] = '\0';
        (void)snprintf(body, sizeof body,
                       "{" WHO ",\"out_trade_no\":\"%s\","
                       "\"trade_state\":\"NOTPAY\"}",
                       no);
        assert_int_equal(wechatpay_read_payment(pay, bytes_of_text(body), &p),
                         len == 64 ? 0 : WECHATPAY_MALFORMED);
    }
}

static void test_targets_and_errors(void **state)
{
    char target[WECHATPAY_TARGET_SIZE], code[WECHATPAY_ID_SIZE];

    (void)state;
    assert_int_equal(wechatpay_read_created(
                         bytes_of_text("{\"h5_url\":\"https://a\"}"), target),
                     0);
    assert_string_equal(target, "https://a");
    assert_int_equal(
        wechatpay_read_created(bytes_of_text("{\"prepay_id\":\"\"}"), target),
        WECHATPAY_MALFORMED);
    wechatpay_read_error(bytes_of_text("{\"code\":\"ORDERPAID\"}"), code);
    assert_string_equal(code, "ORDERPAID");
    wechatpay_read_error(bytes_of_text("<html>"), code);
    assert_string_equal(code, "UNKNOWN");
    wechatpay_read_error(bytes_of_text("{\"code\":7}"), code);
    assert_string_equal(code, "UNKNOWN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_payments),
        cmocka_unit_test(test_refunds),
        cmocka_unit_test(test_ids_have_room_for_64),
        cmocka_unit_test(test_targets_and_errors),
    };
    return cmocka_run_group_tests_name("billing/wechatpay_read", tests, set_up,
                                       tear_down);
}
