#ifndef RELAY_ORDERS_VOLUME_H
#define RELAY_ORDERS_VOLUME_H

/*
 * volume - one file of an order's sheets: its students one after the other, a
 * class on sheets of its own, streamed into the blob store.
 *
 * Memory does not grow with the students but as press.h says; the same order
 * gives the same bytes, whichever try it is.
 */

#include "relay/orders/record.h"

/* number: from 0. */
int volume_make(const struct relay *relay, struct record *record,
                unsigned number, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
