#ifndef MODEL_ME_APPEALS_H
#define MODEL_ME_APPEALS_H

/*
 * me_appeals - appeals (R31) as JSON, for the student and for those who decide.
 */

#include "model/me.h"

/* One appeal.  Only staff are told who decided: by_whom. */
json_t *me_appeal(const struct appeal *appeal, bool by_whom);

/* The list of /me, latest first. */
json_t *me_appeals(const struct student *s);

/* The waived findings as [{code, message}]. */
json_t *me_waivers(const struct student *s);

#endif
