#include "model/census.h"
#include "model/roster_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

static const char ROSTER[] = "student_uid,student_no,campus,college,class\n"
                             "u1,3,南京,水利,一班\n"
                             "u2,1,南京,水利,一班\n"
                             "u3,2,南京,商学,一班\n"
                             "u4,4,常州,水利,\"二,班\"\n"
                             "u5,5,,,\n";

struct seat {
    const char *uid;
    enum census_state state;
};

static struct census *take(const char *csv, const struct seat *seats, size_t n)
{
    struct roster_reading r;
    struct census *census;

    assert_int_equal(roster_read(bytes_of_text(csv), &r), ROSTER_READ);
    census = census_new(r.roster);
    r.roster = NULL;
    roster_reading_done(&r);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(
            census_add(census, bytes_of_text(seats[i].uid), seats[i].state), 0);
    assert_int_equal(census_close(census), 0);
    return census;
}

static const struct seat SEATS[] = {
    {"u1", CENSUS_ACCEPTED}, {"u2", CENSUS_IN_REVIEW},
    {"u2", CENSUS_APPROVED}, /* it went on while it was looked at */
    {"u4", CENSUS_ACCEPTED}, {"zz", CENSUS_DRAFT},
    {"a0", CENSUS_STARTED},  {"u35", CENSUS_DRAFT},
};

static struct census *usual(void)
{
    return take(ROSTER, SEATS, sizeof SEATS / sizeof *SEATS);
}

static json_t *parsed(struct buf *text)
{
    json_t *json = json_loadb((const char *)text->at, text->len, 0, NULL);

    assert_non_null(json);
    buf_done(text);
    return json;
}

static json_t *progress(const struct census *census, const char *college)
{
    struct buf text = BUF_INIT(1 << 20);

    assert_int_equal(census_progress(census, college, &text), 0);
    return parsed(&text);
}

/* A number at "a.0.b". */
static json_int_t at(const json_t *value, const char *path)
{
    char words[64];
    char *rest = words;

    (void)strncpy(words, path, sizeof words - 1);
    words[sizeof words - 1] = '\0';
    for (const char *w; (w = strsep(&rest, "."));)
        value = json_is_array(value) ? json_array_get(value, (size_t)(*w - '0'))
                                     : json_object_get(value, w);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

/* clang-format off */
static const struct {
    const char *path;
    json_int_t number;
} COUNTS[] = {
    {"total", 5}, {"states.accepted", 2}, {"states.approved", 1},
    {"states.in_review", 0}, {"states.not_started", 2},
    {"unassigned.total", 3}, {"unassigned.states.draft", 2}, {"unassigned.states.started", 1},
    /* the empty campus comes first, then by the bytes of UTF-8 */
    {"campuses.0.total", 1}, {"campuses.1.total", 3}, {"campuses.2.total", 1},
    {"colleges.1.total", 1}, {"colleges.2.total", 2}, {"colleges.2.states.accepted", 1},
    {"classes.3.states.accepted", 1}, {"classes.2.states.approved", 1},
};
/* clang-format on */

static void test_counts(void **state)
{
    struct census *census = usual();
    json_t *json = progress(census, NULL);

    (void)state;
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        if (at(json, COUNTS[i].path) != COUNTS[i].number)
            fail_msg("%s is %lld", COUNTS[i].path,
                     (long long)at(json, COUNTS[i].path));
    }
    assert_int_equal(json_array_size(json_object_get(json, "campuses")), 3);
    assert_int_equal(json_array_size(json_object_get(json, "colleges")), 4);
    assert_int_equal(json_array_size(json_object_get(json, "classes")), 4);
    json_decref(json);
    census_free(census);
}

static void test_one_college(void **state)
{
    struct census *census = usual();
    json_t *json = progress(census, "水利");

    (void)state;
    assert_int_equal(at(json, "total"), 3);
    assert_int_equal(at(json, "unassigned.total"), 0);
    assert_int_equal(json_array_size(json_object_get(json, "colleges")), 2);
    json_decref(json);
    json = progress(census, "医学");
    assert_int_equal(at(json, "total"), 0);
    json_decref(json);
    census_free(census);
}

static void test_progress_as_csv(void **state)
{
    struct buf text = BUF_INIT(1 << 20);
    struct census *census = usual();

    (void)state;
    assert_int_equal(census_progress_csv(census, NULL, &text), 0);
    assert_int_equal(buf_add(&text, "", 1), 0);
    assert_string_equal(
        (char *)text.at,
        "\xEF\xBB\xBF"
        "campus,college,class,total,not_started,started,draft,"
        "awaiting_payment,in_review,approved,sent,accepted,rejected,"
        "refused,reset\r\n"
        ",,,1,1,0,0,0,0,0,0,0,0,0,0\r\n"
        "南京,商学,一班,1,1,0,0,0,0,0,0,0,0,0,0\r\n"
        "南京,水利,一班,2,0,0,0,0,0,1,0,1,0,0,0\r\n"
        "常州,水利,\"二,班\",1,0,0,0,0,0,0,0,1,0,0,0\r\n"
        "unassigned,,,3,0,1,2,0,0,0,0,0,0,0,0\r\n");
    buf_done(&text);
    census_free(census);
}

static void test_missing_as_csv(void **state)
{
    struct buf text = BUF_INIT(1 << 20);
    struct census *census = usual();

    (void)state;
    assert_int_equal(census_missing_csv(census, NULL, &text), 0);
    assert_int_equal(buf_add(&text, "", 1), 0);
    assert_string_equal(
        (char *)text.at,
        "\xEF\xBB\xBF"
        "student_uid,student_no,campus,college,class,state,state_text\r\n"
        "u5,5,,,,not_started,未开始\r\n"
        "u3,2,南京,商学,一班,not_started,未开始\r\n"
        "u2,1,南京,水利,一班,approved,学校已通过\r\n");
    buf_done(&text);
    census_free(census);
}

/* ---- pages ---- */

/* The page's uids and its end, "u5 u3 >u3". */
static void page(const struct census *census, const char *after, size_t limit,
                 char ret[64])
{
    const struct census_page wish = {after, limit};
    struct buf text = BUF_INIT(1 << 20);
    const json_t *next;
    json_t *json, *item;
    size_t i;

    ret[0] = '\0';
    assert_int_equal(census_missing(census, NULL, &wish, &text), 0);
    json = parsed(&text);
    assert_int_equal(at(json, "total"), 3);
    json_array_foreach(json_object_get(json, "missing"), i, item)
    {
        strcat(ret, json_string_value(json_object_get(item, "student_uid")));
        strcat(ret, " ");
    }
    next = json_object_get(json, "next");
    strcat(ret, ">");
    strcat(ret, json_is_null(next) ? "" : json_string_value(next));
    json_decref(json);
}

/* clang-format off */
static const struct {
    const char *after;
    size_t limit;
    const char *got;
} PAGES[] = {
    {"", 9, "u5 u3 u2 >"},
    {"", 3, "u5 u3 u2 >"}, /* no empty page behind a full one */
    {"", 2, "u5 u3 >u3"},
    {"u3", 2, "u2 >"},
    {"u2", 2, ">"},
    {"u1", 2, ">"}, /* not missing, or not any more: its place counts */
    {"u5", 1, "u3 >u3"},
};
/* clang-format on */

static void test_pages(void **state)
{
    struct census *census = usual();
    const struct census_page wrong = {"zz", 1};
    struct buf text = BUF_INIT(1 << 20);
    char got[64];

    (void)state;
    for (size_t i = 0; i < sizeof PAGES / sizeof *PAGES; i++) {
        page(census, PAGES[i].after, PAGES[i].limit, got);
        if (strcmp(got, PAGES[i].got) != 0)
            fail_msg("%s, %zu: %s", PAGES[i].after, PAGES[i].limit, got);
    }
    assert_int_equal(census_missing(census, NULL, &wrong, &text), -ENOENT);
    buf_done(&text);
    census_free(census);
}

/* By class before student number, and nobody is unassigned. */
static void test_order(void **state)
{
    struct buf text = BUF_INIT(1 << 20);
    struct census *census = take("student_uid,student_no,campus,college,class\n"
                                 "u1,1,a,b,2\nu2,3,a,b,1\nu3,2,a,b,1\n"
                                 "u4,2,a,b,1\n",
                                 NULL, 0);
    const struct census_page all = {"", 9};
    json_t *json;

    (void)state;
    assert_int_equal(census_progress_csv(census, NULL, &text), 0);
    assert_int_equal(buf_add(&text, "", 1), 0);
    assert_null(strstr((char *)text.at, "unassigned"));
    text.len = 0;
    assert_int_equal(census_missing(census, NULL, &all, &text), 0);
    json = parsed(&text);
    for (size_t i = 0; i < 4; i++) {
        static const char *const UIDS[] = {"u3", "u4", "u2", "u1"};
        const json_t *item =
            json_array_get(json_object_get(json, "missing"), i);

        assert_string_equal(
            json_string_value(json_object_get(item, "student_uid")), UIDS[i]);
    }
    json_decref(json);
    census_free(census);
}

static void test_nobody(void **state)
{
    struct census *census =
        take("student_uid,student_no,campus,college,class", NULL, 0);
    json_t *json = progress(census, NULL);

    (void)state;
    assert_int_equal(at(json, "total"), 0);
    json_decref(json);
    census_free(census);
}

static void test_uids_that_are_none(void **state)
{
    struct census *census = census_new(roster_new());
    char longest[73];

    (void)state;
    memset(longest, 'u', sizeof longest - 1);
    longest[72] = '\0';
    assert_int_equal(census_add(census, bytes_of_text(longest), CENSUS_DRAFT),
                     -EBADMSG);
    assert_int_equal(census_add(census, bytes_of_text(""), CENSUS_DRAFT),
                     -EBADMSG);
    longest[71] = '\0';
    assert_int_equal(census_add(census, bytes_of_text(longest), CENSUS_DRAFT),
                     0);
    census_free(census);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_one_college),
        cmocka_unit_test(test_progress_as_csv),
        cmocka_unit_test(test_missing_as_csv),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_uids_that_are_none),
    };
    return cmocka_run_group_tests_name("census", tests, NULL, NULL);
}
