#include "model/roster_read.h"
#include "model/roster_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/time.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define H "student_uid,student_no,campus,college,class\n"

/* ---- what a file says ---- */

/* The lines as "uid/no/campus/college/class", then the faults as
 * "!line reason", all joined by " ". */
static void describe(const struct roster_reading *r, char *ret, size_t size)
{
    size_t len = 0;

    ret[0] = '\0';
    for (size_t i = 0; r->roster && i < r->roster->n; i++) {
        const struct roster_line *l = &r->roster->lines[i];

        len += (size_t)snprintf(ret + len, size - len, "%s%s/%s/%s/%s/%s",
                                len ? " " : "", l->uid, l->student_no,
                                l->campus, l->college, l->class_name);
    }
    for (size_t i = 0; i < r->n_faults; i++)
        len += (size_t)snprintf(ret + len, size - len, "%s!%zu %s",
                                len ? " " : "", r->faults[i].line,
                                roster_reason_name(r->faults[i].reason));
}

/* clang-format off */
static const struct row {
    const char *name, *csv;
    enum roster_end end;
    const char *says;
} ROWS[] = {
    {"two lines, in the order of their uids", H "u2,2,南京,水利,二班\nu1,1,南京,水利,一班\n", ROSTER_READ,
     "u1/1/南京/水利/一班 u2/2/南京/水利/二班"},
    {"the columns in another order, and in capitals", "Class,COLLEGE,campus,student_no,student_uid\n一,水利,南京,1,u1\n", ROSTER_READ,
     "u1/1/南京/水利/一"},
    {"a mark, CR LF, quotes", "\xEF\xBB\xBFstudent_uid,student_no,campus,\"college\",class\r\nu1,1,\"a,b\",\"c\"\"d\",e\r\n", ROSTER_READ,
     "u1/1/a,b/c\"d/e"},
    {"GB18030", "student_uid,student_no,campus,college,class\nu1,1,\xC4\xCF\xBE\xA9,\xCB\xAE\xC0\xFB,1\n", ROSTER_READ,
     "u1/1/南京/水利/1"},
    {"only a uid is needed", H "u1,,,,\n", ROSTER_READ, "u1////"},
    {"the header alone", H, ROSTER_READ, ""},
    {"columns too few and too many", H "u1,1,a,b\nu2,2,a,b,c,d\nu3,3,a,b,c\n", ROSTER_READ,
     "u3/3/a/b/c !2 wrong_columns !3 wrong_columns"},
    {"a uid twice, thrice: the first line counts", H "u1,1,,,\nu2,2,,,\nu1,3,,,\nu1,1,,,\n", ROSTER_READ,
     "u1/1/// u2/2/// !4 duplicate_uid !5 duplicate_uid"},
    {"no uid", H ",1,a,b,c\n", ROSTER_READ, "!2 uid_missing"},
    {"a uid that is no key", H "u 1,1,a,b,c\n\"u\"\"1\",1,a,b,c\n", ROSTER_READ, "!2 uid_invalid !3 uid_invalid"},
    {"64 bytes fit, 65 do not",
     H "u1,0123456789012345678901234567890123456789012345678901234567890123,,,\n"
     "u2,01234567890123456789012345678901234567890123456789012345678901234,,,\n", ROSTER_READ,
     "u1/0123456789012345678901234567890123456789012345678901234567890123/// !3 field_too_long"},
    {"control characters", H "u1,\t1,,,\nu2,\"1\n2\",,,\nu3,\x7F,,,\n", ROSTER_READ,
     "!2 control_character !3 control_character !5 control_character"},
    {"bad quotes cost one line", H "u1,\"1,a,b,c\nu2,2,a,b,c\n", ROSTER_READ, "u2/2/a/b/c !2 bad_quotes"},
    {"faults come by line", H "u9,,,,\nu9,,,,\n,,x,,\nu9,,,,\n", ROSTER_READ,
     "u9//// !3 duplicate_uid !4 uid_missing !5 duplicate_uid"},
    {"nothing", "", ROSTER_BAD_HEADER, ""},
    {"a column is missing", "student_uid,student_no,campus,college\nu1,1,a,b\n", ROSTER_BAD_HEADER, ""},
    {"a column is unknown", "student_uid,student_no,campus,college,class,name\n", ROSTER_BAD_HEADER, ""},
    {"a column stands twice", "student_uid,student_no,campus,college,class,class\n", ROSTER_BAD_HEADER, ""},
    {"no header", "u1,1,a,b,c\n", ROSTER_BAD_HEADER, ""},
    {"semicolons", "student_uid;student_no;campus;college;class\n", ROSTER_BAD_HEADER, ""},
    {"no text", H "u1,1,a,\xFF\xFF,c\n", ROSTER_NO_TEXT, ""},
};
/* clang-format on */

static void test_files(void **state)
{
    char says[1024];

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct roster_reading r;
        enum roster_end end = roster_read(bytes_of_text(ROWS[i].csv), &r);

        describe(&r, says, sizeof says);
        if (end != ROWS[i].end || strcmp(says, ROWS[i].says) != 0)
            fail_msg("%s: %d %s", ROWS[i].name, end, says);
        roster_reading_done(&r);
    }
}

static void test_the_header_is_named(void **state)
{
    struct roster_reading r;

    (void)state;
    (void)roster_read(bytes_of_text("student_uid,姓名,class,class,campus\n"),
                      &r);
    assert_true(r.header.missing[1] && r.header.missing[3]);
    assert_false(r.header.missing[0] || r.header.missing[4]);
    assert_true(r.header.repeated[4]);
    assert_int_equal(r.header.n_unknown, 1);
    assert_string_equal(r.header.unknown[0], "姓名");
    roster_reading_done(&r);
    (void)roster_read(bytes_of_text(H "a\nb\n\xFF\xFF,,,,\n"), &r);
    assert_int_equal(r.bad_line, 4);
    roster_reading_done(&r);
}

static void test_a_duplicate_names_the_first(void **state)
{
    struct roster_reading r;

    (void)state;
    (void)roster_read(bytes_of_text(H "u2,,,,\nu1,,,,\n\nu2,x,,,\n"), &r);
    assert_int_equal(r.n_faults, 1);
    assert_int_equal(r.faults[0].line, 5);
    assert_int_equal(r.faults[0].first_line, 2);
    roster_reading_done(&r);
    (void)roster_read(bytes_of_text(H "u1,,,,\nu1,,,,\nu1,,,,\n"), &r);
    assert_int_equal(r.n_faults, 2);
    assert_int_equal(r.faults[1].first_line, 2);
    roster_reading_done(&r);
}

/* ---- long files ---- */

static struct bytes long_file(struct buf *file, size_t lines)
{
    char line[160];

    assert_int_equal(buf_add_text(file, H), 0);
    for (size_t i = 0; i < lines; i++) {
        size_t n = i * 7919 % 1000003; /* in no order */

        (void)snprintf(line, sizeof line,
                       "2021%012zu,B21%08zu,江宁校区,水利水电学院%zu,水工%zu班"
                       "\r\n",
                       n, n, n % 40, n % 3000);
        assert_int_equal(buf_add_text(file, line), 0);
    }
    return buf_view(file);
}

static void store(const struct roster *from, struct roster *to, size_t *ret_len)
{
    *ret_len = 0;
    for (size_t i = 0; i < roster_parts(from); i++) {
        struct buf part = BUF_INIT(ROSTER_PART_BYTES_MAX);

        assert_int_equal(roster_part_encode(from, i, &part), 0);
        assert_int_equal(roster_part_decode(buf_view(&part), to), 0);
        *ret_len += part.len;
        buf_done(&part);
    }
}

/* 100,000 lines are read, stored, read back and compared in a second; they
 * fit into one commit (8 MiB of effects). */
static void test_a_hundred_thousand_lines(void **state)
{
    struct buf file = BUF_INIT(32 << 20);
    struct bytes csv = long_file(&file, 100000);
    int64_t from_us = time_mono_us();
    struct roster *back = roster_new();
    struct roster_reading r;
    struct roster_change change;
    size_t len;

    (void)state;
    assert_int_equal(roster_read(csv, &r), ROSTER_READ);
    assert_int_equal(r.roster->n, 100000);
    assert_int_equal(r.n_bad, 0);
    store(r.roster, back, &len);
    change = roster_compare(r.roster, back);
    print_message("# 100,000 lines: %lld ms, %zu of %zu bytes kept\n",
                  (long long)(time_mono_us() - from_us) / 1000, len, csv.len);
    assert_true(time_mono_us() - from_us < 2000000);
    assert_int_equal(change.unchanged, 100000);
    assert_int_equal(change.added + change.changed + change.removed, 0);
    assert_true(len < 4 << 20);
    roster_free(back);
    roster_reading_done(&r);
    buf_done(&file);
}

static void test_limits(void **state)
{
    struct buf file = BUF_INIT(32 << 20);
    struct roster_reading r;

    (void)state;
    assert_int_equal(roster_read(long_file(&file, ROSTER_LINES_MAX), &r),
                     ROSTER_READ);
    assert_int_equal(r.roster->n, ROSTER_LINES_MAX);
    roster_reading_done(&r);
    assert_int_equal(buf_add_text(&file, "one-more,,,,\n"), 0);
    assert_int_equal(roster_read(buf_view(&file), &r), ROSTER_TOO_LONG);
    assert_null(r.roster);
    roster_reading_done(&r);
    file.len = sizeof H - 1;
    for (size_t i = 0; i < 3 * ROSTER_FAULTS_KEPT; i++)
        assert_int_equal(buf_add_text(&file, "x\n"), 0);
    assert_int_equal(roster_read(buf_view(&file), &r), ROSTER_READ);
    assert_int_equal(r.n_bad, 3 * ROSTER_FAULTS_KEPT);
    assert_int_equal(r.n_faults, ROSTER_FAULTS_KEPT);
    roster_reading_done(&r);
    buf_done(&file);
}

/* ---- stored ---- */

static void test_every_uid_is_found_by_its_part(void **state)
{
    struct buf file = BUF_INIT(1 << 20), head = BUF_INIT(ROSTER_HEAD_BYTES_MAX);
    struct roster_reading r;
    struct roster_head h;
    size_t part;

    (void)state;
    assert_int_equal(roster_read(long_file(&file, 1000), &r), ROSTER_READ);
    assert_int_equal(roster_head_encode(r.roster, 7, &head), 0);
    assert_int_equal(roster_head_decode(buf_view(&head), &h), 0);
    assert_int_equal(h.lines, 1000);
    assert_int_equal(h.n_parts, 4);
    for (size_t i = 0; i < r.roster->n; i++) {
        assert_true(roster_head_part(&h, r.roster->lines[i].uid, &part));
        assert_int_equal(part, i / ROSTER_PART_LINES);
    }
    assert_false(roster_head_part(&h, "0", &part));
    assert_true(roster_head_part(&h, "z", &part));
    assert_int_equal(part, 3);
    assert_ptr_equal(roster_find(r.roster, r.roster->lines[777].uid),
                     &r.roster->lines[777]);
    assert_null(roster_find(r.roster, "z"));
    roster_head_done(&h);
    buf_done(&head);
    roster_reading_done(&r);
    buf_done(&file);
}

static void test_an_empty_roster(void **state)
{
    struct buf head = BUF_INIT(ROSTER_HEAD_BYTES_MAX);
    struct roster *roster = roster_new();
    struct roster_head h;
    size_t part;

    (void)state;
    assert_int_equal(roster_parts(roster), 0);
    assert_null(roster_find(roster, "u1"));
    assert_int_equal(roster_head_encode(roster, 0, &head), 0);
    assert_int_equal(roster_head_decode(buf_view(&head), &h), 0);
    assert_false(roster_head_part(&h, "u1", &part));
    roster_head_done(&h);
    buf_done(&head);
    roster_free(roster);
}

static void test_damaged_parts(void **state)
{
    struct roster *to = roster_new();
    struct roster_reading r;
    struct buf part = BUF_INIT(ROSTER_PART_BYTES_MAX);

    (void)state;
    assert_int_equal(roster_read(bytes_of_text(H "u1,1,a,b,c\n"), &r),
                     ROSTER_READ);
    assert_int_equal(roster_part_encode(r.roster, 0, &part), 0);
    part.at[part.len / 2] ^= 0xFF;
    assert_int_equal(roster_part_decode(buf_view(&part), to), -EBADMSG);
    assert_int_equal(roster_part_decode((struct bytes){part.at, 3}, to),
                     -EBADMSG);
    assert_int_equal(roster_part_decode((struct bytes){0}, to), -EBADMSG);
    assert_int_equal(to->n, 0);
    buf_done(&part);
    roster_reading_done(&r);
    roster_free(to);
}

static void test_keys(void **state)
{
    char key[KEY_SIZE];

    (void)state;
    assert_true(roster_head_key("10284", key));
    assert_string_equal(key, "ro:10284");
    roster_part_key("10284", 7, 12, key);
    assert_string_equal(key, "ro:10284:7:12");
    /* or one school's head could be another's part */
    assert_false(roster_head_key("10284:7:12", key));
    assert_false(roster_head_key("", key));
}

/* clang-format off */
static const struct {
    const char *before, *after;
    struct roster_change change; /* added, changed, unchanged, removed */
} CHANGES[] = {
    {H, H "b,,,,\na,,,,\n", {2, 0, 0, 0}},
    {H "a,,,,\nb,,,,\n", H, {0, 0, 0, 2}},
    {H "a,1,,,\nb,,,,\nd,,,,\n", H "a,2,,,\nc,,,,\nd,,,,\n", {1, 1, 1, 1}},
    {H "a,1,x,y,z\n", H "a,1,x,y,z2\n", {0, 1, 0, 0}},
    {H "a,1,x,y,z\n", H "a,1,x,y2,z\n", {0, 1, 0, 0}},
    {H "a,1,x,y,z\n", H "a,1,x2,y,z\n", {0, 1, 0, 0}},
    {H "a,,,,\n", H "b,,,,\nc,,,,\n", {2, 0, 0, 1}},
};
/* clang-format on */

static void test_changes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++) {
        const struct roster_change *want = &CHANGES[i].change;
        struct roster_reading a, b;
        struct roster_change got;

        assert_int_equal(roster_read(bytes_of_text(CHANGES[i].before), &a),
                         ROSTER_READ);
        assert_int_equal(roster_read(bytes_of_text(CHANGES[i].after), &b),
                         ROSTER_READ);
        got = roster_compare(a.roster, b.roster);
        if (memcmp(&got, want, sizeof got) != 0)
            fail_msg("%zu: %zu %zu %zu %zu", i, got.added, got.changed,
                     got.unchanged, got.removed);
        roster_reading_done(&a);
        roster_reading_done(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_the_header_is_named),
        cmocka_unit_test(test_a_duplicate_names_the_first),
        cmocka_unit_test(test_a_hundred_thousand_lines),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_every_uid_is_found_by_its_part),
        cmocka_unit_test(test_an_empty_roster),
        cmocka_unit_test(test_damaged_parts),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_changes),
    };
    return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
