#ifndef RELAY_CHILD_H
#define RELAY_CHILD_H

/* child - jobs that follow from a relay's job. */

#include "proto/student.pb-c.h"
#include "service/outcome.h"

enum { CHILD_ID_SIZE = 128 }; /* room; a job takes 64 characters */

/* A command to billing about command->uid. */
void child_command(struct outcome *outcome, const char *id,
                   const Tucai__V1__Command *command);

/* Files of the blob store go, once what refers to them has; `about` names the
 * job. */
void child_erase(struct outcome *outcome, const char *about, char **locations,
                 size_t n);

/* The next step of a batch (batch.h), noted in batch:<id> as the job that has
 * it in hand. */
struct child_step {
    const char *step; /* "build", "send", "post" */
    const char *batch_id;
    uint64_t round;        /* differs for each job of a step */
    int64_t not_before_ms; /* 0: now */
};
void child_batch(struct outcome *outcome, const struct child_step *step);

#endif
