#include "world.h"

#include "model/roster_read.h"
#include "core/cleanup.h"
#include "model/roster_store.h"

#include <stdio.h>
#include <string.h>

#define H "student_uid,student_no,campus,college,class\n"

struct desk {
    struct world w;
    struct roster_reading before;
};

static void open_desk(struct desk *desk, const char *before, uint64_t version)
{
    world_open(&desk->w);
    desk->w.scene.student = NULL;
    assert_int_equal(roster_read(bytes_of_text(before), &desk->before),
                     ROSTER_READ);
    desk->w.scene.roster = (struct roster_scene){
        .before = desk->before.roster,
        .parts = roster_parts(desk->before.roster),
        .version = version,
        .imported_ms = NOW - DAY(1) + 1,
    };
}

static void close_desk(struct desk *desk)
{
    roster_reading_done(&desk->before);
    world_close(&desk->w);
}

static void put(struct desk *desk, struct bytes csv, bool is_strict)
{
    Tucai__V1__PutRoster op = TUCAI__V1__PUT_ROSTER__INIT;

    op.school_code = (char *)"10294";
    op.strict = is_strict;
    desk->w.scene.roster.csv = csv;
    world_act(&desk->w, COMMAND(put_roster, PUT_ROSTER, &op), roster_put);
}

/* clang-format off */
static const struct row {
    const char *name, *before, *csv;
    bool is_strict;
    unsigned status;
    const char *code;
    json_int_t added, changed, unchanged, removed; /* of 200 */
    size_t errors;
    bool is_written;
} ROWS[] = {
    {"the first", H, H "u1,1,a,b,c\nu2,,,,\n", false, 200, "", 2, 0, 0, 0, 0, true},
    {"replaced", H "u1,1,,,\nu2,2,,,\nu3,3,,,\n", H "u1,1,,,\nu2,x,,,\nu4,4,,,\n", false, 200, "", 1, 1, 1, 1, 0, true},
    {"the same, in another order", H "u1,1,,,\nu2,2,,,\n", H "u2,2,,,\nu1,1,,,\n", true, 200, "", 0, 0, 2, 0, 0, false},
    {"a bad line is left out", H, H "u1,1,a,b,c\nu2\n", false, 200, "", 1, 0, 0, 0, 1, true},
    {"also where the uid stood before", H "u1,,,,\nu2,,,,\n", H "u1,,,,\nu2\n", false, 200, "", 0, 0, 1, 1, 1, true},
    {"or nothing is done", H "u1,,,,\n", H "u1,1,a,b,c\nu2\n", true, 422, "roster_invalid", 0, 0, 0, 0, 1, false},
    {"no good line takes nothing away", H "u1,,,,\n", H ",,,,x\n", false, 422, "roster_empty", 0, 0, 0, 0, 1, false},
    {"nor does a header alone", H "u1,,,,\n", H, true, 422, "roster_empty", 0, 0, 0, 0, 0, false},
    {"a wrong header", H, "uid\n", false, 422, "roster_columns", 0, 0, 0, 0, 0, false},
    {"no text", H, "\xFF\xFE", false, 422, "roster_encoding", 0, 0, 0, 0, 0, false},
};
/* clang-format on */

static json_int_t number(const struct world *w, const char *member)
{
    return json_integer_value(json_object_get(w->d.json, member));
}

static bool is_as_said(const struct world *w, const struct row *row)
{
    return w->d.status == row->status && strcmp(w->d.code, row->code) == 0 &&
           number(w, "added") == row->added &&
           number(w, "changed") == row->changed &&
           number(w, "unchanged") == row->unchanged &&
           number(w, "removed") == row->removed &&
           json_array_size(json_object_get(w->d.json, "errors")) ==
               row->errors &&
           !w->d.roster == !row->is_written;
}

static void test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(ROWS); i++) {
        struct desk desk;

        open_desk(&desk, ROWS[i].before, 7);
        put(&desk, bytes_of_text(ROWS[i].csv), ROWS[i].is_strict);
        if (!is_as_said(&desk.w, &ROWS[i]))
            fail_msg("%s: %u %s", ROWS[i].name, desk.w.d.status, desk.w.d.code);
        close_desk(&desk);
    }
}

static json_int_t line_of(const struct desk *desk, const char *member)
{
    const json_t *errors = json_object_get(desk->w.d.json, "errors");

    return json_integer_value(
        json_object_get(json_array_get(errors, 0), member));
}

static void test_where_to_look(void **state)
{
    struct desk desk;

    (void)state;
    open_desk(&desk, H, 7);
    put(&desk, bytes_of_text(H "u1,,,,\nu2,,,,\nu1,,,,\n"), false);
    assert_int_equal(line_of(&desk, "line"), 4);
    assert_int_equal(line_of(&desk, "first_line"), 2);
    put(&desk, bytes_of_text(H "u1,,,,\nu2\n"), false);
    assert_int_equal(line_of(&desk, "line"), 3);
    assert_int_equal(line_of(&desk, "first_line"), 0);
    put(&desk, bytes_of_text(H "u1,,,,\nu2,\xFF,,,\n"), false);
    assert_string_equal(desk.w.d.code, "roster_encoding");
    assert_int_equal(number(&desk.w, "line"), 3);
    close_desk(&desk);
}

static void test_what_is_written(void **state)
{
    struct roster *back = roster_new();
    const struct roster_write *write;
    struct desk desk;

    (void)state;
    open_desk(&desk, H "u1,1,,,\n", 7);
    put(&desk, bytes_of_text(H "u2,2,南京,水利,一班\n"), false);
    write = desk.w.d.roster;
    assert_string_equal(write->school_code, "10294");
    assert_int_equal(write->version, 7);
    assert_int_equal(write->old_parts, 1);
    assert_int_equal(write->n_parts, 1);
    assert_int_equal(roster_part_decode(buf_view(&write->parts[0]), back), 0);
    assert_int_equal(back->n, 1);
    assert_string_equal(back->lines[0].class_name, "一班");
    roster_free(back);
    close_desk(&desk);
}

/* R41: whoever sends it again still uses it. */
static void test_the_same_again_on_another_day_is_written(void **state)
{
    _cleanup_(roster_head_done) struct roster_head head;
    struct desk desk;

    (void)state;
    open_desk(&desk, H "u1,1,,,\n", 7);
    desk.w.scene.roster.imported_ms = NOW - DAY(1);
    put(&desk, bytes_of_text(H "u1,1,,,\n"), false);
    assert_non_null(desk.w.d.roster);
    assert_int_equal(
        roster_head_decode(buf_view(&desk.w.d.roster->head), &head), 0);
    assert_int_equal(head.imported_ms, NOW);
    close_desk(&desk);
}

static void test_a_school_that_is_not_there(void **state)
{
    struct desk desk;

    (void)state;
    open_desk(&desk, H, 0);
    desk.w.scene.school = NULL;
    put(&desk, bytes_of_text(H "u1,,,,\n"), false);
    world_refused(&desk.w, 404, "not_found");
    close_desk(&desk);
}

/* The list of errors has an end, and says how much it leaves out. */
static void test_many_errors(void **state)
{
    struct buf csv = BUF_INIT(1 << 20);
    const json_t *errors;
    struct desk desk;

    (void)state;
    assert_int_equal(buf_add_text(&csv, H "u1,,,,\n"), 0);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(buf_add_text(&csv, i % 2 ? "u1,,,,\n" : "x\n"), 0);
    open_desk(&desk, H, 0);
    put(&desk, buf_view(&csv), false);
    errors = json_object_get(desk.w.d.json, "errors");
    assert_int_equal(json_array_size(errors), 200);
    assert_int_equal(number(&desk.w, "errors_omitted"), 4800);
    assert_int_equal(json_integer_value(
                         json_object_get(json_array_get(errors, 199), "line")),
                     202);
    close_desk(&desk);
    buf_done(&csv);
}

/* What no commit could hold is refused, not buried. */
static void test_texts_that_cannot_be_packed(void **state)
{
    struct buf csv = BUF_INIT(32 << 20);
    char line[400];
    uint32_t seed = 1;
    struct desk desk;

    (void)state;
    assert_int_equal(buf_add_text(&csv, H), 0);
    for (int i = 0; i < 60000; i++) {
        char noise[4][65] = {{0}};

        for (size_t j = 0; j < 4 * 64; j++) {
            seed = seed * 1664525u + 1013904223u;
            noise[j / 64][j % 64] = (char)('0' + (seed >> 24) % 75);
        }
        (void)snprintf(line, sizeof line, "u%d,%s,%s,%s,%s\n", i, noise[0],
                       noise[1], noise[2], noise[3]);
        assert_int_equal(buf_add_text(&csv, line), 0);
    }
    open_desk(&desk, H, 0);
    put(&desk, buf_view(&csv), false);
    world_refused(&desk.w, 422, "roster_too_large");
    assert_null(desk.w.d.roster);
    close_desk(&desk);
    buf_done(&csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_where_to_look),
        cmocka_unit_test(test_what_is_written),
        cmocka_unit_test(test_the_same_again_on_another_day_is_written),
        cmocka_unit_test(test_a_school_that_is_not_there),
        cmocka_unit_test(test_many_errors),
        cmocka_unit_test(test_texts_that_cannot_be_packed),
    };
    return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
