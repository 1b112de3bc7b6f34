#ifndef TEST_PLEA_H
#define TEST_PLEA_H

/* plea - a student who appeals, and who decides on it (R31), for the tests of
 * it. */

#include "world.h"

/* What the machine said of it. */
extern Tucai__V1__Finding plea_covered;
extern Tucai__V1__ShotVerdict plea_verdict;

/* A shot that the machine refused at 9:50, the first strike of a run. */
void plea_refused_shot(struct world *w);
/* A submission that wang has rejected at 9:40. */
void plea_rejected_submission(struct world *w, const char *ground);

/* The student appeals; shot "": against the review. */
void plea_make(struct world *w, const char *shot, const char *text);
void plea_decide(struct world *w, const char *by, const char *decision,
                 const char *reason);
const struct appeal *plea_first(const struct world *w);

#endif
