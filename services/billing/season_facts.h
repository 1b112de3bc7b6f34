#ifndef BILLING_SEASON_FACTS_H
#define BILLING_SEASON_FACTS_H

/*
 * season_facts - what other handlers ask about a season; its own are in
 * season.c.
 */

#include "billing/scene.h"

/* Can a school name it? */
bool season_id_is_good(const char *id);

/* True when it is, refused: money has gone back, so nothing of it goes on
 * (domain.md R27). */
bool season_is_over(const struct scene *scene, struct decision *d);

#endif
