#ifndef RELAY_ERASE_H
#define RELAY_ERASE_H

/*
 * erase - files whose keys have left the ledger already (domain.md R41): of the
 * blob store, records of batches.  What is gone is gone: a job
 * that is done twice does nothing the second time.
 */

#include "relay/relay.h"

int erase_job(struct relay *relay, const struct job *job,
              struct outcome *outcome) __attribute__((warn_unused_result));

#endif
