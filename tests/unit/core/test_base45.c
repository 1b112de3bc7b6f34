#include "core/base45.h"

#include "core/cleanup.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* clang-format off */
static const struct row {
    const char *name;
    const char *text;
    const char *data; /* NULL: invalid */
    size_t len;
} ROWS[] = {
    {"nothing", "", "", 0},
    {"the RFC's AB", "BB8", "AB", 2},
    {"the RFC's Hello!!", "%69 VD92EX0", "Hello!!", 7},
    {"the RFC's base-45", "UJCLQE7W581", "base-45", 7},
    {"the RFC's ietf!", "QED8WEX0", "ietf!", 5},
    {"two zeros", "000", "\0\0", 2},
    {"one zero", "00", "\0", 1},
    {"65535, the largest pair", "FGW", "\xFF\xFF", 2},
    {"65536", "GGW", NULL, 0},
    {"all of the last digit", ":::", NULL, 0},
    {"255, the largest single", "U5", "\xFF", 1},
    {"256", "V5", NULL, 0},
    {"256 after a sound pair", "BB8V5", NULL, 0},
    {"one character left over", "B", NULL, 0},
    {"one left over after a pair", "BB8B", NULL, 0},
    {"lower case", "bb8", NULL, 0},
    {"lower case in the tail", "BB8u5", NULL, 0},
    {"a character outside", "B_8", NULL, 0},
    {"a line end", "BB8\n", NULL, 0},
    {"a byte over 127", "B\xC3\xA9", NULL, 0},
};
/* clang-format on */

static void test_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        _cleanup_(buf_done) struct buf got = BUF_INIT(64);
        const struct row *row = &ROWS[i];
        int r = base45_decode(bytes_of_text(row->text), &got);

        if (r != (row->data ? 0 : BASE45_INVALID))
            fail_msg("%s: got %d", row->name, r);
        assert_int_equal(got.len, row->len);
        if (row->len)
            assert_memory_equal(got.at, row->data, row->len);
    }
}

static void test_encode(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        _cleanup_(buf_done) struct buf got = BUF_INIT(64);
        const struct row *row = &ROWS[i];

        if (!row->data)
            continue;
        assert_int_equal(
            base45_encode((struct bytes){(const uint8_t *)row->data, row->len},
                          &got),
            0);
        assert_int_equal(got.len, strlen(row->text));
        if (got.len)
            assert_memory_equal(got.at, row->text, got.len);
    }
}

static void test_a_nul_is_no_digit(void **state)
{
    _cleanup_(buf_done) struct buf got = BUF_INIT(64);

    (void)state;
    assert_int_equal(
        base45_decode((struct bytes){(const uint8_t *)"BB\0", 3}, &got),
        BASE45_INVALID);
}

/* All or nothing, and what was there stays. */
static void test_room(void **state)
{
    _cleanup_(buf_done) struct buf got = BUF_INIT(4);

    (void)state;
    assert_int_equal(base45_decode(bytes_of_text("BB8"), &got), 0);
    assert_int_equal(base45_decode(bytes_of_text("QED8WEX0"), &got), -ENOBUFS);
    assert_int_equal(base45_decode(bytes_of_text("BB_"), &got), BASE45_INVALID);
    assert_int_equal(got.len, 2);
    assert_memory_equal(got.at, "AB", 2);
}

/* Every pair of bytes survives the way there and back. */
static void test_round_trip(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < 65536; n++) {
        _cleanup_(buf_done) struct buf text = BUF_INIT(16);
        _cleanup_(buf_done) struct buf back = BUF_INIT(16);
        uint8_t data[3] = {(uint8_t)(n >> 8), (uint8_t)n, (uint8_t)(n * 7)};
        size_t len = 1 + n % 3;

        assert_int_equal(base45_encode((struct bytes){data, len}, &text), 0);
        assert_int_equal(base45_decode(buf_view(&text), &back), 0);
        assert_int_equal(back.len, len);
        assert_memory_equal(back.at, data, len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode),
        cmocka_unit_test(test_encode),
        cmocka_unit_test(test_a_nul_is_no_digit),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests_name("base45", tests, NULL, NULL);
}
