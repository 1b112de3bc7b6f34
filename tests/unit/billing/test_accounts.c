#include "desk.h"

#include "billing/staff_file.h"

#include <string.h>

#define CREATE(op_) COMMAND(staff_create, STAFF_CREATE, (op_))
#define CHANGE(op_) COMMAND(staff_change, STAFF_CHANGE, (op_))

/* clang-format off */
static const struct {
    const char *asker, *of;                    /* who asks, of which school */
    const char *name, *role, *school, *college; /* for what */
    unsigned status;
    const char *code;
} CREATIONS[] = {
    {"province", "",      "a",   "school",   "10284", "",     201, ""},
    {"province", "",      "a",   "college",  "10284", "水利", 201, ""},
    {"province", "",      "a",   "province", "",      "",     201, ""},
    {"province", "",      "a",   "operator", "",      "",     201, ""},
    {"province", "",      "a",   "auditor",  "",      "",     201, ""},
    {"province", "",      "a",   "student",  "",      "",     422, "staff_invalid"},
    {"province", "",      "a",   "",         "",      "",     422, "staff_invalid"},
    {"province", "",      "a",   "school",   "",      "",     422, "staff_invalid"},
    {"province", "",      "a",   "auditor",  "10284", "",     422, "staff_invalid"},
    {"province", "",      "a b", "auditor",  "",      "",     422, "staff_invalid"},
    {"province", "",      "",    "auditor",  "",      "",     422, "staff_invalid"},
    {"province", "",      "first", "auditor", "",     "",     409, "staff_exists"},
    {"school",   "10284", "a",   "college",  "10284", "水利", 201, ""},
    {"school",   "10284", "a",   "college",  "",      "水利", 201, ""}, /* its own */
    {"school",   "10284", "a",   "college",  "",      "",     422, "staff_invalid"},
    {"school",   "10284", "a",   "college",  "10285", "水利", 403, "forbidden"},
    {"school",   "10284", "a",   "school",   "10284", "",     403, "forbidden"},
    {"school",   "10284", "a",   "province", "",      "",     403, "forbidden"},
    {"school",   "10284", "a",   "auditor",  "",      "",     403, "forbidden"},
};
/* clang-format on */

static const struct staff_file FIRST = {"first", "province", "", "s3cret"};

static Tucai__V1__StaffCreate creation(size_t i)
{
    Tucai__V1__StaffCreate op = TUCAI__V1__STAFF_CREATE__INIT;

    op.name = (char *)CREATIONS[i].name;
    op.role = (char *)CREATIONS[i].role;
    op.school_code = (char *)CREATIONS[i].school;
    op.college = (char *)CREATIONS[i].college;
    op.password_hash = (char *)"$argon2id$";
    return op;
}

static void test_who_makes_what(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(CREATIONS); i++) {
        Tucai__V1__StaffCreate op = creation(i);
        struct desk desk;

        desk_open(&desk, CREATIONS[i].asker, CREATIONS[i].of);
        desk.w.scene.first_account = &FIRST;
        desk_act(&desk, CREATE(&op), staff_create);
        if (desk.w.d.status != CREATIONS[i].status ||
            strcmp(desk.w.d.code, CREATIONS[i].code) != 0)
            fail_msg("row %zu: %u %s", i, desk.w.d.status, desk.w.d.code);
        if (desk.w.d.status == 201)
            assert_string_equal(desk_account(&desk).created_by, "asker");
        else
            world_refused(&desk.w, CREATIONS[i].status, CREATIONS[i].code);
        desk_close(&desk);
    }
}

static void test_names_are_unique(void **state)
{
    Tucai__V1__StaffCreate op = creation(0);
    struct desk desk;

    (void)state;
    desk_open(&desk, "province", "");
    desk_act(&desk, CREATE(&op), staff_create);
    assert_int_equal(desk.w.d.status, 201);
    assert_int_equal(world_count(&desk.w, EFFECT_ADD, "a"), 2);
    desk_act(&desk, CREATE(&op), staff_create);
    world_refused(&desk.w, 409, "staff_exists");
    desk_close(&desk);
}

static const struct account LI = {.name = "li",
                                  .role = ROLE_COLLEGE,
                                  .school_code = "10284",
                                  .college = "水利",
                                  .password_hash = "old",
                                  .password_version = 1,
                                  .failures = 4,
                                  .totp = {true, {1}}};

enum disabled { SAME, DISABLE, ENABLE };

/* clang-format off */
static const struct {
    const char *asker, *of, *as;                       /* who asks */
    const char *role, *school, *college, *password;    /* "": as it is */
    enum disabled disabled;
    bool resets_totp;
    unsigned status;
    const char *code, *detail;
} CHANGES[] = {
    {"school",   "10284", "wang", "", "", "", "",          DISABLE, false, 200, "", "disabled"},
    {"school",   "10284", "wang", "", "", "", "",          ENABLE, false,  200, "", "enabled"},
    {"school",   "10284", "wang", "", "", "", "",          SAME, true,     200, "", "totp_reset"},
    {"school",   "10284", "wang", "", "", "", "new",       SAME, false,    200, "", "password"},
    {"school",   "10284", "wang", "", "", "土木", "",      SAME, false,    200, "", "place"},
    {"school",   "10284", "wang", "", "", "", "new",       DISABLE, true,  200, "", "password,disabled,totp_reset"},
    {"school",   "10284", "wang", "school", "10284", "", "", SAME, false,  403, "forbidden", ""},
    {"school",   "10284", "wang", "", "10285", "", "",     SAME, false,    403, "forbidden", ""},
    {"school",   "10285", "wang", "", "", "", "",          SAME, true,     404, "not_found", ""},
    {"school",   "10284", "li",   "", "", "", "new",       SAME, false,    409, "staff_self", ""},
    {"province", "",      "wang", "school", "10285", "", "", SAME, false,  200, "", "school,place"},
    {"province", "",      "wang", "auditor", "", "", "",   SAME, false,    200, "", "auditor"},
    {"province", "",      "wang", "college", "", "", "",   SAME, false,    422, "staff_invalid", ""},
    {"province", "",      "wang", "root", "", "", "",      SAME, false,    422, "staff_invalid", ""},
};
/* clang-format on */

static Tucai__V1__StaffChange change(size_t i)
{
    Tucai__V1__StaffChange op = TUCAI__V1__STAFF_CHANGE__INIT;

    op.name = (char *)"li";
    op.role = (char *)CHANGES[i].role;
    op.school_code = (char *)CHANGES[i].school;
    op.college = (char *)CHANGES[i].college;
    op.password_hash = (char *)CHANGES[i].password;
    op.sets_disabled = CHANGES[i].disabled != SAME;
    op.is_disabled = CHANGES[i].disabled == DISABLE;
    op.resets_totp = CHANGES[i].resets_totp;
    return op;
}

static void test_who_changes_what(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(CHANGES); i++) {
        Tucai__V1__StaffChange op = change(i);
        struct desk desk;

        desk_open(&desk, CHANGES[i].asker, CHANGES[i].of);
        desk_asks(&desk, CHANGES[i].as, CHANGES[i].asker, CHANGES[i].of);
        desk_put(&desk, &LI);
        desk_act(&desk, CHANGE(&op), staff_change);
        if (desk.w.d.status != CHANGES[i].status ||
            strcmp(desk.w.d.code, CHANGES[i].code) != 0)
            fail_msg("row %zu: %u %s", i, desk.w.d.status, desk.w.d.code);
        if (desk.w.d.status == 200)
            assert_string_equal(desk.w.d.noted.detail, CHANGES[i].detail);
        /* every change ends the sessions of before, a refusal none */
        assert_int_equal(desk_account(&desk).session_epoch,
                         desk.w.d.status == 200);
        desk_close(&desk);
    }
}

static void test_what_a_change_does(void **state)
{
    Tucai__V1__StaffChange op = TUCAI__V1__STAFF_CHANGE__INIT;
    struct account after;
    struct desk desk;

    (void)state;
    desk_open(&desk, "province", "");
    desk_act(&desk, CHANGE(&op), staff_change);
    world_refused(&desk.w, 404, "not_found");
    desk_put(&desk, &LI);
    desk_act(&desk, CHANGE(&op), staff_change); /* of nothing */
    assert_int_equal(desk.w.d.status, 200);
    assert_null(decision_find(&desk.w.d, EFFECT_PUT));
    op.password_hash = (char *)"new";
    op.resets_totp = true;
    op.school_code = (char *)"10285";
    desk_act(&desk, CHANGE(&op), staff_change);
    after = desk_account(&desk);
    assert_string_equal(after.password_hash, "new");
    assert_int_equal(after.failures, 0);
    assert_false(after.totp.is_there);
    assert_int_equal(after.password_version, 2);
    assert_int_equal(world_count(&desk.w, EFFECT_REMOVE, "li"), 1);
    assert_int_equal(world_count(&desk.w, EFFECT_ADD, "li"), 1);
    assert_string_equal(desk.w.d.noted.school_code, "10285");
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_makes_what),
        cmocka_unit_test(test_names_are_unique),
        cmocka_unit_test(test_who_changes_what),
        cmocka_unit_test(test_what_a_change_does),
    };
    return cmocka_run_group_tests_name("accounts", tests, NULL, NULL);
}
