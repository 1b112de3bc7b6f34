#include "relay/batch.h"

#include "relay/manifest.h"

#include <string.h>

enum { PAYLOAD_MAX = MANIFEST_ID_MAX + 16 };

/* What follows the prefix, NULL if text does not begin with it. */
static const char *after(const char *text, const char *prefix)
{
    size_t len = strlen(prefix);

    return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

int batch_job(struct relay *relay, const struct job *job,
              struct outcome *outcome)
{
    char payload[PAYLOAD_MAX + 1] = "";
    const char *build, *send, *post;

    if (job->payload.len <= PAYLOAD_MAX)
        memcpy(payload, job->payload.at, job->payload.len);
    build = after(payload, "build:");
    post = after(payload, "post:");
    send = post ? post : after(payload, "send:");
    if (!manifest_is_id(build ? build : send ? send : payload)) {
        outcome_fatal(outcome, "payload names no batch");
        return 0;
    }
    if (build)
        return batch_build(relay, build, job, outcome);
    if (send)
        return batch_send(relay, send,
                          &(struct batch_step){job, post != NULL, outcome});
    return batch_announce(relay, payload, outcome);
}
