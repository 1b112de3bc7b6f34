#include "relay/members.h"

#include "core/check.h"
#include "core/cleanup.h"
#include "relay/manifest.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define LONG "0123456789012345678901234567890123456789012345678901234567890123"

/* clang-format off */
static const struct row {
    const char *name, *text;
    int r;
    size_t n;
    const char *uid, *submission_id; /* of the last */
} ROWS[] = {
    {"nobody", "", 0, 0, "", ""},
    {"one", "u-1", 0, 1, "u-1", ""},
    {"one with its line end", "u-1\n", 0, 1, "u-1", ""},
    {"two", "u-1\nu-2", 0, 2, "u-2", ""},
    {"with submission", "u-1 s-1\nu-2 s-2\n", 0, 2, "u-2", "s-2"},
    {"longest uid", LONG " " LONG, 0, 1, LONG, LONG},
    {"uid of 71", LONG "0123456", 0, 1, LONG "0123456", ""},
    {"uid of 72", LONG "01234567", -EBADMSG, 0, "", ""},
    {"uid far too long", LONG LONG, -EBADMSG, 0, "", ""},
    {"empty line", "u-1\n\nu-2", -EBADMSG, 0, "", ""},
    {"space first", " s-1", -EBADMSG, 0, "", ""},
    {"space last", "u-1 ", -EBADMSG, 0, "", ""},
};
/* clang-format on */

static void test_rows(void **state)
{
    _cleanup_(freep) struct member *list =
        must_alloc(MANIFEST_PHOTOS_MAX * sizeof *list);

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        size_t n = 0;
        int r = members_parse(bytes_of_text(row->text), list, &n);
        if (r != row->r || n != row->n)
            fail_msg("%s: %d, %zu", row->name, r, n);
        if (n > 0) {
            assert_string_equal(list[n - 1].uid, row->uid);
            assert_string_equal(list[n - 1].submission_id, row->submission_id);
        }
    }
}

static void test_five_hundred_and_not_one_more(void **state)
{
    _cleanup_(freep) struct member *list =
        must_alloc(MANIFEST_PHOTOS_MAX * sizeof *list);
    static char text[2 * (MANIFEST_PHOTOS_MAX + 1)];
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "u\n", 2);
    assert_int_equal(
        members_parse((struct bytes){(uint8_t *)text, sizeof text - 2}, list,
                      &n),
        0);
    assert_int_equal(n, 500);
    assert_int_equal(
        members_parse((struct bytes){(uint8_t *)text, sizeof text}, list, &n),
        -EBADMSG);
}

/* printf 'u1\nu2' | sha1sum */
static void test_the_digest(void **state)
{
    static const char DIGEST[] = "18f59d56040a225a7aa092da1f560a8dd2a82978";

    (void)state;
    assert_true(members_have(bytes_of_text("u1\nu2"), bytes_of_text(DIGEST)));
    assert_false(members_have(bytes_of_text("u1\nu3"), bytes_of_text(DIGEST)));
    assert_false(members_have(bytes_of_text("u1\nu2"), bytes_of_text("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_five_hundred_and_not_one_more),
        cmocka_unit_test(test_the_digest),
    };
    return cmocka_run_group_tests_name("relay/members", tests, NULL, NULL);
}
