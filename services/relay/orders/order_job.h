#ifndef RELAY_ORDERS_ORDER_JOB_H
#define RELAY_ORDERS_ORDER_JOB_H

/*
 * order_job - one step of an order of prints (R37, R38): a PrintStep.
 *
 *   LIST -> GATHER, a page each -> SORT -> VOLUME, a file each -> PACKING
 *
 * A step commits what it made together with the next one as its child, so an
 * order goes on wherever it was when something died; a file that was not
 * finished is made again, of the same bytes.  These jobs are served behind
 * batches and receipts (dispatch/ledger).
 */

#include "relay/relay.h"

int order_job(struct relay *relay, const struct job *job,
              struct outcome *outcome) __attribute__((warn_unused_result));

#endif
