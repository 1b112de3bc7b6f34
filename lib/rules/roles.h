#ifndef RULES_ROLES_H
#define RULES_ROLES_H

/*
 * roles - who may do what (domain.md R46), in one table (roles.c).
 *
 * A role has rights, and a reach: its rights hold in its own college, in its
 * own school, or everywhere.  Pure.
 *
 * The province is neither auditor nor operator, but sees what the operator
 * sees: batches that wait are its business too (R35, decision 52).
 */

#include <stdbool.h>

enum role {
    ROLE_NONE,
    ROLE_STUDENT,
    ROLE_COLLEGE,
    ROLE_SCHOOL,
    ROLE_PROVINCE,
    ROLE_OPERATOR,
    ROLE_AUDITOR,
};

enum right {
    RIGHT_OPEN,      /* of billing: the student, or the system itself */
    RIGHT_STUDENT,   /* to be the student */
    RIGHT_SIGNED_IN, /* to end one's session, to set up one's second factor */
    RIGHT_STAFF,     /* to read how schools are configured */
    RIGHT_PROGRESS,  /* to see how far students are: figures, who is missing */
    RIGHT_SCHOOL,    /* to see photos and decide on them, to configure */
    RIGHT_ACCOUNTS,  /* to see and make accounts */
    RIGHT_PROVINCE,  /* seasons, rule sets, money */
    RIGHT_OPERATE,   /* to see the stages */
    RIGHT_AUDIT,     /* to read the audit log */
    RIGHT_ERASURES,  /* to read what deletions have left (R41) */
    RIGHT_MACHINERY, /* to change what the stages do: dead letters */
};

enum reach { REACH_SELF, REACH_COLLEGE, REACH_SCHOOL, REACH_ALL };

/* By its name; ROLE_NONE for any other text. */
enum role role_of(const char *name);
const char *role_name(enum role role);

bool role_may(enum role role, enum right right);
enum reach role_reach(enum role role);

/* Must it have a second factor? */
bool role_needs_totp(enum role role);

/* May `maker` make and change accounts of this role?  A school's people do so
 * for their own colleges, so that no registrar makes another. */
bool role_may_make(enum role maker, enum role made);

/* Do these belong to the role: a school's code where it has a school, a college
 * where it has one, else ""? */
bool role_place_is_sound(enum role role, const char *school_code,
                         const char *college);

#endif
