#include "rules/roles.h"

#include "core/text.h"

#include <string.h>

#define TO(right) (1U << RIGHT_##right)

struct row {
    const char *name;
    enum reach reach;
    bool needs_totp;
    unsigned rights;
};

/* clang-format off */
static const struct row ROLES[] = {
    [ROLE_NONE]     = {"",         REACH_SELF,    false, 0},
    [ROLE_STUDENT]  = {"student",  REACH_SELF,    false, TO(STUDENT)},
    [ROLE_COLLEGE]  = {"college",  REACH_COLLEGE, false, TO(SIGNED_IN) | TO(STAFF) | TO(PROGRESS)},
    [ROLE_SCHOOL]   = {"school",   REACH_SCHOOL,  false, TO(SIGNED_IN) | TO(STAFF) | TO(PROGRESS) |
                                                         TO(SCHOOL) | TO(ACCOUNTS)},
    [ROLE_PROVINCE] = {"province", REACH_ALL,     true,  TO(SIGNED_IN) | TO(STAFF) | TO(PROGRESS) |
                                                         TO(SCHOOL) | TO(ACCOUNTS) | TO(PROVINCE) |
                                                         TO(OPERATE) | TO(ERASURES)},
    [ROLE_OPERATOR] = {"operator", REACH_ALL,     true,  TO(SIGNED_IN) | TO(STAFF) | TO(OPERATE) |
                                                         TO(MACHINERY)},
    [ROLE_AUDITOR]  = {"auditor",  REACH_ALL,     false, TO(SIGNED_IN) | TO(AUDIT) | TO(ERASURES)},
};
/* clang-format on */

enum { ROLE_COUNT = sizeof ROLES / sizeof *ROLES };

enum role role_of(const char *name)
{
    for (int i = ROLE_STUDENT; i < ROLE_COUNT; i++) {
        if (strcmp(ROLES[i].name, name) == 0)
            return (enum role)i;
    }
    return ROLE_NONE;
}

const char *role_name(enum role role)
{
    return ROLES[role].name;
}

bool role_may(enum role role, enum right right)
{
    return right == RIGHT_OPEN || (ROLES[role].rights & (1U << right)) != 0;
}

enum reach role_reach(enum role role)
{
    return ROLES[role].reach;
}

bool role_needs_totp(enum role role)
{
    return ROLES[role].needs_totp;
}

bool role_may_make(enum role maker, enum role made)
{
    if (!role_may(made, RIGHT_SIGNED_IN)) /* that is no member of staff */
        return false;
    return maker == ROLE_PROVINCE ||
           (maker == ROLE_SCHOOL && made == ROLE_COLLEGE);
}

bool role_place_is_sound(enum role role, const char *school_code,
                         const char *college)
{
    enum reach reach = ROLES[role].reach;
    bool has_school = reach == REACH_COLLEGE || reach == REACH_SCHOOL;

    if (has_school ? !text_is_digits(bytes_of_text(school_code), 5)
                   : *school_code != '\0')
        return false;
    return (reach == REACH_COLLEGE) == (*college != '\0');
}
