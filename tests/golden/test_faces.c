/*
 * The measures on labelled portraits: what a person sees in each, as a range
 * that leaves room.  Skipped, and said so, where networks or photos are
 * missing; the photos are not part of the project.
 */
#include "model/ruleset.h"
#include "qc/check/families.h"
#include "qc/check/judge.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct face_reader *reader;
static uint8_t photo[4 * 1024 * 1024];

static int open_networks(void **state)
{
    char path[4096];
    int n =
        snprintf(path, sizeof path, "%s/.models", getenv("TUCAI_SOURCE_ROOT"));
    int r = face_reader_new(path, &reader);

    (void)state;
    assert_true(n > 0 && n < (int)sizeof path);
    assert_true(r == 0 || r == -ENOENT);
    return 0;
}

static int close_networks(void **state)
{
    (void)state;
    face_reader_freep(&reader);
    return 0;
}

static const struct face_reading *read_face(const char *name)
{
    const struct face_reading *r = NULL;
    char path[4096];
    size_t len = 0;
    FILE *f;
    int n = snprintf(path, sizeof path, "%s/../shared/data/faces/%s.jpg",
                     getenv("TUCAI_SOURCE_ROOT"), name);

    assert_true(n > 0 && n < (int)sizeof path);
    f = fopen(path, "rbe");
    if (f) {
        len = fread(photo, 1, sizeof photo, f);
        (void)fclose(f);
    }
    if (!reader || len == 0) {
        print_message("# networks or %s are not there\n", name);
        skip();
    }
    assert_int_equal(face_read(reader, (struct bytes){photo, len}, &r), 0);
    return r;
}

/* clang-format off */
static const struct row {
    const char *file;
    const char *seen;
    enum finding_code code;
    double min;
    double max;
} ROWS[] = {
    {"if-001", "hair beside an eye", FINDING_HAIR_OVER_FACE, .2, .6},
    {"if-001", "looks ahead", FINDING_NOT_LOOKING_AHEAD, 0, .13},
    {"if-001", "sharp", FINDING_BLURRED, .5, 2},
    {"if-009", "a broad smile", FINDING_NOT_NEUTRAL, 1, 3},
    {"if-011", "hair that touches the edge", FINDING_FACE_CUT_OFF, .015, .03},
    {"if-021", "half the face under hair", FINDING_HAIR_OVER_FACE, .75, 1},
    {"if-027", "red lips", FINDING_MAKE_UP, 35, 80},
    {"if-029", "eyes cast down", FINDING_EYES_CLOSED, 0, .115},
    {"if-037", "a hat of fur", FINDING_HEAD_COVERED, .2, 1},
    {"if-047", "short hair, narrow open eyes", FINDING_EYES_CLOSED, .2, .6},
    {"if-047", "a bare forehead", FINDING_HAIR_OVER_FACE, 0, .1},
    {"if-047", "at rest", FINDING_NOT_NEUTRAL, 0, .3},
    {"if-053", "mirrored lenses hide the eyes", FINDING_NOT_LOOKING_AHEAD, NAN, NAN},
    {"if-061", "a shaved head", FINDING_HAIR_WASHED_OUT, NAN, NAN},
    {"if-061", "dark skin in daylight", FINDING_TOO_DARK, .22, 1},
    {"if-061", "deep sockets are no lenses", FINDING_GLASSES_TINTED, 0, .17},
    {"if-061", "both ears", FINDING_EARS_HIDDEN, .7, 1},
    {"if-067", "white hair is not burnt", FINDING_HAIR_WASHED_OUT, 0, .15},
    {"if-067", "glasses without glare", FINDING_GLASSES_GLARE, 0, .05},
    {"if-067", "a thin frame is no tint", FINDING_GLASSES_TINTED, 0, .22},
    {"if-067", "denim is not light blue", FINDING_CLOTHES_BLUE, 15.2, 25},
    {"if-069", "brown eyes in the sun", FINDING_RED_EYE, -5, 1.45},
    {"if-073", "a striped shirt", FINDING_CLOTHES_PATTERN, 4, 20},
    {"if-073", "and no screen", FINDING_RECAPTURE, 0, .2},
    {"if-077", "a white shirt is not blue", FINDING_CLOTHES_BLUE, 22, 60},
};
/* clang-format on */

enum { N_ROWS = sizeof ROWS / sizeof *ROWS };

static void check_row(const struct row *row, const struct measures *m)
{
    const struct measure *got = &m->of[row->code];

    if (got->known == (bool)isnan(row->min) ||
        (got->known && (got->value < row->min || got->value > row->max)))
        fail_msg("%s, %s: %f", row->file, row->seen,
                 got->known ? got->value : (double)NAN);
}

static void test_what_is_seen_is_measured(void **state)
{
    struct measures m = {0};

    (void)state;
    for (size_t i = 0; i < N_ROWS; i++) {
        if (i == 0 || strcmp(ROWS[i].file, ROWS[i - 1].file) != 0) {
            m = (struct measures){0};
            check_all(read_face(ROWS[i].file), &PRODUCE_STANDARD, &m);
        }
        check_row(&ROWS[i], &m);
    }
}

/* Frontal, open eyes, evenly lit: nothing to put right. */
static void test_fit_portraits_pass(void **state)
{
    static const char *const FIT[] = {"if-001", "if-007", "if-011", "if-035",
                                      "if-047", "if-061", "if-073", "if-077",
                                      "if-083", "if-087"};
    struct ruleset rules;

    (void)state;
    ruleset_default(&rules);
    for (size_t i = 0; i < sizeof FIT / sizeof *FIT; i++) {
        struct measures m = {0};
        struct finding_list list;

        check_all(read_face(FIT[i]), &PRODUCE_STANDARD, &m);
        judge(&m, &rules, &list);
        if (!finding_list_passed(&list))
            fail_msg("%s: %s %f", FIT[i], finding_name(list.at[0].code),
                     list.at[0].measured);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_seen_is_measured),
        cmocka_unit_test(test_fit_portraits_pass),
    };
    return cmocka_run_group_tests_name("faces", tests, open_networks,
                                       close_networks);
}
