#include "ingest/archive/roll.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* clang-format off */
static const struct roster_line LINES[] = { /* by uid */
    {"a", "10", "江宁", "水利", "2班"}, {"b", "9", "江宁", "水利", "2班"},
    {"c", "1", "江宁", "水利", "10班"}, {"d", "x1", "江宁", "土木", "1班"},
    {"e", "X1", "江宁", "土木", "1班"}, {"f", "1", "", "商学", "1班"},
    {"g", "1?", "", "商学", "2班"}, {"h", "1*", "", "商学", "2班"},
    {"i", "1", "", "商学", "3/班"}, {"j", "1", "", "商学", "3?班"},
};
/* clang-format on */

enum { N = sizeof LINES / sizeof *LINES };

static struct roll *call_roll(const char *uids, bool with_unassigned)
{
    struct roll *roll = roll_new();

    for (; *uids; uids++)
        assert_int_equal(
            roll_add(roll, (struct bytes){(const uint8_t *)uids, 1}), 0);
    roll_gather(roll);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(
            roll_place(roll, &LINES[i], strcmp(LINES[i].class_name, "10班")),
            0);
    roll_close(roll, with_unassigned);
    return roll;
}

/* "uid" or "uid~" of each, in their order. */
static void describe(const struct roll *roll, char ret[64])
{
    size_t len = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < roll_count(roll); i++) {
        struct names_of of = roll_at(roll, i);

        len += (size_t)snprintf(ret + len, 64 - len, "%s%s", of.uid,
                                of.has_uid ? "~" : "");
    }
}

static void test_order_and_doubles(void **state)
{
    static const struct {
        const char *name, *uids, *expected;
        bool with_unassigned;
    } ROWS[] = {
        {"nobody", "", "", true},
        {"numbers as numbers", "ab", "ba", true},
        {"a class that is not wanted", "abc", "ba", true},
        {"each once", "abab", "ba", true},
        {"no campus first, strangers last", "zfa", "faz", true},
        {"or not at all", "zfa", "fa", false},
        {"case is no difference", "de", "e~d~", true},
        {"nor what was replaced", "hg", "h~g~", true},
        {"nor in the folder's name", "ij", "i~j~", true},
        {"alone it is no double", "d", "d", true},
    };
    char got[64];

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct roll *roll = call_roll(ROWS[i].uids, ROWS[i].with_unassigned);

        describe(roll, got);
        if (strcmp(got, ROWS[i].expected) != 0)
            fail_msg("%s: %s", ROWS[i].name, got);
        roll_free(roll);
    }
}

static void test_who_has_a_line_is_assigned(void **state)
{
    struct roll *roll = call_roll("az", true);
    struct names_of a = roll_at(roll, 0), z = roll_at(roll, 1);

    (void)state;
    assert_false(a.is_unassigned);
    assert_string_equal(a.student_no, "10");
    assert_string_equal(a.class_name, "2班");
    assert_true(z.is_unassigned);
    assert_string_equal(z.student_no, "");
    roll_free(roll);
}

static void test_what_is_no_uid(void **state)
{
    uint8_t text[ROLL_UID_SIZE];
    struct roll *roll = roll_new();

    (void)state;
    memset(text, 'u', sizeof text);
    assert_int_equal(roll_add(roll, (struct bytes){text, 0}), -EBADMSG);
    assert_int_equal(roll_add(roll, (struct bytes){text, sizeof text}),
                     -EBADMSG);
    assert_int_equal(roll_add(roll, (struct bytes){text, sizeof text - 1}), 0);
    text[1] = '\0';
    assert_int_equal(roll_add(roll, (struct bytes){text, 3}), -EBADMSG);
    roll_free(roll);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_doubles),
        cmocka_unit_test(test_who_has_a_line_is_assigned),
        cmocka_unit_test(test_what_is_no_uid),
    };
    return cmocka_run_group_tests_name("archive_roll", tests, NULL, NULL);
}
