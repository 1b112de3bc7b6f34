#ifndef BILLING_WECHATPAY_REQUEST_H
#define BILLING_WECHATPAY_REQUEST_H

/*
 * wechatpay_request - the calls that we make at the provider, as method, path
 * and body bytes; wechatpay_authorize() signs them.  Pure.
 *
 * Every builder returns 0, -EINVAL (a value that the provider's documents
 * forbid) or -ENOMEM, and writes *ret only on success.
 *
 * Source   domain.md "The payment provider", R24, R27.
 */

#include "billing/wechatpay.h"

#define WECHATPAY_PATH_SIZE 1024 /* a file's address is long */

struct wechatpay_request {
    const char *method;
    char path[WECHATPAY_PATH_SIZE]; /* with query */
    struct buf body;                /* empty for a GET */
};

#define WECHATPAY_REQUEST_INIT                                                 \
    ((struct wechatpay_request){.body = BUF_INIT(WECHATPAY_BODY_MAX)})

void wechatpay_request_done(struct wechatpay_request *request);

enum wechatpay_channel {
    WECHATPAY_NATIVE, /* a QR code that another device scans */
    WECHATPAY_H5,     /* a link, in a phone's browser        */
    WECHATPAY_JSAPI,  /* inside WeChat                       */
};

struct wechatpay_order {
    enum wechatpay_channel channel;
    const char *order_no;    /* 6..32 of 0-9 A-Z a-z _ - | *              */
    const char *description; /* 1..127 characters                         */
    const char *notify_url;
    int64_t amount_fen;    /* 1..100,000,000                              */
    int64_t expires_ms;    /* nobody can pay it from then on              */
    const char *openid;    /* jsapi only                                  */
    const char *client_ip; /* h5 only                                     */
};

int wechatpay_ask_create(const struct wechatpay *pay,
                         const struct wechatpay_order *order,
                         struct wechatpay_request *ret)
    __attribute__((warn_unused_result));

int wechatpay_ask_query(const struct wechatpay *pay, const char *order_no,
                        struct wechatpay_request *ret)
    __attribute__((warn_unused_result));

/* The provider answers 204. */
int wechatpay_ask_close(const struct wechatpay *pay, const char *order_no,
                        struct wechatpay_request *ret)
    __attribute__((warn_unused_result));

struct wechatpay_refund_order {
    const char *order_no;
    const char *transaction_id; /* which payment of it; NULL: it has but one */
    const char *refund_no;      /* 1..64; the same for every try */
    const char *reason;         /* 1..80 characters for the payer; NULL: none */
    const char *notify_url;     /* NULL: none */
    int64_t refund_fen;         /* 1..total_fen */
    int64_t total_fen;          /* of the order */
};

int wechatpay_ask_refund(const struct wechatpay_refund_order *refund,
                         struct wechatpay_request *ret)
    __attribute__((warn_unused_result));

/* The bill of all trades of a day ("2025-06-01"), packed by gzip. */
int wechatpay_ask_bill(const char *date, struct wechatpay_request *ret)
    __attribute__((warn_unused_result));

#endif
