#ifndef RELAY_SHEET_JOB_H
#define RELAY_SHEET_JOB_H

/*
 * sheet_job - one student's prints (R36): the PDF appears in the folder
 * TUCAI_SHEETS as SUBMISSION.pdf, whole or not at all, and billing hears that
 * the prints are made.
 *
 * The job names the student; it is asked for once the registry has accepted
 * the photo.  Made again, the same file is replaced (R38).  Where no folder is
 * set, nothing is made.  The folder holds plain photos: it belongs to the
 * print shop's machine, on an encrypted disk.
 */

#include "relay/relay.h"

int sheet_job(struct relay *relay, const struct job *job,
              struct outcome *outcome) __attribute__((warn_unused_result));

#endif
