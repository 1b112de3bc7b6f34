#ifndef BILLING_WALK_H
#define BILLING_WALK_H

/*
 * walk - goes through all schools, and through the students of each, in steps
 * of at most PAGE_MAX: one job each, the next one a child of the one before, so
 * that whatever dies the walk goes on where it was.
 *
 * Students are found in an order that does not change while it lasts (derived.h
 * st:<school>:all), so nobody is left out.
 */

#include "billing/scene.h"

/* The first step, under an id that is the same for the same `purpose`. */
void walk_begin(struct decision *d, const char *purpose,
                const Tucai__V1__Walk *first, int64_t at_ms);

/* clone.c: one school's configuration for another season. */
void clone_school(struct scene *scene, struct decision *d);

#endif
