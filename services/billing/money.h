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

/* What the provider says went back. */
struct refund {
    const char *order_no, *refund_no;
    int64_t amount_fen;
    int64_t at_ms; /* by its clock; 0: it did not say */
};

/* A refund went through.  One that is none of ours (made by hand at the
 * provider's own pages) changes nothing: the reconciliation lists it.  Answers
 * 204, or 422 when it is ours and another amount. */
void money_refunded(struct scene *scene, struct decision *d,
                    const struct refund *refund);

#endif
