#ifndef RELAY_ORDERS_GATHER_H
#define RELAY_ORDERS_GATHER_H

/*
 * gather - who is in an order of prints: first everybody whose photo is
 * accepted, in pages, at one moment; then, page by page, those who have prints
 * and are in its scope, and where they stand (R37).
 *
 * Each step is a job of its own, so that batches to the registry are not held
 * up, and whatever dies only one page is read again.
 */

#include "relay/orders/record.h"

int gather_list(const struct relay *relay, struct record *record,
                struct outcome *outcome) __attribute__((warn_unused_result));
int gather_page(const struct relay *relay, struct record *record, unsigned page,
                struct outcome *outcome) __attribute__((warn_unused_result));

#endif
