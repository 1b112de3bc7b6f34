#ifndef RELAY_ORDERS_TIDY_H
#define RELAY_ORDERS_TIDY_H

/*
 * tidy - the files of old orders of prints go (TUCAI_PRINT_KEEP_H after they
 * were made): first out of the record, then out of the blob store.  The order
 * is kept, and its files can be made again.
 */

#include "relay/relay.h"

int tidy_job(struct relay *relay, const struct job *job,
             struct outcome *outcome) __attribute__((warn_unused_result));

#endif
