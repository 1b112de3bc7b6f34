#ifndef BILLING_MONEY_H
#define BILLING_MONEY_H

/*
 * money - what the provider says of an order, whichever way it came: its
 * answer to us or its notice (R26).
 */

#include "billing/scene.h"
#include "rules/order.h"

/* Credits a payment, once.  Answers 204, or 404 / 422. */
void money_credit(struct scene *scene, struct decision *d,
                  const struct payment *payment);

/* A refund went through, at that moment by the provider's clock (0: it did not
 * say). */
void money_refunded(struct scene *scene, struct decision *d,
                    const char *order_no, int64_t at_ms);

#endif
