#include "rules/roles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#define LEN(a) (sizeof(a) / sizeof *(a))

/* R46, one column for each right:
 *   student, signed in, staff, progress, school, accounts, province, operate,
 *   audit, erasures, machinery */
/* clang-format off */
static const struct {
    const char *name;
    const char *rights; /* 'x': has it */
    enum reach reach;
    bool needs_totp;
} ROLES[] = {
    {"student",  "x----------", REACH_SELF,    false},
    {"college",  "-xxx-------", REACH_COLLEGE, false},
    {"school",   "-xxxxx-----", REACH_SCHOOL,  false},
    {"province", "-xxxxxxx-x-", REACH_ALL,     true},
    {"operator", "-xx----x--x", REACH_ALL,     true},
    {"auditor",  "-x------xx-", REACH_ALL,     false},
    {"",         "-----------", REACH_SELF,    false},
    {"root",     "-----------", REACH_SELF,    false},
    {"Province", "-----------", REACH_SELF,    false},
};

static const enum right COLUMNS[] = {
    RIGHT_STUDENT,  RIGHT_SIGNED_IN, RIGHT_STAFF,   RIGHT_PROGRESS, RIGHT_SCHOOL,
    RIGHT_ACCOUNTS, RIGHT_PROVINCE,  RIGHT_OPERATE, RIGHT_AUDIT,
    RIGHT_ERASURES, RIGHT_MACHINERY,
};

static const struct {
    const char *maker, *made;
    bool may;
} MAKERS[] = {
    {"province", "college",  true},  {"province", "school",   true},
    {"province", "province", true},  {"province", "operator", true},
    {"province", "auditor",  true},  {"province", "student",  false},
    {"province", "root",     false}, {"school",   "college",  true},
    {"school",   "school",   false}, {"school",   "province", false},
    {"school",   "auditor",  false}, {"school",   "student",  false},
    {"college",  "college",  false}, {"operator", "operator", false},
    {"auditor",  "auditor",  false}, {"student",  "college",  false},
};

static const struct {
    const char *role, *school, *college;
    bool is_sound;
} PLACES[] = {
    {"college",  "10284", "水利", true},  {"college",  "10284", "",     false},
    {"college",  "",      "水利", false}, {"school",   "10284", "",     true},
    {"school",   "10284", "水利", false}, {"school",   "",      "",     false},
    {"school",   "1028",  "",     false}, {"school",   "1028a", "",     false},
    {"school",   "102840", "",    false}, {"province", "",      "",     true},
    {"province", "10284", "",     false}, {"operator", "",      "水利", false},
    {"auditor",  "",      "",     true},
};
/* clang-format on */

static void test_rights(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROLES); i++) {
        enum role role = role_of(ROLES[i].name);

        for (size_t k = 0; k < LEN(COLUMNS); k++) {
            if (role_may(role, COLUMNS[k]) != (ROLES[i].rights[k] == 'x'))
                fail_msg("%s, right %zu", ROLES[i].name, k);
        }
        assert_true(role_may(role, RIGHT_OPEN));
        assert_int_equal(role_reach(role), ROLES[i].reach);
        assert_int_equal(role_needs_totp(role), ROLES[i].needs_totp);
    }
}

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(role_name(role_of(ROLES[i].name)), ROLES[i].name);
    assert_int_equal(role_of("root"), ROLE_NONE);
    assert_string_equal(role_name(ROLE_NONE), "");
}

static void test_who_makes_whom(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(MAKERS); i++) {
        if (role_may_make(role_of(MAKERS[i].maker), role_of(MAKERS[i].made)) !=
            MAKERS[i].may)
            fail_msg("%s makes %s", MAKERS[i].maker, MAKERS[i].made);
    }
}

static void test_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(PLACES); i++) {
        if (role_place_is_sound(role_of(PLACES[i].role), PLACES[i].school,
                                PLACES[i].college) != PLACES[i].is_sound)
            fail_msg("%s of %s, %s", PLACES[i].role, PLACES[i].school,
                     PLACES[i].college);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_who_makes_whom),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests_name("roles", tests, NULL, NULL);
}
