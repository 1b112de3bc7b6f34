#ifndef RELAY_REAL_NAME_CLIENT_H
#define RELAY_REAL_NAME_CLIENT_H

/*
 * real_name_client - the adapter to a service that knows faces (domain.md R45).
 *
 * POST URL/real-name, Idempotency-Key: the job's id,
 *     {"student_uid", "name_masked", "id_masked", "photo": base64 of the JPEG}
 * 200 {"answer": "same" | "other" | "unknown"}.  Another service's protocol
 * goes here and nowhere else.
 */

#include "net/http_client.h"
#include "rules/drafts.h"

/* *ret is NULL without a URL.  0 or -ENOMEM. */
int real_name_init(const char *url, struct http_client **ret)
    __attribute__((warn_unused_result));

struct real_name_question {
    const char *url, *id; /* of the service; of the job */
    const char *uid, *name_masked, *id_masked;
    struct bytes photo;
};

/* 0 with *ret (UNKNOWN for a refusal or an answer that makes no sense); a
 * negative errno when the service is away (5xx, 429 too). */
int real_name_ask(struct http_client *client,
                  const struct real_name_question *question,
                  enum real_name *ret) __attribute__((warn_unused_result));

#endif
