#ifndef SERVICE_SANDBOX_H
#define SERVICE_SANDBOX_H

/*
 * sandbox - shuts a compute child in before it reads anything from outside.
 *
 * What is left: reading and writing descriptors that are already open, memory
 * that is not executable, the clock, random numbers, the end.  No file, no
 * socket, no process can be opened or made; trying kills the process
 * (SIGSYS).  No core file is written, as it would hold pixels.
 *
 * Call it after everything that needs files (models, fonts) is loaded and
 * before the first job.  It cannot be undone.
 */

#include <stddef.h>

/*
 * address_space_bytes: the most that all mappings together may take; what
 * asks for more gets ENOMEM.  (Not set in address-sanitized builds, whose
 * shadow alone is terabytes.)  0, or a negative errno, when nothing may be
 * run.
 */
int sandbox_enter(size_t address_space_bytes)
    __attribute__((warn_unused_result));

/*
 * For every process, shut in or not: no core file of it is ever written, which
 * would hold keys, phone numbers and pixels (domain.md R42).  (A build with
 * sanitizers stays open to its leak checker.)  0, or a negative errno.
 */
int sandbox_no_dump(void) __attribute__((warn_unused_result));

#endif
