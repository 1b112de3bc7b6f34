#ifndef BILLING_WECHAT_CLIENT_H
#define BILLING_WECHAT_CLIENT_H

/*
 * client - the calls of api.h, made: one at a time, blocking, with limits.
 *
 * The access token is kept until shortly before its end.  When WeChat says that
 * it does not count any more, the current one is asked for, and only if that is
 * the same one a new one is forced: forcing it each time, several processes
 * would take the token from each other for ever.
 */

#include "billing/wechat/api.h"
#include "service/config.h"

#include <stddef.h>

struct wechat_config {
    const char *url;
    const char *secret_file; /* empty: no WeChat */
    const char *photo_template, *payment_template;
    const char *page, *state;
};

/* clang-format off */
#define WECHAT_CONFIG_ENTRIES(type, field)                                     \
    {"TUCAI_WECHAT_URL", CONFIG_TEXT, offsetof(type, field.url),               \
     "https://api.weixin.qq.com", 0, 0, "url",                                 \
     "WeChat's interface for servers (stage notify)."},                        \
    {"TUCAI_WECHAT_SECRET_FILE", CONFIG_TEXT, offsetof(type, field.secret_file), \
     "", 0, 0, "path",                                                         \
     "The AppSecret of TUCAI_WECHATPAY_APPID; empty: no account can be bound (stage notify)."}, \
    {"TUCAI_WECHAT_PHOTO_TEMPLATE", CONFIG_TEXT,                               \
     offsetof(type, field.photo_template), "", 0, 0, "id field=fact ...",      \
     "Subscription template of a photo's state; empty: it goes to the phone (stage notify)."}, \
    {"TUCAI_WECHAT_PAYMENT_TEMPLATE", CONFIG_TEXT,                             \
     offsetof(type, field.payment_template), "", 0, 0, "id field=fact ...",    \
     "The same, of payment and refund; facts: status, note, time, amount, order_no (stage notify)."}, \
    {"TUCAI_WECHAT_PAGE", CONFIG_TEXT, offsetof(type, field.page), "", 0, 0,   \
     "path", "Page of the mini-program that a message opens; empty: none (stage notify)."}, \
    {"TUCAI_WECHAT_STATE", CONFIG_TEXT, offsetof(type, field.state), "formal", \
     0, 0, "", "Version of it: formal, trial or developer (stage notify)."}
/* clang-format on */

struct wechat;

/* 0; -EINVAL for a template that makes no sense, or a fault of the secret's
 * file.  Without a secret *ret is NULL. */
int wechat_new(const struct wechat_config *config, const char *appid,
               struct wechat **ret) __attribute__((warn_unused_result));
struct wechat *wechat_free(struct wechat *wechat); /* NULL */

/* DONE: ret_openid is filled.  The session key that comes with it is not
 * kept. */
struct wechat_answer wechat_exchange(struct wechat *wechat, const char *js_code,
                                     char ret_openid[WECHAT_OPENID_SIZE]);

/* The template of payment or photo messages; its id is "" without one. */
const struct template *wechat_template(const struct wechat *wechat,
                                       bool is_payment);

struct wechat_answer wechat_send(struct wechat *wechat, const char *openid,
                                 const struct template *template,
                                 const struct template_facts *facts);

#endif
