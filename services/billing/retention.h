#ifndef BILLING_RETENTION_H
#define BILLING_RETENTION_H

/*
 * retention - what must not be kept any longer goes (domain.md R41): by the
 * clock, or because the student wants it.
 */

#include "billing/scene.h"

/* What of the scene's student is due (job `retention`). */
void retention_due(struct scene *scene, struct decision *d);

/* Everything of a student whose season was closed at closed_ms, if that is long
 * enough ago; scene->document is the season. */
void retention_all(struct scene *scene, struct decision *d, int64_t closed_ms);

/* DELETE /me: what can be erased is erased, what the law keeps is named. */
handler_fn retention_erase_me;

#endif
