#include "billing/wechatpay_api.h"
#include "billing/wechatpay_keys.h"

#include "core/check.h"
#include "fuzz.h"

#include <string.h>

/* Every text that comes out ends, and money is never less than nothing. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct wechatpay pay = {.mchid = "1900000109", .appid = "wx8"};
    struct bytes body = {data, size};
    struct wechatpay_payment payment;
    struct wechatpay_refund refund;
    char target[WECHATPAY_TARGET_SIZE], code[WECHATPAY_ID_SIZE];

    if (wechatpay_read_payment(&pay, body, &payment) == 0) {
        CHECK(strnlen(payment.order_no, WECHATPAY_ID_SIZE) < WECHATPAY_ID_SIZE);
        CHECK(payment.amount_fen >= 0);
        CHECK(payment.state != WECHATPAY_PAID || payment.paid_at_ms > 0);
    }
    if (wechatpay_read_refund(body, &refund) == 0)
        CHECK(refund.refund_fen >= 0 && refund.refund_no[0]);
    if (wechatpay_read_created(body, target) == 0)
        CHECK(strnlen(target, sizeof target) < sizeof target);
    wechatpay_read_error(body, code);
    CHECK(strnlen(code, sizeof code) < sizeof code);
    return 0;
}
