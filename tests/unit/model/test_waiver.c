#include "model/waiver.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define LEN(a) (sizeof(a) / sizeof *(a))

static const struct {
    enum finding_code code;
    bool allowed;
} ROWS[] = {
    {FINDING_HEAD_COVERED, true},   {FINDING_NOT_LIVE, true},
    {FINDING_EYES_CLOSED, true},    {FINDING_TURNED, true},
    {FINDING_TOO_BRIGHT, true},     {FINDING_GLASSES_TINTED, true},
    {FINDING_IMAGE_INVALID, false}, {FINDING_NO_FACE, false},
    {FINDING_MANY_FACES, false},    {FINDING_FACE_CUT_OFF, false},
    {FINDING_RECAPTURE, false},     {FINDING_RETOUCHED, false},
    {FINDING_BLURRED, false},       {FINDING_OFF_CENTRE, false},
    {FINDING_CODES, false},
};

static void test_what_can_be_waived(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        if (waiver_allows(ROWS[i].code) != ROWS[i].allowed)
            fail_msg("row %zu", i);
    }
}

static void test_waiving(void **state)
{
    static const char *const NAMES[] = {"head_covered", "no_face", "nothing"};
    struct ruleset before, set;

    (void)state;
    ruleset_default(&before);
    set = before;
    assert_int_equal(set.rules[FINDING_HEAD_COVERED].severity, FINDING_REFUSE);
    waiver_apply(&set, NAMES, LEN(NAMES));
    for (int code = 0; code < FINDING_CODES; code++)
        assert_int_equal(set.rules[code].severity,
                         code == FINDING_HEAD_COVERED
                             ? FINDING_OFF
                             : before.rules[code].severity);
}

/* A challenge that one cannot obey does not refuse, but is not kept quiet. */
static void test_waiving_liveness(void **state)
{
    static const char *const NAME[] = {"not_live"};
    static const enum finding_severity SEVERITIES[][2] = {
        {FINDING_REFUSE, FINDING_WARN},
        {FINDING_WARN, FINDING_WARN},
        {FINDING_OFF, FINDING_OFF},
    };
    struct ruleset set;

    (void)state;
    ruleset_default(&set);
    for (size_t i = 0; i < LEN(SEVERITIES); i++) {
        set.rules[FINDING_NOT_LIVE].severity = SEVERITIES[i][0];
        waiver_apply(&set, NAME, 1);
        assert_int_equal(set.rules[FINDING_NOT_LIVE].severity,
                         SEVERITIES[i][1]);
    }
}

static void test_accepting(void **state)
{
    struct ruleset before, set;

    (void)state;
    ruleset_default(&before);
    before.rules[FINDING_EYES_CLOSED].severity = FINDING_OFF;
    set = before;
    waiver_accept(&set);
    for (int code = 0; code < FINDING_CODES; code++) {
        enum finding_severity was = before.rules[code].severity;

        if (code == FINDING_IMAGE_INVALID)
            assert_int_equal(set.rules[code].severity, was);
        else
            assert_int_equal(set.rules[code].severity,
                             was == FINDING_OFF ? FINDING_OFF : FINDING_WARN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_can_be_waived),
        cmocka_unit_test(test_waiving),
        cmocka_unit_test(test_waiving_liveness),
        cmocka_unit_test(test_accepting),
    };
    return cmocka_run_group_tests_name("waiver", tests, NULL, NULL);
}
