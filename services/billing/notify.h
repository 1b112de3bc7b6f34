#ifndef BILLING_NOTIFY_H
#define BILLING_NOTIFY_H

/*
 * notify - the stage `notify`: hands one-time codes and notifications to the
 * message service: POST URL/messages {id, to, text}, Idempotency-Key: id.  The
 * id is the job's, so the service sends once however often we ask.
 *
 * 2xx: done.  4xx but 408 and 429: will never work, dead letter.  Else the
 * service is away: later.  A message that has expired meanwhile is dropped.
 */

#include "service/config.h"
#include "service/job.h"
#include "service/outcome.h"

#include <stddef.h>

struct notify_config {
    const char *url;
};

/* clang-format off */
#define NOTIFY_CONFIG_ENTRIES(type, field)                                     \
    {"TUCAI_MESSAGE_URL", CONFIG_TEXT, offsetof(type, field.url), "", 0, 0,    \
     "url", "The message service, without /messages."}
/* clang-format on */

struct notify;

/* 0, -ENOMEM, or -EINVAL without a URL. */
int notify_new(const struct notify_config *config, struct notify **ret)
    __attribute__((warn_unused_result));
struct notify *notify_free(struct notify *notify); /* NULL */

/* worker_spec.handle; ctx is the struct notify. */
int notify_handle(void *ctx, const struct job *job, struct outcome *outcome);

#endif
