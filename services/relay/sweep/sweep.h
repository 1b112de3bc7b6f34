#ifndef RELAY_SWEEP_H
#define RELAY_SWEEP_H

/*
 * sweep - once a day: files that nothing refers to.
 *
 * They come from an ingest that died between writing and admitting, from a
 * worker whose report came too late, and from shots whose job is forgotten
 * (rejected attempts, R41).  A file goes when it is older than the setting's
 * hours and its location stands nowhere in the ledger (references.h).
 */

#include "relay/relay.h"

int sweep_job(struct relay *relay, const struct job *job,
              struct outcome *outcome) __attribute__((warn_unused_result));

#endif
