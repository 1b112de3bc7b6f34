#include "model/account.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

static const struct account ACCOUNT = {
    .name = "wang",
    .role = ROLE_COLLEGE,
    .school_code = "10284",
    .college = "水利水电学院",
    .password_hash = "$argon2id$x",
    .failures = 3,
    .locked_until_ms = 5000,
    .password_version = 7,
    .is_disabled = true,
    .session_epoch = 4,
    .totp = {true, {1, 2, 3}},
    .totp_pending = {true, {9}},
    .totp_last_step = 58000000,
    .created_ms = 1000,
    .created_by = "sheng",
};

static void test_round_trip(void **state)
{
    struct buf data = BUF_INIT(4000), again = BUF_INIT(4000);
    struct account back;

    (void)state;
    assert_int_equal(account_encode(&ACCOUNT, &data), 0);
    assert_int_equal(account_decode(buf_view(&data), &back), 0);
    assert_int_equal(account_encode(&back, &again), 0);
    assert_true(bytes_equal(buf_view(&again), buf_view(&data)));
    assert_string_equal(back.college, ACCOUNT.college);
    assert_int_equal(back.totp.wrapped[2], 3);
    assert_int_equal(back.session_epoch, 4);
    for (size_t cut = 1; cut < data.len; cut++) {
        int r = account_decode((struct bytes){data.at, cut}, &back);

        assert_true(r == 0 || r == -EBADMSG);
    }
    buf_done(&data);
    buf_done(&again);
    assert_int_equal(account_decode(bytes_of_text(""), &back), 0);
    assert_int_equal(back.role, ROLE_NONE);
    assert_false(back.totp.is_there);
    /* a wrapped secret of two bytes */
    assert_int_equal(account_decode(bytes_of_text("\xb2\x01\x02zz"), &back),
                     -EBADMSG);
}

static void test_no_secret_is_shown(void **state)
{
    json_t *json = account_show(&ACCOUNT, 4999);
    char *text = json_dumps(json, JSON_COMPACT);

    (void)state;
    assert_null(strstr(text, "argon"));
    assert_int_equal(json_object_size(json), 9);
    assert_string_equal(json_string_value(json_object_get(json, "role")),
                        "college");
    assert_true(json_is_true(json_object_get(json, "totp")));
    assert_true(json_is_string(json_object_get(json, "locked_until")));
    free(text);
    json_decref(json);
    json = account_show(&ACCOUNT, 5000);
    assert_true(json_is_null(json_object_get(json, "locked_until")));
    json_decref(json);
}

static void test_names(void **state)
{
    /* clang-format off */
    static const struct { const char *name; bool is_sound; } NAMES[] = {
        {"a", true}, {"Wang.li-2_3@hhu.edu.cn", true}, {"", false},
        {"a b", false}, {"a:b", false}, {"王", false}, {"a\n", false},
        {"0123456789012345678901234567890123456789012345678901234567890123", true},
        {"01234567890123456789012345678901234567890123456789012345678901234", false},
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (account_name_is_sound(NAMES[i].name) != NAMES[i].is_sound)
            fail_msg("%s", NAMES[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_no_secret_is_shown),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
