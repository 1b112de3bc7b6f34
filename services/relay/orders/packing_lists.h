#ifndef RELAY_ORDERS_PACKING_LISTS_H
#define RELAY_ORDERS_PACKING_LISTS_H

/*
 * packing_lists - what lies in which bundle, as CSV and as PDF (R37); with them
 * an order is made.
 */

#include "relay/orders/record.h"

int packing_lists_make(const struct relay *relay, struct record *record,
                       int64_t now_ms, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
