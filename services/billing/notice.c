#include "billing/notice.h"

#include "core/time.h"

#include <stdlib.h>

int notice_open(const struct wechatpay *pay,
                const Tucai__V1__PaymentNotice *raw,
                struct wechatpay_notice *ret)
{
    const struct wechatpay_signed msg = {
        .timestamp = raw->timestamp,
        .nonce = raw->nonce,
        .signature = raw->signature,
        .serial = raw->serial,
        .body = {raw->body.data, raw->body.len},
    };

    return wechatpay_notice_open(pay, &msg, raw->received_ms / TIME_MS_PER_S,
                                 ret);
}

unsigned notice_status(enum wechatpay_refusal refusal)
{
    switch (refusal) {
    case WECHATPAY_UNSIGNED:
    case WECHATPAY_STALE:
    case WECHATPAY_SERIAL_UNKNOWN:
    case WECHATPAY_SIGNATURE_BAD:
        return 401;
    case WECHATPAY_SEALED:
    case WECHATPAY_MALFORMED:
    case WECHATPAY_WRONG_MERCHANT:
    case WECHATPAY_WRONG_APP:
        return 422;
    }
    abort();
}
