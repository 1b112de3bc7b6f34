#ifndef MODEL_CENSUS_INSIDE_H
#define MODEL_CENSUS_INSIDE_H

/*
 * census_inside - what a census holds, for the files that write it out.
 */

#include "model/census.h"

#define CENSUS_UID_SIZE 72

struct census_known {
    char uid[CENSUS_UID_SIZE];
    enum census_state state;
    size_t order; /* in which it was added */
};

struct census_place {
    const struct roster_line *line;
    enum census_state state;
};

struct census {
    struct roster *roster;
    struct census_known *known;
    size_t n_known, cap;
    struct census_place *places; /* one for each line, by class */
    size_t unassigned[CENSUS_STATES];
};

/* For the person, e.g. "待缴费". */
const char *census_state_text(enum census_state state);

bool census_is_in(const struct census_place *place, const char *college);

#endif
