#ifndef MODEL_WAIVER_H
#define MODEL_WAIVER_H

/*
 * waiver - a finding that is off for one student (medical, religious), and what
 * a person's acceptance of a photo does to a rule set (R31).  Pure.
 */

#include "model/ruleset.h"

#include <stddef.h>

/* Not what makes a photo impossible or a forgery, nor what the photographer can
 * do better: such a finding is nobody's lasting trait. */
bool waiver_allows(enum finding_code code);

/* Takes these findings, by their names, off; `not_live` still warns.  Names
 * that are none of ours, or that cannot be waived, change nothing. */
void waiver_apply(struct ruleset *set, const char *const *names, size_t n);

/* A person has looked at the photo and accepts it: what would refuse, warns. */
void waiver_accept(struct ruleset *set);

#endif
