#include "dispatch/stages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void test_names(void **state)
{
    (void)state;
    for (int i = 0; i < STAGES; i++)
        assert_int_equal(stage_of(STAGE_TABLE[i].name), i);
    assert_int_equal(stage_of(""), STAGE_NONE);
    assert_int_equal(stage_of("billin"), STAGE_NONE);
    assert_int_equal(stage_of("billing "), STAGE_NONE);
}

/* clang-format off */
static const struct {
    const char *id;
    bool sound;
} IDS[] = {
    {"a", true},
    {"timer:seal:2025-06-01T08_00.5", true},
    {"0123456789012345678901234567890123456789012345678901234567890123", true},
    {"01234567890123456789012345678901234567890123456789012345678901234", false},
    {"", false},
    {"a b", false},
    {"a\n", false},
    {"j\xC3\xA9", false},
    {"a/b", false},
};

static const struct {
    const char *stage;
    Tucai__V1__Effect__Kind kind;
    const char *key;
    bool allowed;
} EFFECTS[] = {
    {"billing", TUCAI__V1__EFFECT__KIND__PUT, "s:u1", true},
    {"billing", TUCAI__V1__EFFECT__KIND__PUT, "sess:ab", true},
    {"billing", TUCAI__V1__EFFECT__KIND__PUBLISH, "ev", true},
    {"billing", TUCAI__V1__EFFECT__KIND__XADD, "ev:u1", true},
    {"billing", TUCAI__V1__EFFECT__KIND__PUT, "j:job", false},
    {"billing", TUCAI__V1__EFFECT__KIND__PUT, "q:qc", false},
    {"billing", TUCAI__V1__EFFECT__KIND__DEL, "x:u1", false},
    {"billing", TUCAI__V1__EFFECT__KIND__HSET, "c:jobs", false},
    {"billing", TUCAI__V1__EFFECT__KIND__PUT, "", false},
    {"billing", TUCAI__V1__EFFECT__KIND__SEAL, "chsi", true},
    {"billing", TUCAI__V1__EFFECT__KIND__FORGET, "shot-1", true},
    {"billing", TUCAI__V1__EFFECT__KIND__FORGET, "a b", false},
    {"billing", TUCAI__V1__EFFECT__KIND__PUT, "keep:due", true},
    {"billing", TUCAI__V1__EFFECT__KIND__REPLAY, "shot-1", true},
    {"billing", TUCAI__V1__EFFECT__KIND__REPLAY, "a b", false},
    {"relay", TUCAI__V1__EFFECT__KIND__REPLAY, "shot-1", false},
    {"pay", TUCAI__V1__EFFECT__KIND__REPLAY, "shot-1", false},
    {"notify", TUCAI__V1__EFFECT__KIND__FORGET, "shot-1", false},
    {"relay", TUCAI__V1__EFFECT__KIND__FORGET, "shot-1", false},
    {"billing", TUCAI__V1__EFFECT__KIND__AUDIT, "audit:log", true},
    {"billing", TUCAI__V1__EFFECT__KIND__DEL, "audit:log", false},
    {"billing", TUCAI__V1__EFFECT__KIND__XADD, "audit:log", false},
    {"billing", TUCAI__V1__EFFECT__KIND__HSET, "audit:head", false},
    {"relay", TUCAI__V1__EFFECT__KIND__AUDIT, "audit:log", false},
    {"pay", TUCAI__V1__EFFECT__KIND__AUDIT, "audit:log", false},
    {"relay", TUCAI__V1__EFFECT__KIND__SEAL, "chsi", true},
    {"relay", TUCAI__V1__EFFECT__KIND__SEAL, "", false},
    {"relay", TUCAI__V1__EFFECT__KIND__SEAL, "a:b", false},
    {"relay", TUCAI__V1__EFFECT__KIND__PUT, "batch:1", true},
    {"relay", TUCAI__V1__EFFECT__KIND__PUT, "s:u1", false},
    {"relay", TUCAI__V1__EFFECT__KIND__PUT, "print:p1", true},
    {"relay", TUCAI__V1__EFFECT__KIND__PUT, "con:c1", false},
    {"billing", TUCAI__V1__EFFECT__KIND__PUT, "print:p1", true},
    {"billing", TUCAI__V1__EFFECT__KIND__PUT, "con:c1", true},
    {"qc", TUCAI__V1__EFFECT__KIND__PUT, "print:p1", false},
    {"pay", TUCAI__V1__EFFECT__KIND__SEAL, "chsi", false},
    {"pay", TUCAI__V1__EFFECT__KIND__XTRIM, "b:journal", true},
    {"pay", TUCAI__V1__EFFECT__KIND__XTRIM, "ev:u1", false},
    {"qc", TUCAI__V1__EFFECT__KIND__PUT, "s:u1", false},
    {"qc", TUCAI__V1__EFFECT__KIND__SEAL, "chsi", false},
    {"decode", TUCAI__V1__EFFECT__KIND__PUBLISH, "ev", false},
};
/* clang-format on */

static void test_job_ids(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++) {
        if (is_job_id(IDS[i].id) != IDS[i].sound)
            fail_msg("%s", IDS[i].id);
    }
}

static void test_what_a_stage_may(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof EFFECTS / sizeof *EFFECTS; i++) {
        Tucai__V1__Effect e = TUCAI__V1__EFFECT__INIT;

        e.kind = EFFECTS[i].kind;
        e.key = (char *)(uintptr_t)EFFECTS[i].key;
        if (stage_may(stage_of(EFFECTS[i].stage), &e) != EFFECTS[i].allowed)
            fail_msg("%s %s", EFFECTS[i].stage, EFFECTS[i].key);
    }
}

/* clang-format off */
static const struct {
    const char *stage, *kind;
    bool reads;
} FILES[] = {
    {"decode", "code", true},
    {"qc", "shot", true},
    {"billing", "roster", true},
    {"billing", "shot", false}, /* photos are none of its business */
    {"billing", "", false},
    {"relay", "sheet", false},
};
/* clang-format on */

static void test_whose_files_a_stage_reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        if (stage_reads(stage_of(FILES[i].stage), FILES[i].kind) !=
            FILES[i].reads)
            fail_msg("%s %s", FILES[i].stage, FILES[i].kind);
    }
}

static void test_children(void **state)
{
    Tucai__V1__Effect e = TUCAI__V1__EFFECT__INIT;
    Tucai__V1__Admit a = TUCAI__V1__ADMIT__INIT;

    (void)state;
    e.kind = TUCAI__V1__EFFECT__KIND__CHILD;
    assert_false(stage_may(stage_of("billing"), &e));
    e.child = &a;
    assert_true(stage_may(stage_of("billing"), &e));
    assert_true(stage_may(stage_of("relay"), &e));
    assert_false(stage_may(stage_of("qc"), &e));
    assert_false(stage_may(stage_of("decode"), &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_job_ids),
        cmocka_unit_test(test_what_a_stage_may),
        cmocka_unit_test(test_whose_files_a_stage_reads),
        cmocka_unit_test(test_children),
    };
    return cmocka_run_group_tests_name("stages", tests, NULL, NULL);
}
