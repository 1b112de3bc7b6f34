#ifndef BILLING_NOTIFY_H
#define BILLING_NOTIFY_H

/*
 * notify - the stage `notify`: what goes to a student, and who is at WeChat.
 *
 * otp, notify   A message.  With an openid and a template of its kind by
 *               WeChat, else to the message service: POST URL/messages {id, to,
 *               text}, Idempotency-Key: id.  The id is the job's, so that
 *               service sends once however often we ask; WeChat has nothing of
 *               the kind, so if we die between its answer and our commit it may
 *               be asked twice.
 * wechat        A js_code is exchanged for an openid, which goes on to billing
 *               as the job's sealed text.  It is asked for while somebody waits
 *               for the answer, no longer.
 *
 * Done, or dropped because it has expired, or because the student does not want
 * it at WeChat (43101): over.  Refused for any other reason: will never work,
 * dead letter that names it.  Away, busy, over the quota: later.
 */

#include "billing/wechat/client.h"
#include "service/config.h"
#include "service/counter.h"
#include "service/job.h"
#include "service/outcome.h"

#include <stddef.h>

struct notify_config {
    const char *url;
    const char *appid; /* of the mini-program: that of the payments */
    struct wechat_config wechat;
};

/* clang-format off */
#define NOTIFY_CONFIG_ENTRIES(type, field)                                     \
    {"TUCAI_MESSAGE_URL", CONFIG_TEXT, offsetof(type, field.url), "", 0, 0,    \
     "url", "The message service, without /messages."},                        \
    WECHAT_CONFIG_ENTRIES(type, field.wechat)
/* clang-format on */

/* What the stage counts: how WeChat messages ended. */
enum { NOTIFY_COUNTERS = 1 };
extern const struct counter NOTIFY_COUNTED[NOTIFY_COUNTERS];

struct notify;

/* 0, -ENOMEM, -EINVAL without a URL, or wechat_new's fault. */
int notify_new(const struct notify_config *config, struct notify **ret)
    __attribute__((warn_unused_result));
struct notify *notify_free(struct notify *notify); /* NULL */

/* worker_spec.handle; ctx is the struct notify. */
int notify_handle(void *ctx, const struct job *job, struct outcome *outcome);

#endif
