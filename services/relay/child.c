#include "relay/child.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void child_command(struct outcome *outcome, const char *id,
                   const Tucai__V1__Command *command)
{
    size_t len = tucai__v1__command__get_packed_size(command);
    _cleanup_(freep) uint8_t *payload = must_alloc(len + 1);
    struct child_job child = {
        .id = id, .kind = "command", .uid = command->uid, .reply_to = ""};

    child.payload =
        (struct bytes){payload, tucai__v1__command__pack(command, payload)};
    effect_child(outcome, &child);
}

void child_erase(struct outcome *outcome, const char *about, char **locations,
                 size_t n)
{
    Tucai__V1__EraseJob job = TUCAI__V1__ERASE_JOB__INIT;
    _cleanup_(freep) uint8_t *payload = NULL;
    char id[CHILD_ID_SIZE];
    struct child_job child = {
        .id = id, .kind = "erase", .uid = "", .reply_to = ""};

    if (n == 0)
        return;
    job.locations = locations;
    job.n_locations = n;
    payload = must_alloc(tucai__v1__erase_job__get_packed_size(&job));
    child.payload =
        (struct bytes){payload, tucai__v1__erase_job__pack(&job, payload)};
    /* By the first of them, so that no other such job has the same name. */
    (void)snprintf(id, sizeof id, "erase:%.24s:%.32s", about, locations[0]);
    effect_child(outcome, &child);
}

void child_batch(struct outcome *outcome, const struct child_step *step)
{
    char id[2 * CHILD_ID_SIZE], payload[CHILD_ID_SIZE], key[CHILD_ID_SIZE];
    struct child_job child = {.id = id,
                              .kind = "batch",
                              .uid = "",
                              .reply_to = "",
                              .not_before_ms = step->not_before_ms};

    (void)snprintf(payload, sizeof payload, "%s:%s", step->step,
                   step->batch_id);
    if (step->round > 0)
        (void)snprintf(id, sizeof id, "%s:%" PRIu64, payload, step->round);
    else
        memcpy(id, payload, sizeof payload);
    child.payload = bytes_of_text(payload);
    (void)snprintf(key, sizeof key, "batch:%s", step->batch_id);
    effect_hset(outcome, key, "job", bytes_of_text(id));
    effect_child(outcome, &child);
}
