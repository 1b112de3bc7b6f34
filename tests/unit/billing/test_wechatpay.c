/* Signatures, sealing and notices against fixed vectors of another author. */
#include "billing/wechatpay_api.h"

#include "core/base64.h"
#include "core/text.h"
#include "vectors.h"

#include <errno.h>
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

static void test_authorization_header(void **state)
{
    const struct wechatpay_call call = {
        .method = "POST",
        .path = "/v3/pay/transactions/native?a=1",
        .body = bytes_of_text(VECTOR_BODY),
        .at_s = VECTOR_AT_S,
        .nonce = VECTOR_NONCE,
    };
    char line[WECHATPAY_AUTHORIZATION_SIZE], expected[sizeof line];

    (void)state;
    assert_int_equal(wechatpay_authorize(pay, &call, line), 0);
    (void)snprintf(expected, sizeof expected,
                   "Authorization: WECHATPAY2-SHA256-RSA2048 "
                   "mchid=\"1900000109\",nonce_str=\"" VECTOR_NONCE
                   "\",signature=\"%s\",timestamp=\"" VECTOR_AT
                   "\",serial_no=\"5157F09EFDC096DE15EBE81A47057A72\"",
                   VECTOR_REQUEST_SIGNATURE);
    assert_string_equal(line, expected);
}

static void test_jsapi_object(void **state)
{
    struct buf json = BUF_INIT(1024);
    char expected[1024];

    (void)state;
    assert_int_equal(wechatpay_jsapi(pay, VECTOR_PREPAY_ID, VECTOR_AT_S,
                                     VECTOR_NONCE, &json),
                     0);
    (void)snprintf(expected, sizeof expected,
                   "{\"appId\":\"wx8888888888888888\",\"timeStamp\":"
                   "\"" VECTOR_AT "\",\"nonceStr\":\"" VECTOR_NONCE
                   "\",\"package\":\"prepay_id=" VECTOR_PREPAY_ID
                   "\",\"signType\":\"RSA\",\"paySign\":\"%s\"}",
                   VECTOR_JSAPI_SIGNATURE);
    assert_true(bytes_equal(buf_view(&json), bytes_of_text(expected)));
    buf_done(&json);
}

/* One change to a good answer, and what it makes of it. */
/* clang-format off */
static const struct verify_row {
    const char *name;
    const char *timestamp, *nonce, *signature, *serial, *body;
    int64_t after_s; /* it reaches us so much later than it was signed */
    int result;
} VERIFY[] = {
    {"good", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 0, 0},
    {"300 s late", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 300, 0},
    {"300 s early", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, -300, 0},
    {"301 s late", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 301, WECHATPAY_STALE},
    {"301 s early", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, -301, WECHATPAY_STALE},
    {"serial in lower case", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, "444f4864ea9b34415deadbeef0123456789abcde", VECTOR_ANSWER, 0, 0},
    {"another serial", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, "00", VECTOR_ANSWER, 0, WECHATPAY_SERIAL_UNKNOWN},
    {"another body", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER " ", 0, WECHATPAY_SIGNATURE_BAD},
    {"another nonce", VECTOR_AT, "x", VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 0, WECHATPAY_SIGNATURE_BAD},
    {"another time", "1748736001", VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 0, WECHATPAY_SIGNATURE_BAD},
    {"another signature", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_NOTICE_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 0, WECHATPAY_SIGNATURE_BAD},
    {"no base64", VECTOR_AT, VECTOR_ANSWER_NONCE, "WECHATPAY/SIGNTEST/", VECTOR_SERIAL, VECTOR_ANSWER, 0, WECHATPAY_SIGNATURE_BAD},
    {"no timestamp", NULL, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 0, WECHATPAY_UNSIGNED},
    {"no nonce", VECTOR_AT, NULL, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 0, WECHATPAY_UNSIGNED},
    {"no signature", VECTOR_AT, VECTOR_ANSWER_NONCE, NULL, VECTOR_SERIAL, VECTOR_ANSWER, 0, WECHATPAY_UNSIGNED},
    {"no serial", VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, "", VECTOR_ANSWER, 0, WECHATPAY_UNSIGNED},
    {"a signed timestamp", "-" VECTOR_AT, VECTOR_ANSWER_NONCE, VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 0, WECHATPAY_UNSIGNED},
    {"a nonce with a line end", VECTOR_AT, "a\nb", VECTOR_ANSWER_SIGNATURE, VECTOR_SERIAL, VECTOR_ANSWER, 0, WECHATPAY_UNSIGNED},
};
/* clang-format on */

static void test_verify(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof VERIFY / sizeof *VERIFY; i++) {
        const struct verify_row *row = &VERIFY[i];
        const struct wechatpay_signed msg = {row->timestamp, row->nonce,
                                             row->signature, row->serial,
                                             bytes_of_text(row->body)};
        int r = wechatpay_verify(pay, &msg, VECTOR_AT_S + row->after_s);

        if (r != row->result)
            fail_msg("%s: %d", row->name, r);
    }
}

static int open_sealed(const char *nonce, const char *associated, size_t cut,
                       struct buf *ret)
{
    struct buf sealed = BUF_INIT(1024);
    int r;

    assert_int_equal(base64_decode(bytes_of_text(VECTOR_SEALED), &sealed), 0);
    r = wechatpay_open(pay, bytes_of_text(nonce), bytes_of_text(associated),
                       (struct bytes){sealed.at, sealed.len - cut}, ret);
    buf_done(&sealed);
    return r;
}

/* Each row is one thing wrong. */
static const struct {
    const char *nonce, *associated;
    size_t cut;
} SEALED[] = {
    {VECTOR_SEAL_NONCE, "refund", 0},
    {VECTOR_SEAL_NONCE, NULL, 0},
    {"abcdefghijkm", "transaction", 0},
    {"abcdefghijk", "transaction", 0},
    {VECTOR_SEAL_NONCE "m", "transaction", 0},
    {VECTOR_SEAL_NONCE, "transaction", 1},
};

static void test_open(void **state)
{
    struct buf plain = BUF_INIT(1024);
    const size_t all = strlen(VECTOR_PLAIN) + 16;

    (void)state;
    assert_int_equal(open_sealed(VECTOR_SEAL_NONCE, "transaction", 0, &plain),
                     0);
    assert_true(bytes_equal(buf_view(&plain), bytes_of_text(VECTOR_PLAIN)));
    for (size_t i = 0; i < sizeof SEALED / sizeof *SEALED; i++)
        assert_int_equal(open_sealed(SEALED[i].nonce, SEALED[i].associated,
                                     SEALED[i].cut, &plain),
                         WECHATPAY_SEALED);
    for (size_t left = 0; left < 18; left++)
        assert_int_equal(
            open_sealed(VECTOR_SEAL_NONCE, "transaction", all - left, &plain),
            WECHATPAY_SEALED);
    assert_int_equal(plain.len, strlen(VECTOR_PLAIN));
    buf_done(&plain);
}

static void test_notice(void **state)
{
    struct wechatpay_signed msg = {VECTOR_AT, VECTOR_ANSWER_NONCE,
                                   VECTOR_NOTICE_SIGNATURE, VECTOR_SERIAL,
                                   bytes_of_text(VECTOR_NOTICE)};
    struct wechatpay_notice notice;

    (void)state;
    assert_int_equal(wechatpay_notice_open(pay, &msg, VECTOR_AT_S, &notice), 0);
    assert_false(notice.is_refund);
    assert_string_equal(notice.id, "n1");
    assert_string_equal(notice.payment.order_no, "T20250601000001");
    assert_string_equal(notice.payment.transaction_id, "4200");
    assert_int_equal(notice.payment.state, WECHATPAY_PAID);
    assert_int_equal(notice.payment.amount_fen, 1500);
    assert_int_equal(notice.payment.paid_at_ms, INT64_C(1748745296000));
    msg.body.len--;
    assert_int_equal(wechatpay_notice_open(pay, &msg, VECTOR_AT_S, &notice),
                     WECHATPAY_SIGNATURE_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_authorization_header),
        cmocka_unit_test(test_jsapi_object),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_notice),
    };
    return cmocka_run_group_tests_name("billing/wechatpay", tests, set_up,
                                       tear_down);
}
