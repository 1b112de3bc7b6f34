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

/* The next step of a batch: id and payload are the same text. */
void child_batch(struct outcome *outcome, const char *step, const char *id);

#endif
