#ifndef MODEL_SEASON_H
#define MODEL_SEASON_H

/*
 * season - a season as the province puts it (key season:<id>, JSON, R4):
 *
 *   {"name": "...", "graduation_years": [2026], "levels": ["..."],
 *    "closed": false, "plans": [{"name": "...", "amount_fen": 1500,
 *    "prints": 5}], "plan": {...}, "phases": [{...}],
 *    "cloned_from": "2025"}
 *
 * Every member may be missing; years and levels that are not named are all of
 * them.  Plans and phases are the province's frame, for people to read: what
 * counts for a student is the `plan` and the `phases` of the school.  Pure.
 */

#include <jansson.h>

/* NULL when it is sound; else the member that is not, "season" for no object.
 * What is misspelt would shut out a whole year, or let everybody in.  Borrows
 * from the season. */
const char *season_fault(const json_t *season);

#endif
