#ifndef BILLING_BOOKED_H
#define BILLING_BOOKED_H

/*
 * booked - what follows from a change of a student's orders for the books
 * (R28): an event for the money journal, and the day's lists that the
 * reconciliation goes through.
 *
 *   b:journal            stream: events that are not in the journal yet
 *   b:paid:<date>        orders by the moment at which they were paid
 *   b:refunded:<date>    likewise
 *   b:submitted:<date>   students whose submission went to review and was not
 *                        free, by the moment
 */

#include "billing/scene.h"

#define BOOKED_KEPT_DAYS 400 /* of the day's lists */

/* As derive(): adds to the decision what has changed since `before`. */
void book(const struct scene *scene, struct student *before,
          struct decision *d);

/* "b:paid:2025-06-01" */
void booked_key(const char *list, int64_t at_ms, char ret[KEY_SIZE]);

#endif
