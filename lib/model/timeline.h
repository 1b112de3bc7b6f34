#ifndef MODEL_TIMELINE_H
#define MODEL_TIMELINE_H

/*
 * timeline - what happened to a student and when, out of the state: for who
 * looks for what went wrong.
 *
 * Times, kinds and ids; no words that a person wrote, no photo, no phone.  What
 * the state does not keep (a deleted draft, an old lock) is not in it.
 */

#include "model/student.h"

#include <jansson.h>

/*
 * [{at, kind, what, about}], oldest first.  kind: session, draft, submission,
 * photo, order, appeal, lock, note; what: the state it came to, or what was
 * done; about: the id of the draft, submission, order or appeal, else "".
 */
json_t *timeline_of(const struct student *s);

#endif
