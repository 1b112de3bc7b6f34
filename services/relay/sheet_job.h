#ifndef RELAY_SHEET_JOB_H
#define RELAY_SHEET_JOB_H

/*
 * sheet_job - one student's prints (R36): a PDF in the blob store (R44), and
 * billing hears where, and that the prints are made.
 *
 * The job names the student; it is asked for once the registry has accepted
 * the photo.
 */

#include "relay/relay.h"

int sheet_job(struct relay *relay, const struct job *job,
              struct outcome *outcome) __attribute__((warn_unused_result));

#endif
