#ifndef BILLING_SUBMIT_H
#define BILLING_SUBMIT_H

/*
 * submit - the moves of a submission that several handlers make.
 */

#include "billing/scene.h"

/* Paid or free: to the school's reviewers, or on at once where the school has
 * chosen automatic approval (R30). */
void submit_to_review(struct scene *scene, int64_t now_ms);

/* The order of the current submission, unpaid, is not to be paid any more. */
void submit_drop_order(struct scene *scene, struct decision *d);

/* A paid order of this student goes back in full (R27). */
void submit_refund(struct scene *scene, struct decision *d);

#endif
