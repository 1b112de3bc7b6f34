#ifndef BILLING_PAY_H
#define BILLING_PAY_H

/*
 * pay - the stage `pay`: one job is one call at the payment provider; what it
 * said goes back to billing as a command (PayResult), in the same commit that
 * ends the job.  What a call means is pay_plan.h's.
 *
 * The provider away or busy: outcome_later, as often as needed.  An answer
 * that is not the provider's, or no sense: outcome_retry, then dead letter.
 */

#include "billing/wechatpay.h"
#include "service/config.h"
#include "service/job.h"
#include "service/outcome.h"

#include <stddef.h>

/* Who pays whom, and where; into the service's struct and table. */
struct pay_config {
    const char *url;        /* of the provider, without a path */
    const char *notify_url; /* on which the provider reaches us */
    struct wechatpay_files files;
};

/* clang-format off */
#define PAY_CONFIG_ENTRIES(type, field)                                        \
    {"TUCAI_WECHATPAY_URL", CONFIG_TEXT, offsetof(type, field.url),            \
     "https://api.mch.weixin.qq.com", 0, 0, "url", "The payment provider."},   \
    {"TUCAI_WECHATPAY_NOTIFY_URL", CONFIG_TEXT, offsetof(type, field.notify_url), \
     "", 0, 0, "url", "Our /callbacks/wechatpay as the provider reaches it."}, \
    {"TUCAI_WECHATPAY_MCHID", CONFIG_TEXT, offsetof(type, field.files.mchid),  \
     "", 0, 0, "", "Our merchant number."},                                    \
    {"TUCAI_WECHATPAY_APPID", CONFIG_TEXT, offsetof(type, field.files.appid),  \
     "", 0, 0, "", "Our app's id."},                                           \
    {"TUCAI_WECHATPAY_SERIAL", CONFIG_TEXT, offsetof(type, field.files.serial), \
     "", 0, 0, "hex", "Serial number of our merchant certificate."},           \
    {"TUCAI_WECHATPAY_KEY_FILE", CONFIG_TEXT, offsetof(type, field.files.key_file), \
     "", 0, 0, "path", "Our RSA private key, PEM."},                           \
    {"TUCAI_WECHATPAY_APIV3_KEY_FILE", CONFIG_TEXT,                            \
     offsetof(type, field.files.apiv3_key_file), "", 0, 0, "path",             \
     "The 32-character API v3 key."},                                          \
    {"TUCAI_WECHATPAY_PLATFORM_KEY_FILES", CONFIG_TEXT,                        \
     offsetof(type, field.files.platform_key_files), "", 0, 0, "paths",        \
     "Comma list: the provider's certificates, or ID=path of public keys."}
/* clang-format on */

struct pay;
struct pay_client;

/* Keys and client, in the process that will handle jobs.  0 or -errno. */
int pay_new(const struct pay_config *config, struct pay **ret)
    __attribute__((warn_unused_result));
struct pay *pay_free(struct pay *pay); /* NULL */

/* Its line to the provider, which lives as long as it does. */
struct pay_client *pay_line(struct pay *pay);

/* worker_spec.handle; ctx is the struct pay. */
int pay_handle(void *ctx, const struct job *job, struct outcome *outcome);

#endif
