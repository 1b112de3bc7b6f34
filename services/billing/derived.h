#ifndef BILLING_DERIVED_H
#define BILLING_DERIVED_H

/*
 * derived - what follows from a change of a student's state, whoever made it:
 * events for the student's page, indexes for the staff's lists, messages to
 * the phone.
 *
 *   rv:<school>           in review, by the time of submission
 *   ready:<registry>      approved, by the time the undo time is over
 *   st:<school>:<status>  started, draft, or the submission's state
 *   keep:due              of whom a picture has to go, by that moment (R41)
 *   keep:<season>/<school>, and all of these in keep:groups
 *   st:<school>:all       everybody, by the time of the first session
 *   overdue               in review beyond the phase's end; walk.c adds (R29)
 *   ap:<school>           has an open appeal, by the time of the oldest
 *   ap:<school>:decided   has a decided one, by the time of the latest
 */

#include "billing/scene.h"

/* Adds to a decision that changes `before` (empty uid: there was none) into
 * scene->student. */
void derive(const struct scene *scene, const struct student *before,
            struct decision *d);

/* The same for a student who is there no more (scene->student is empty):
 * nothing but the indexes. */
void derive_erased(const struct scene *scene, const struct student *before,
                   struct decision *d);

#endif
