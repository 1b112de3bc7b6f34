#include "world.h"

#include <string.h>

#define MAX 4

/* clang-format off */
static const struct {
    const char *name;
    const char *findings[MAX];
    size_t n;
    const char *code; /* "": they are waived */
} ROWS[] = {
    {"one", {"head_covered"}, 1, ""},
    {"two", {"head_covered", "eyes_closed"}, 2, ""},
    {"none: all count again", {NULL}, 0, ""},
    {"no such finding", {"headcovered"}, 1, "finding_unknown"},
    {"the second is none", {"head_covered", ""}, 2, "finding_unknown"},
    {"a damaged file", {"image_invalid"}, 1, "finding_not_waivable"},
    {"no face", {"head_covered", "no_face"}, 2, "finding_not_waivable"},
    {"a forgery", {"recapture"}, 1, "finding_not_waivable"},
    {"twice the same", {"head_covered", "head_covered"}, 2, "finding_not_waivable"},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Tucai__V1__PutWaivers op = TUCAI__V1__PUT_WAIVERS__INIT;
        struct world w;

        world_open(&w);
        w.scene.by = "wang";
        op.findings = (char **)ROWS[i].findings;
        op.n_findings = ROWS[i].n;
        world_act(&w, COMMAND(put_waivers, PUT_WAIVERS, &op), waiver_put);
        if (strcmp(w.d.code, ROWS[i].code) != 0)
            fail_msg("%s: %s", ROWS[i].name, w.d.code);
        if (ROWS[i].code[0])
            world_refused(&w, 422, ROWS[i].code);
        else
            assert_int_equal(w.student->waived_len, ROWS[i].n);
        world_close(&w);
    }
}

/* R31: who, when and which, but no ground. */
static void test_the_note(void **state)
{
    static const char *const BOTH[] = {"head_covered", "turned"};
    Tucai__V1__PutWaivers op = TUCAI__V1__PUT_WAIVERS__INIT;
    const struct note *note;
    struct world w;

    (void)state;
    world_open(&w);
    w.scene.by = "wang";
    op.findings = (char **)BOTH;
    op.n_findings = 2;
    world_act(&w, COMMAND(put_waivers, PUT_WAIVERS, &op), waiver_put);
    assert_int_equal(w.student->notes_len, 1);
    note = &w.student->notes[0];
    assert_string_equal(note->by, "wang");
    assert_string_equal(note->what, "waivers");
    assert_string_equal(note->reason, "head_covered turned");
    assert_int_equal(note->at_ms, NOW);
    op.n_findings = 1;
    world_act(&w, COMMAND(put_waivers, PUT_WAIVERS, &op), waiver_put);
    assert_int_equal(w.student->waived_len, 1);
    assert_string_equal(w.student->waived[1], "");
    assert_string_equal(w.student->notes[1].reason, "head_covered");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_the_note),
    };
    return cmocka_run_group_tests_name("waiver", tests, NULL, NULL);
}
