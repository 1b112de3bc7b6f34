#ifndef BILLING_PAY_CLIENT_H
#define BILLING_PAY_CLIENT_H

/*
 * pay_client - one signed call at the payment provider, its answer verified.
 */

#include "billing/pay_plan.h"
#include "net/http_client.h"

/* Two calls, which is what a job makes at most, fit into its deadline. */
#define PAY_CONNECT_MS 3000
#define PAY_TOTAL_MS 8000

struct pay_client {
    const char *url; /* "https://api.mch.weixin.qq.com", no path */
    const struct wechatpay *wechatpay;
    struct http_client *http;
};

/*
 * 0: *ret is an answer that the provider signed, or one with status 5xx, which
 * it need not sign; free ret_body after use.  A positive enum
 * wechatpay_refusal: it came, but not from the provider.  Negative errno: none
 * came.
 */
int pay_client_call(struct pay_client *client,
                    const struct wechatpay_request *request,
                    struct pay_answer *ret, struct buf *ret_body)
    __attribute__((warn_unused_result));

/*
 * A file that the provider has named: the request is signed, the answer is
 * not, so the caller checks its digest.  url must be the provider's own.
 * 0 and the answer's body with status 200 appended to ret_file (up to its
 * max); -EACCES: not its own, -EPROTO: another status, or no answer.
 */
int pay_client_download(struct pay_client *client, const char *url,
                        struct buf *ret_file)
    __attribute__((warn_unused_result));

#endif
