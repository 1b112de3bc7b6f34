/*
 * What is said together: over every pair of findings that can stand together,
 * and over random sets of them.
 */
#include "qc/check/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { SETS = 20000 };

enum axis { NO_AXIS, DISTANCE, LIGHT, GLASSES, AXES };

/* Which way each advice sends the student, where another could send him back
 * (the sentences: model/data/findings.zh.json). */
static const struct {
    enum axis axis;
    int way;
} WAYS[FINDING_CODES] = {
    [FINDING_FACE_TOO_SMALL] = {DISTANCE, 1},
    [FINDING_FACE_TOO_LARGE] = {DISTANCE, -1},
    [FINDING_FACE_CUT_OFF] = {DISTANCE, -1},
    [FINDING_TOO_DARK] = {LIGHT, 1},
    [FINDING_TOO_BRIGHT] = {LIGHT, -1},
    [FINDING_HIGHLIGHT] = {LIGHT, -1},
    [FINDING_GLASSES_TINTED] = {GLASSES, -1}, /* take them off */
    [FINDING_GLASSES_FRAME] = {GLASSES, 1},   /* put them right */
    [FINDING_GLASSES_GLARE] = {GLASSES, 1},
};

/* A photo on which exactly these are found, each as grave as it says. */
static void find(const enum finding_severity severities[FINDING_CODES],
                 struct finding_list *ret)
{
    struct measures m = {0};
    struct ruleset rules = {.version = 1};

    for (int i = 0; i < FINDING_CODES; i++) {
        rules.rules[i] = (struct rule){severities[i], 1, 2, 1, 2};
        if (severities[i] != FINDING_OFF && i != FINDING_IMAGE_INVALID)
            measure_set(&m, (enum finding_code)i, 0,
                        (struct finding_region){0});
    }
    judge(&m, &rules, ret);
}

static const struct finding *in(const struct finding_list *list, int code)
{
    for (int i = 0; i < list->n; i++) {
        if ((int)list->at[i].code == code)
            return &list->at[i];
    }
    return NULL;
}

static void check_ways(const struct finding_list *list)
{
    int ways[AXES] = {0};

    for (int i = 0; i < list->n; i++) {
        enum axis axis = WAYS[list->at[i].code].axis;
        int way = WAYS[list->at[i].code].way;

        if (axis != NO_AXIS && ways[axis] == -way)
            fail_msg("%s beside its opposite", finding_name(list->at[i].code));
        ways[axis] = way;
    }
}

/* First to last: graver first, then by what to put right first. */
static void check_order(const struct finding_list *list)
{
    for (int i = 1; i < list->n; i++) {
        const struct finding *a = &list->at[i - 1], *b = &list->at[i];

        assert_true(a->severity > b->severity ||
                    (a->severity == b->severity && a->code < b->code));
    }
}

/* What is left unsaid changes neither the verdict nor makes a photo that has
 * findings one without. */
static void check_verdict(const enum finding_severity severities[],
                          const struct finding_list *list)
{
    enum finding_severity gravest = FINDING_OFF;

    for (int i = 0; i < FINDING_CODES; i++) {
        if (i != FINDING_IMAGE_INVALID && severities[i] > gravest)
            gravest = severities[i];
    }
    assert_int_equal(list->n > 0, gravest != FINDING_OFF);
    if (list->n > 0)
        assert_int_equal(list->at[0].severity, gravest);
}

static void check_all_of(const enum finding_severity severities[])
{
    struct finding_list list;

    find(severities, &list);
    check_ways(&list);
    check_order(&list);
    check_verdict(severities, &list);
}

static void test_every_pair(void **state)
{
    (void)state;
    for (int i = 0; i < FINDING_CODES * FINDING_CODES * 4; i++) {
        enum finding_severity severities[FINDING_CODES] = {FINDING_OFF};
        int a = i / 4 % FINDING_CODES, b = i / 4 / FINDING_CODES;

        severities[a] = i % 2 ? FINDING_WARN : FINDING_REFUSE;
        severities[b] = i / 2 % 2 ? FINDING_WARN : FINDING_REFUSE;
        check_all_of(severities);
    }
}

static void test_random_sets(void **state)
{
    uint32_t x = 1;

    (void)state;
    for (int i = 0; i < SETS; i++) {
        enum finding_severity severities[FINDING_CODES];

        for (int j = 0; j < FINDING_CODES; j++) {
            x = x * 1664525 + 1013904223;
            severities[j] = (x >> 16) % 5 < 3
                                ? FINDING_OFF
                                : (enum finding_severity)(1 + (x >> 20) % 2);
        }
        check_all_of(severities);
    }
}

/* clang-format off */
static const struct row {
    const char *name;
    enum finding_code a, b;
    bool a_refuses, b_refuses;
    bool a_said, b_said;
} ROWS[] = {
    {"closed eyes behind dark lenses", FINDING_GLASSES_TINTED, FINDING_EYES_CLOSED, 1, 1, 1, 0},
    {"perhaps tinted, surely closed", FINDING_GLASSES_TINTED, FINDING_EYES_CLOSED, 0, 1, 1, 1},
    {"a warning beside its cause", FINDING_TURNED, FINDING_EARS_UNEVEN, 1, 0, 1, 0},
    {"two warnings, one the other's cause", FINDING_EARS_HIDDEN, FINDING_EARS_UNEVEN, 0, 0, 1, 0},
    {"not its own cause", FINDING_EARS_UNEVEN, FINDING_TURNED, 1, 0, 1, 1},
    {"blue on blue is said once", FINDING_CLOTHES_BLUE, FINDING_CLOTHES_BACKGROUND, 1, 1, 1, 0},
    {"dark, and a spot of glare", FINDING_TOO_DARK, FINDING_HIGHLIGHT, 1, 1, 1, 0},
    {"rather dark, much glare", FINDING_TOO_DARK, FINDING_HIGHLIGHT, 0, 1, 0, 1},
    {"a print and a dark face: both", FINDING_RECAPTURE, FINDING_TOO_DARK, 1, 1, 1, 1},
    {"no face: nothing of a face", FINDING_NO_FACE, FINDING_MAKE_UP, 1, 0, 1, 0},
    {"no face, and recaptured", FINDING_RECAPTURE, FINDING_NO_FACE, 0, 1, 1, 1},
    {"tilted and shoulders tilted: both", FINDING_TILTED, FINDING_SHOULDERS_TILTED, 1, 0, 1, 1},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        enum finding_severity severities[FINDING_CODES] = {FINDING_OFF};
        struct finding_list list;

        severities[row->a] = row->a_refuses ? FINDING_REFUSE : FINDING_WARN;
        severities[row->b] = row->b_refuses ? FINDING_REFUSE : FINDING_WARN;
        find(severities, &list);
        if ((in(&list, (int)row->a) != NULL) != row->a_said ||
            (in(&list, (int)row->b) != NULL) != row->b_said)
            fail_msg("%s", row->name);
    }
}

/* The production's refusal comes first, and what contradicts it goes. */
static void test_production(void **state)
{
    enum finding_severity severities[FINDING_CODES] = {FINDING_OFF};
    struct finding_list list;

    (void)state;
    severities[FINDING_FACE_TOO_SMALL] = FINDING_WARN;
    severities[FINDING_MAKE_UP] = FINDING_WARN;
    find(severities, &list);
    judge_add_refusal(&list, FINDING_FACE_TOO_LARGE);
    assert_int_equal(list.n, 2);
    assert_int_equal(list.at[0].code, FINDING_FACE_TOO_LARGE);
    assert_int_equal(list.at[1].code, FINDING_MAKE_UP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pair),
        cmocka_unit_test(test_random_sets),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_production),
    };
    return cmocka_run_group_tests_name("advice", tests, NULL, NULL);
}
