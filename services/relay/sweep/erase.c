#include "relay/sweep/erase.h"

#include "proto/student.pb-c.h"
#include "service/log.h"

#include <errno.h>
#include <stdio.h>

enum { KEY_SIZE = 160 };

/* What is no location can be no file of ours. */
static int remove_file(const struct relay *relay, const char *location)
{
    int r = blob_remove(relay->settings->worker.blobs, location);

    return r == -EINVAL ? 0 : r;
}

static void forget_batch(struct outcome *outcome, const char *batch_id)
{
    char key[KEY_SIZE];

    if (snprintf(key, sizeof key, "batch:%s", batch_id) < (int)sizeof key)
        effect_del(outcome, key);
}

static int erase(const struct relay *relay, const Tucai__V1__EraseJob *job,
                 struct outcome *outcome)
{
    int r = 0;

    for (size_t i = 0; i < job->n_locations && r == 0; i++)
        r = remove_file(relay, job->locations[i]);
    for (size_t i = 0; i < job->n_batches; i++)
        forget_batch(outcome, job->batches[i]);
    if (r == 0)
        log_info("erased", F_INT("files", job->n_locations));
    return r;
}

int erase_job(struct relay *relay, const struct job *job,
              struct outcome *outcome)
{
    Tucai__V1__EraseJob *message =
        tucai__v1__erase_job__unpack(NULL, job->payload.len, job->payload.at);
    int r = 0;

    outcome_ok(outcome, (struct bytes){0});
    if (message)
        r = erase(relay, message, outcome);
    else
        outcome_fatal(outcome, "no erase job");
    tucai__v1__erase_job__free_unpacked(message, NULL);
    return r;
}
