#include "relay/child.h"

#include "core/check.h"
#include "core/cleanup.h"

#include <stdio.h>

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

void child_batch(struct outcome *outcome, const char *step, const char *id)
{
    char text[CHILD_ID_SIZE];
    struct child_job child = {
        .id = text, .kind = "batch", .uid = "", .reply_to = ""};

    (void)snprintf(text, sizeof text, "%s:%s", step, id);
    child.payload = bytes_of_text(text);
    effect_child(outcome, &child);
}
