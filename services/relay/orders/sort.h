#ifndef RELAY_ORDERS_SORT_H
#define RELAY_ORDERS_SORT_H

/*
 * sort - puts the members of an order of prints in the order in which they are
 * printed, and makes a bundle of each class (R37).
 */

#include "relay/orders/record.h"

/* pages: how many were gathered. */
int sort_members(const struct relay *relay, struct record *record,
                 unsigned pages, struct outcome *outcome)
    __attribute__((warn_unused_result));

#endif
