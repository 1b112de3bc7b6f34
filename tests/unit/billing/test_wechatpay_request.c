#include "billing/wechatpay_request.h"

#include "vectors.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

static struct wechatpay_order order(enum wechatpay_channel channel)
{
    return (struct wechatpay_order){
        .channel = channel,
        .order_no = "T20250601000001",
        .description = "图像采集",
        .notify_url = "https://a/n",
        .amount_fen = 1500,
        .expires_ms = VECTOR_AT_S * 1000,
        .openid = "o1",
        .client_ip = "203.0.113.9",
    };
}

#define START                                                                  \
    "{\"appid\":\"wx8888888888888888\",\"mchid\":\"1900000109\","              \
    "\"description\":\"图像采集\",\"out_trade_no\":\"T20250601000001\","   \
    "\"time_expire\":\"2025-06-01T08:00:00+08:00\","                           \
    "\"notify_url\":\"https://a/n\","                                          \
    "\"amount\":{\"total\":1500,\"currency\":\"CNY\"}"

static const struct {
    enum wechatpay_channel channel;
    const char *path, *body;
} CREATES[] = {
    {WECHATPAY_NATIVE, "/v3/pay/transactions/native", START "}"},
    {WECHATPAY_H5, "/v3/pay/transactions/h5",
     START ",\"scene_info\":{\"payer_client_ip\":\"203.0.113.9\","
           "\"h5_info\":{\"type\":\"Wap\"}}}"},
    {WECHATPAY_JSAPI, "/v3/pay/transactions/jsapi",
     START ",\"payer\":{\"openid\":\"o1\"}}"},
};

static void assert_request(struct wechatpay_request *r, const char *method,
                           const char *path, const char *body)
{
    assert_string_equal(r->method, method);
    assert_string_equal(r->path, path);
    assert_int_equal(r->body.len, strlen(body));
    if (*body)
        assert_memory_equal(r->body.at, body, strlen(body));
    wechatpay_request_done(r);
}

static void test_creates(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CREATES / sizeof *CREATES; i++) {
        struct wechatpay_order o = order(CREATES[i].channel);
        struct wechatpay_request r;

        assert_int_equal(wechatpay_ask_create(pay, &o, &r), 0);
        assert_request(&r, "POST", CREATES[i].path, CREATES[i].body);
    }
}

/* Each row is an order with one thing wrong. */
static void test_orders_that_the_provider_forbids(void **state)
{
    char long_text[400];
    struct wechatpay_order wrong[16];
    struct wechatpay_request r;
    size_t n = 0;

    (void)state;
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    for (size_t i = 0; i < 16; i++)
        wrong[i] = order(WECHATPAY_NATIVE);
    wrong[n++].order_no = "T2025";
    wrong[n++].order_no = "T20250601000001x0123456789abcdefg";
    wrong[n++].order_no = "T2025/0601";
    wrong[n++].order_no = "T2025?mchid=1";
    wrong[n++].order_no = "单号单号单号";
    wrong[n++].description = "";
    wrong[n++].description = "\xff";
    wrong[n++].description = long_text;
    wrong[n++].amount_fen = 0;
    wrong[n++].amount_fen = 100000001;
    wrong[n++].expires_ms = 0;
    wrong[n++].notify_url = "";
    wrong[n++].notify_url = long_text;
    wrong[n] = order(WECHATPAY_JSAPI);
    wrong[n++].openid = "";
    wrong[n] = order(WECHATPAY_H5);
    wrong[n++].client_ip = NULL;
    for (size_t i = 0; i < n; i++) {
        if (wechatpay_ask_create(pay, &wrong[i], &r) != -EINVAL)
            fail_msg("row %zu was taken", i);
    }
}

static void test_query_and_close(void **state)
{
    struct wechatpay_request r;

    (void)state;
    assert_int_equal(wechatpay_ask_query(pay, "T20250601000001", &r), 0);
    assert_request(&r, "GET",
                   "/v3/pay/transactions/out-trade-no/T20250601000001"
                   "?mchid=1900000109",
                   "");
    assert_int_equal(wechatpay_ask_close(pay, "T20250601000001", &r), 0);
    assert_request(&r, "POST",
                   "/v3/pay/transactions/out-trade-no/T20250601000001/close",
                   "{\"mchid\":\"1900000109\"}");
    assert_int_equal(wechatpay_ask_query(pay, "../../x/y/z", &r), -EINVAL);
    assert_int_equal(wechatpay_ask_close(pay, "T2025 0601", &r), -EINVAL);
}

static void test_refund(void **state)
{
    struct wechatpay_refund_order o = {
        .order_no = "T20250601000001",
        .refund_no = "R1",
        .reason = "撤回",
        .refund_fen = 1500,
        .total_fen = 1500,
    };
    struct wechatpay_request r;

    (void)state;
    assert_int_equal(wechatpay_ask_refund(&o, &r), 0);
    assert_request(&r, "POST", "/v3/refund/domestic/refunds",
                   "{\"out_trade_no\":\"T20250601000001\","
                   "\"out_refund_no\":\"R1\",\"reason\":\"撤回\",\"amount\":"
                   "{\"refund\":1500,\"total\":1500,\"currency\":\"CNY\"}}");
    o.reason = NULL;
    o.notify_url = "https://a/n";
    assert_int_equal(wechatpay_ask_refund(&o, &r), 0);
    assert_request(&r, "POST", "/v3/refund/domestic/refunds",
                   "{\"out_trade_no\":\"T20250601000001\","
                   "\"out_refund_no\":\"R1\",\"notify_url\":"
                   "\"https://a/n\",\"amount\":"
                   "{\"refund\":1500,\"total\":1500,\"currency\":\"CNY\"}}");
    o.refund_fen = 1501;
    assert_int_equal(wechatpay_ask_refund(&o, &r), -EINVAL);
    o.refund_fen = 0;
    assert_int_equal(wechatpay_ask_refund(&o, &r), -EINVAL);
    o.refund_fen = 1;
    o.refund_no = "";
    assert_int_equal(wechatpay_ask_refund(&o, &r), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_creates),
        cmocka_unit_test(test_orders_that_the_provider_forbids),
        cmocka_unit_test(test_query_and_close),
        cmocka_unit_test(test_refund),
    };
    return cmocka_run_group_tests_name("billing/wechatpay_request", tests,
                                       set_up, tear_down);
}
