#ifndef MODEL_ME_H
#define MODEL_ME_H

/*
 * me - a student's state as the HTTP interface shows it: the whole of
 * GET /me, and its parts for answers and events.
 *
 * Every function gives a new reference.  Times are RFC 3339, +08:00.
 */

#include "model/roster.h"
#include "model/school.h"
#include "model/student.h"

/* GET /me.  roster: what it says of the student; NULL: it has no such uid. */
json_t *me_render(const struct student *s, const struct school *school,
                  const struct roster_line *roster, int64_t now_ms);

json_t *me_student(const struct student *s, const struct school *school);
json_t *me_lock(const struct student *s, const struct school *school,
                int64_t now_ms); /* null if there is none */
json_t *me_drafts(const struct student *s, const struct school *school);
/* [{code, message}] of what a photo was warned of */
json_t *me_warnings(const struct draft *draft);

/* {name, version} of the rule set a photo was judged by; null without. */
json_t *me_rule_set(const char *name, int64_t version);
/* "same", "other", "unknown" (R45); null when not asked or answered. */
json_t *me_real_name(const struct draft *draft);
json_t *me_submission(const struct submission *s); /* null if id "" */
json_t *me_order(const struct order *order);       /* null if NULL */
json_t *me_prints(const struct student *s);
const char *me_next_step(const struct student *s); /* NULL when all are done */

/* The order that /me shows: the current submission's latest, else the last. */
const struct order *me_current_order(const struct student *s);

/* A moment as JSON text, to the second; null for 0. */
json_t *me_time(int64_t at_ms);

/* The same, rounded up: from that second on a thing is possible. */
json_t *me_until(int64_t at_ms);

#endif
