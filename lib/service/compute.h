#ifndef SERVICE_COMPUTE_H
#define SERVICE_COMPUTE_H

/*
 * compute - the compute child: reads a task from its parent, calls the
 * handler, writes the verdict.  One at a time, until the parent is gone.
 *
 *     parent -> child   length | Task    | its files' bytes, one after another
 *     child -> parent   0                                (once: I am ready)
 *                       length | Done    | its files' bytes
 *
 * Every length is 4 bytes, big endian.
 */

#include "service/worker.h"

#define COMPUTE_VARIABLE "TUCAI_COMPUTE_FD"
enum { COMPUTE_MESSAGE_MAX = 24 * 1024 * 1024 };

/* Returns the exit code. */
int compute_run(const struct worker_spec *spec, int fd);

#endif
