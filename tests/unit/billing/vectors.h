#ifndef TEST_BILLING_VECTORS_H
#define TEST_BILLING_VECTORS_H

/*
 * vectors - fixed keys and what wechatpay-axios-plugin 0.9.6 made with them.
 * Test keys: never for a deployment.
 */

#include "billing/wechatpay.h"

#define VECTOR_AT "1748736000" /* 2025-06-01T08:00:00+08:00 */
#define VECTOR_AT_S INT64_C(1748736000)
#define VECTOR_NONCE "593BEC0C930BF1AFEB40B4A08C8FB242"
#define VECTOR_ANSWER_NONCE "c5ac7061fccab6bf3e254dcf98995b8c"
#define VECTOR_SERIAL "444F4864EA9B34415DEADBEEF0123456789ABCDE"
#define VECTOR_SEAL_NONCE "abcdefghijkl"

/* Over POST, /v3/pay/transactions/native?a=1, AT, NONCE, VECTOR_BODY. */
#define VECTOR_BODY                                                            \
    "{\"appid\":\"wx8888888888888888\",\"amount\":{\"total\":1500}}"
extern const char VECTOR_REQUEST_SIGNATURE[];
/* Over appid, AT, NONCE, prepay_id=VECTOR_PREPAY_ID. */
#define VECTOR_PREPAY_ID "wx201410272009395522657a690389285100"
extern const char VECTOR_JSAPI_SIGNATURE[];
/* Over AT, ANSWER_NONCE, VECTOR_ANSWER. */
#define VECTOR_ANSWER "{\"code_url\":\"weixin://x\"}"
extern const char VECTOR_ANSWER_SIGNATURE[];
/* VECTOR_PLAIN, sealed under SEAL_NONCE and "transaction". */
extern const char VECTOR_PLAIN[], VECTOR_SEALED[];
/* A whole notice around it, signed at AT with ANSWER_NONCE. */
extern const char VECTOR_NOTICE[], VECTOR_NOTICE_SIGNATURE[];

/* A merchant 1900000109 with those keys; end with wechatpay_free(). */
struct wechatpay *vectors_wechatpay(void);

#endif
