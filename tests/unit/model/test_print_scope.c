#include "model/print_scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define LEN(a) (sizeof(a) / sizeof *(a))

static void set(char *field, const char *text)
{
    memcpy(field, text, strlen(text) + 1);
}

static void test_who_has_prints(void **state)
{
    static const struct {
        enum submission_state submission;
        enum prints_state prints;
        const char *photo;
        bool is_due;
        int64_t erased_ms; /* submitted at 5 */
    } ROWS[] = {
        {SUBMISSION_ACCEPTED, PRINTS_PLANNED, "aa", true, 0},
        {SUBMISSION_ACCEPTED, PRINTS_RECEIVED, "aa", true, 0},
        {SUBMISSION_ACCEPTED, PRINTS_NONE, "aa", false, 0}, /* a plan without */
        {SUBMISSION_ACCEPTED, PRINTS_PLANNED, "", false, 0},
        {SUBMISSION_SENT, PRINTS_PLANNED, "aa", false, 0},
        {SUBMISSION_REFUSED, PRINTS_PLANNED, "aa", false, 0},
        {SUBMISSION_ACCEPTED, PRINTS_MADE, "aa", false, 6},
        {SUBMISSION_ACCEPTED, PRINTS_MADE, "aa", false, 5},
        {SUBMISSION_ACCEPTED, PRINTS_MADE, "aa", true, 4}, /* and came back */
    };

    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct student *s = student_new();

        set(s->submission.id, "s1");
        s->submission.state = ROWS[i].submission;
        s->prints = ROWS[i].prints;
        s->submission.submitted_ms = 5;
        s->erased_ms = ROWS[i].erased_ms;
        set(s->submission.draft.photo.location, ROWS[i].photo);
        assert_int_equal(print_is_due(s), ROWS[i].is_due);
        student_free(s);
    }
}

static void test_the_roster_goes_before_what_was_typed(void **state)
{
    const struct roster_line line = {"u1", "7", "校区", "学院", "1班"};
    struct student *s = student_new();
    struct print_place place;

    (void)state;
    set(s->campus, "c");
    set(s->college, "co");
    set(s->class_name, "cl");
    set(s->student_no, "9");
    place = print_place_of(s, &line);
    assert_string_equal(place.class_name, "1班");
    assert_string_equal(place.student_no, "7");
    place = print_place_of(s, NULL);
    assert_string_equal(place.campus, "c");
    assert_string_equal(place.college, "co");
    assert_string_equal(place.student_no, "9");
    student_free(s);
}

static void test_scopes(void **state)
{
    const struct print_place place = {"江宁", "水利", "2班", "1"};
    static const struct {
        const char *campus, *college, *class_name;
        bool has;
    } ROWS[] = {
        {"", "", "", true},          {"江宁", "", "", true},
        {"江宁", "水利", "", true},  {"江宁", "水利", "2班", true},
        {"", "", "2班", true},       {"本部", "", "", false},
        {"江宁", "土木", "", false}, {"江宁", "水利", "12班", false},
    };

    (void)state;
    assert_true(print_scope_has(NULL, &place));
    for (size_t i = 0; i < LEN(ROWS); i++) {
        Tucai__V1__PrintScope scope = TUCAI__V1__PRINT_SCOPE__INIT;

        scope.campus = (char *)ROWS[i].campus;
        scope.college = (char *)ROWS[i].college;
        scope.class_name = (char *)ROWS[i].class_name;
        assert_int_equal(print_scope_has(&scope, &place), ROWS[i].has);
    }
}

static int compare(const void *a, const void *b)
{
    return print_place_compare(a, b);
}

static void test_the_order_of_sheets(void **state)
{
    static const struct print_place SORTED[] = {
        {"", "", "", ""},
        {"2号校区", "水利", "1班", "1"},
        {"10号校区", "水利", "1班", "2"},
        {"10号校区", "水利", "1班", "10"},
        {"10号校区", "水利", "2班", "1"},
        {"10号校区", "水利", "10班", "1"},
        {"10号校区", "水利2", "1班", "1"},
        {"10号校区", "水利10", "1班", "1"},
    };
    struct print_place all[LEN(SORTED)];

    (void)state;
    for (size_t i = 0; i < LEN(SORTED); i++)
        all[i] = SORTED[(i * 5 + 3) % LEN(SORTED)];
    qsort(all, LEN(all), sizeof *all, compare);
    for (size_t i = 0; i < LEN(SORTED); i++)
        assert_memory_equal(&all[i], &SORTED[i], sizeof *all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_has_prints),
        cmocka_unit_test(test_the_roster_goes_before_what_was_typed),
        cmocka_unit_test(test_scopes),
        cmocka_unit_test(test_the_order_of_sheets),
    };

    return cmocka_run_group_tests_name("print_scope", tests, NULL, NULL);
}
