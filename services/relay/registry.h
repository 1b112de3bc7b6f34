#ifndef RELAY_REGISTRY_H
#define RELAY_REGISTRY_H

/*
 * registry - one request to the registry: HTTPS with our certificate, the
 * answer as it came.  What it means is verdict.h's and answer.h's.
 *
 * The adapter: another form of the registry's protocol is another file of these
 * functions.  What that registry can do is said by the settings
 * TUCAI_REGISTRY_ASKS and _DEDUPLICATES (verdict.h).
 */

#include "core/bytes.h"
#include "net/http_client.h"

enum { REGISTRY_CODE_SIZE = 32, REGISTRY_RETRY_AFTER_SIZE = 16 };

struct registry_files {
    const char *cert, *key, *ca;
};

struct registry {
    const char *url; /* borrowed */
    struct http_client *ask, *send;
};

int registry_init(struct registry *registry, const char *url,
                  const struct registry_files *files, int64_t send_ms)
    __attribute__((warn_unused_result));
void registry_done(struct registry *registry);

struct registry_reply {
    int status;                    /* negative errno: no answer came */
    bool is_sent;                  /* a batch may have arrived whole */
    char code[REGISTRY_CODE_SIZE]; /* of an error; "" else */
    char retry_after[REGISTRY_RETRY_AFTER_SIZE]; /* "" if there is none  */
    struct http_answer answer;
};

/* End *ret with registry_reply_done(). */
void registry_get(const struct registry *registry, const char *batch_id,
                  struct registry_reply *ret);
void registry_post(const struct registry *registry, const char *batch_id,
                   struct bytes body, struct registry_reply *ret);
void registry_reply_done(struct registry_reply *reply);

#endif
