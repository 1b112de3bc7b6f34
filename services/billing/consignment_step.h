#ifndef BILLING_CONSIGNMENT_STEP_H
#define BILLING_CONSIGNMENT_STEP_H

/*
 * consignment_step - tells the students of a consignment how far their prints
 * are, a part of an order in each step (at most PRINT_PART_MEMBERS students);
 * the next step is a child of the one before.
 *
 * A bundle that was not received is left out: its students' prints stay
 * `shipped`.
 */

#include "billing/scene.h"

/* A step as a child; version: of the consignment that asks for it, which tells
 * its steps from those asked for before. */
void consignment_step_add(struct decision *d,
                          const Tucai__V1__ConsignStep *step, uint64_t version);

#endif
