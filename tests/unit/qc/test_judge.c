#include "qc/check/judge.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

struct input {
    enum finding_code code;
    double value;
};

/* clang-format off */
/* What the default rule set makes of it: "r:" refuses, "w:" warns. */
static const struct row {
    const char *name;
    struct input in[5];
    int n;
    const char *out;
} ROWS[] = {
    {"nothing measured, nothing found", {{0}}, 0, ""},
    {"inside", {{FINDING_TURNED, 14}}, 1, ""},
    {"above", {{FINDING_TURNED, 14.01}}, 1, "r:turned"},
    {"below", {{FINDING_TURNED, -14.01}}, 1, "r:turned"},
    {"warns inside a wider limit", {{FINDING_LOW_QUALITY, 89}}, 1, "w:low_quality"},
    {"good enough", {{FINDING_LOW_QUALITY, 90}}, 1, ""},
    {"refuses outside it", {{FINDING_LOW_QUALITY, 49}}, 1, "r:low_quality"},
    {"no face", {{FINDING_NO_FACE, 0}, {FINDING_MANY_FACES, 0}}, 2, "r:no_face"},
    {"upside down: no need to look for a face",
     {{FINDING_UPSIDE_DOWN, 180}, {FINDING_NO_FACE, 0}}, 2, "r:upside_down"},
    {"a blurred head may be called covered",
     {{FINDING_BLURRED, .1}, {FINDING_HEAD_COVERED, .2}}, 2, "r:blurred"},
    {"two faces: which one is off centre does not matter",
     {{FINDING_NO_FACE, 2}, {FINDING_MANY_FACES, 2}, {FINDING_OFF_CENTRE, .3}}, 3, "r:many_faces"},
    {"what to do first comes first",
     {{FINDING_MOUTH_OPEN, .5}, {FINDING_TILTED, 20}, {FINDING_TOO_DARK, .1}}, 3,
     "r:too_dark r:tilted r:mouth_open"},
    {"refusals before warnings",
     {{FINDING_LOW_QUALITY, 60}, {FINDING_MOUTH_OPEN, .5}}, 2, "r:mouth_open w:low_quality"},
    {"never closer and further back",
     {{FINDING_FACE_TOO_SMALL, .01}, {FINDING_FACE_TOO_LARGE, 2}}, 2, "r:face_too_large"},
    {"cut at the edge: closer is no advice",
     {{FINDING_FACE_CUT_OFF, -1}, {FINDING_FACE_TOO_SMALL, .01}}, 2, "r:face_cut_off"},
    {"never darker and brighter",
     {{FINDING_TOO_DARK, .01}, {FINDING_TOO_BRIGHT, .9}}, 2, "r:too_dark"},
    {"a warning does not silence a refusal",
     {{FINDING_TOO_DARK, .2}, {FINDING_TOO_BRIGHT, .9}}, 2, "r:too_bright"},
};
/* clang-format on */

static struct measures measured(const struct input *in, int n)
{
    struct measures m = {0};

    for (int i = 0; i < n; i++)
        measure_set(&m, in[i].code, in[i].value,
                    (struct finding_region){0.1F, 0.2F, 0.3F, 0.4F});
    return m;
}

static void describe(const struct finding_list *list, char *ret, size_t size)
{
    size_t len = 0;

    *ret = 0;
    for (int i = 0; i < list->n && len < size; i++)
        len += (size_t)snprintf(ret + len, size - len, "%s%c:%s", i ? " " : "",
                                *finding_severity_name(list->at[i].severity),
                                finding_name(list->at[i].code));
}

static void test_rows(void **state)
{
    struct ruleset rules;

    (void)state;
    ruleset_default(&rules);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct measures m = measured(ROWS[i].in, ROWS[i].n);
        struct finding_list list;
        char got[256];

        judge(&m, &rules, &list);
        describe(&list, got, sizeof got);
        if (strcmp(got, ROWS[i].out) != 0)
            fail_msg("%s: got \"%s\"", ROWS[i].name, got);
    }
}

static void test_a_finding_carries_its_figures(void **state)
{
    const struct input in = {FINDING_LOW_QUALITY, 60};
    struct measures m = measured(&in, 1);
    struct finding_list list;
    struct ruleset rules;

    (void)state;
    ruleset_default(&rules);
    judge(&m, &rules, &list);
    assert_true(list.at[0].measured == 60);
    assert_true(list.at[0].allowed_min == 90); /* the limit it warns by */
    assert_true(isinf(list.at[0].allowed_max));
    assert_true(fabsf(list.at[0].region.w - 0.3F) < 1e-6F);

    m.of[FINDING_LOW_QUALITY].value = 40;
    judge(&m, &rules, &list);
    assert_true(list.at[0].allowed_min == 50); /* the limit it refuses by */
}

static void test_off_is_off(void **state)
{
    const struct input in = {FINDING_LOW_QUALITY, 1};
    struct measures m = measured(&in, 1);
    struct finding_list list;
    struct ruleset rules;

    (void)state;
    ruleset_default(&rules);
    rules.rules[FINDING_LOW_QUALITY].severity = FINDING_OFF;
    judge(&m, &rules, &list);
    assert_int_equal(list.n, 0);
    m.of[FINDING_LOW_QUALITY].value = 60; /* where it would warn */
    judge(&m, &rules, &list);
    assert_int_equal(list.n, 0);
    rules.rules[FINDING_LOW_QUALITY].severity = FINDING_WARN;
    m.of[FINDING_LOW_QUALITY].value = 1;
    judge(&m, &rules, &list);
    assert_true(finding_list_passed(&list) && list.n == 1);
    assert_true(list.at[0].allowed_min == 50);
}

static void test_what_cannot_be_measured_is_unknown(void **state)
{
    const struct input in = {FINDING_TOO_DARK, NAN};
    struct measures m = measured(&in, 1);

    (void)state;
    assert_false(m.of[FINDING_TOO_DARK].known);
}

static void test_refusals_of_the_production(void **state)
{
    const struct input in[] = {{FINDING_LOW_QUALITY, 60},
                               {FINDING_TOO_DARK, .2}};
    struct measures m = measured(in, 2);
    struct finding_list list;
    struct ruleset rules;
    char got[256];

    (void)state;
    ruleset_default(&rules);
    judge(&m, &rules, &list);
    judge_add_refusal(&list, FINDING_LOW_QUALITY);
    describe(&list, got, sizeof got);
    assert_string_equal(got, "r:low_quality w:too_dark");
    judge_invalid(&list);
    describe(&list, got, sizeof got);
    assert_string_equal(got, "r:image_invalid");
    assert_false(finding_list_passed(&list));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_a_finding_carries_its_figures),
        cmocka_unit_test(test_off_is_off),
        cmocka_unit_test(test_what_cannot_be_measured_is_unknown),
        cmocka_unit_test(test_refusals_of_the_production),
    };
    return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
