#ifndef RELAY_BATCH_H
#define RELAY_BATCH_H

/*
 * batch - a batch's way to the registry, in three jobs of kind `batch`.  Each
 * ends in one commit, so a relay that dies anywhere is replaced by another
 * that goes on at the same place.
 *
 *   payload         does                             commits
 *   "chsi-7"        finds which members are still    `sealed` to billing for
 *                   approved                         each; build:chsi-7
 *   "build:chsi-7"  waits until billing has moved    the signed manifest;
 *                   them to `sent`: no reset after   send:chsi-7
 *   "send:chsi-7"   asks, sends if unknown, reads    a receipt to billing for
 *                   receipts                         each
 *   "post:chsi-7"   the same, but the first to run   the same
 *                   it sends at once: it was noted
 *                   that the batch may be there
 *
 * The manifest lies in batch:<id> before the first byte leaves the house; every
 * attempt sends the same bytes (docs/registry-protocol.md, section 6).
 */

#include "relay/relay.h"

/* A job of kind `batch`: one of the steps below by its payload. */
int batch_job(struct relay *relay, const struct job *job,
              struct outcome *outcome) __attribute__((warn_unused_result));

/* The steps; id is the batch's. */
int batch_announce(struct relay *relay, const char *id, struct outcome *outcome)
    __attribute__((warn_unused_result));
int batch_build(struct relay *relay, const char *id, const struct job *job,
                struct outcome *outcome) __attribute__((warn_unused_result));
struct batch_step {
    const struct job *job;
    bool is_noted; /* "post" */
    struct outcome *outcome;
};
int batch_send(struct relay *relay, const char *id, const struct batch_step *at)
    __attribute__((warn_unused_result));

/* A job of kind `resolve`: what a person found out about a batch that is
 * UNCERTAIN (decision 76).  Not there: it is sent again.  There: what is not
 * named as refused was accepted.  Of any other batch nothing happens. */
int batch_resolve(struct relay *relay, const struct job *job,
                  struct outcome *outcome) __attribute__((warn_unused_result));

#endif
