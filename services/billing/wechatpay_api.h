#ifndef BILLING_WECHATPAY_API_H
#define BILLING_WECHATPAY_API_H

/*
 * wechatpay_api - the provider's answers and notices as plain structs.
 *
 * They are parsed only after their signature was verified (wechatpay.h).  What
 * we ask is built by wechatpay_request.h.  Pure.
 *
 * Source   domain.md "The payment provider", R24, R26, R27.
 */

#include "billing/wechatpay.h"

#include <stdbool.h>

/* ---- what comes back ---- */

enum wechatpay_state {                     /* of an order: trade_state */
                       WECHATPAY_NOT_PAID, /* NOTPAY, USERPAYING, ACCEPT */
                       WECHATPAY_PAID,     /* SUCCESS                    */
                       WECHATPAY_REFUNDED, /* REFUND: in part or whole   */
                       WECHATPAY_CLOSED,   /* CLOSED, REVOKED            */
                       WECHATPAY_FAILED,   /* PAYERROR                   */
};

struct wechatpay_payment {
    char order_no[WECHATPAY_ID_SIZE];
    char transaction_id[WECHATPAY_ID_SIZE]; /* empty until paid */
    enum wechatpay_state state;
    int64_t amount_fen; /* of the order; 0 until paid */
    int64_t paid_at_ms; /* 0 until paid */
};

enum wechatpay_refund_state {
    WECHATPAY_REFUND_PROCESSING,
    WECHATPAY_REFUND_SUCCESS,
    WECHATPAY_REFUND_CLOSED,   /* will never come: a person has to look   */
    WECHATPAY_REFUND_ABNORMAL, /* the payer's account does not take it    */
};

struct wechatpay_refund {
    char order_no[WECHATPAY_ID_SIZE];
    char refund_no[WECHATPAY_ID_SIZE]; /* ours: out_refund_no */
    char refund_id[WECHATPAY_ID_SIZE]; /* the provider's      */
    enum wechatpay_refund_state state;
    int64_t refund_fen;
    int64_t refunded_at_ms; /* 0 until it went through */
};

/* ---- answers ---- */

#define WECHATPAY_TARGET_SIZE 1024

/* Where to pay: code_url, h5_url or prepay_id, whichever the answer holds; ret
 * has WECHATPAY_TARGET_SIZE bytes.  0 or WECHATPAY_MALFORMED, as the others. */
int wechatpay_read_created(struct bytes body, char *ret)
    __attribute__((warn_unused_result));

/* An order, of us: also WECHATPAY_WRONG_MERCHANT, WECHATPAY_WRONG_APP. */
int wechatpay_read_payment(const struct wechatpay *pay, struct bytes body,
                           struct wechatpay_payment *ret)
    __attribute__((warn_unused_result));

int wechatpay_read_refund(struct bytes body, struct wechatpay_refund *ret)
    __attribute__((warn_unused_result));

struct wechatpay_bill {
    char sha1[WECHATPAY_ID_SIZE]; /* hex, of the unpacked file */
    char url[WECHATPAY_TARGET_SIZE];
};

/* Where the trade bill that was asked for lies. */
int wechatpay_read_bill(struct bytes body, struct wechatpay_bill *ret)
    __attribute__((warn_unused_result));

/* The `code` of a 4xx answer, e.g. "ORDERPAID"; "UNKNOWN" if it has none.  ret
 * has WECHATPAY_ID_SIZE bytes. */
void wechatpay_read_error(struct bytes body, char *ret);

/* ---- notices ---- */

struct wechatpay_notice {
    char id[WECHATPAY_ID_SIZE];
    bool is_refund; /* which of the two below is filled */
    struct wechatpay_payment payment;
    struct wechatpay_refund refund;
};

/*
 * Verifies, opens and parses a notice.  Merchant and app are ours when this
 * returns 0; the amount and the order are the caller's to compare (R26).
 * now_s is the moment at which the notice reached us.
 */
int wechatpay_notice_open(const struct wechatpay *pay,
                          const struct wechatpay_signed *msg, int64_t now_s,
                          struct wechatpay_notice *ret)
    __attribute__((warn_unused_result));

#endif
