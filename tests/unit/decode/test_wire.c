#include "decode/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

struct msg {
    uint32_t number;
    int64_t time;
    struct bytes text;
};

static const struct wire_field FIELDS[] = {
    {1, WIRE_UINT32, offsetof(struct msg, number)},
    {2, WIRE_INT64, offsetof(struct msg, time)},
    {3, WIRE_BYTES, offsetof(struct msg, text)},
};

/* clang-format off */
#define BYTES(s) {(const uint8_t *)(s), sizeof(s) - 1}

static const struct row {
    const char *name;
    struct bytes in;
    bool sound;
    uint32_t number;
    int64_t time;
    const char *text;
} ROWS[] = {
    {"empty", BYTES(""), true, 0, 0, ""},
    {"all", BYTES("\x08\x07\x10\x08\x1A\x02hi"), true, 7, 8, "hi"},
    {"in another order", BYTES("\x1A\x02hi\x10\x08\x08\x07"), true, 7, 8, "hi"},
    {"the last one counts", BYTES("\x08\x07\x08\x09\x1A\x02hi\x1A\x01o"), true, 9, 0, "o"},
    {"a long way to write 7", BYTES("\x08\x87\x80\x00"), true, 7, 0, ""},
    {"cut to 32 bits", BYTES("\x08\x81\x80\x80\x80\x10"), true, 1, 0, ""},
    {"negative", BYTES("\x10\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"), true, 0, -1, ""},
    {"eleven bytes of number", BYTES("\x10\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"), false, 0, 0, ""},
    {"an endless number", BYTES("\x10\xFF\xFF"), false, 0, 0, ""},
    {"no number at all", BYTES("\x10"), false, 0, 0, ""},
    {"text cut", BYTES("\x1A\x03hi"), false, 0, 0, ""},
    {"text of a length beyond size_t", BYTES("\x1A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01hi"), false, 0, 0, ""},
    {"field 0", BYTES("\x00\x01"), false, 0, 0, ""},
    {"a tag over 32 bits", BYTES("\x88\x80\x80\x80\x80\x01\x01"), false, 0, 0, ""},
    {"unknown number", BYTES("\x20\x05\x08\x07"), true, 7, 0, ""},
    {"unknown 8 bytes", BYTES("\x21" "12345678\x08\x07"), true, 7, 0, ""},
    {"unknown 8 bytes cut", BYTES("\x21" "1234567"), false, 0, 0, ""},
    {"unknown 4 bytes", BYTES("\x25" "1234\x08\x07"), true, 7, 0, ""},
    {"unknown 4 bytes cut", BYTES("\x25" "123"), false, 0, 0, ""},
    {"unknown text", BYTES("\x22\x02xx\x08\x07"), true, 7, 0, ""},
    {"a known number as text is skipped", BYTES("\x0A\x01x\x08\x07"), true, 7, 0, ""},
    {"a known text as number is skipped", BYTES("\x18\x05\x1A\x02hi"), true, 0, 0, "hi"},
    {"a group", BYTES("\x23\x08\x05\x24\x08\x07"), true, 7, 0, ""},
    {"a group in a group", BYTES("\x23\x2B\x08\x05\x2C\x24\x08\x07"), true, 7, 0, ""},
    {"what is in a group is not ours", BYTES("\x23\x08\x05\x24"), true, 0, 0, ""},
    {"a group without end", BYTES("\x23\x08\x05"), false, 0, 0, ""},
    {"a group with another's end", BYTES("\x23\x08\x05\x2C"), false, 0, 0, ""},
    {"an end without a group", BYTES("\x24"), false, 0, 0, ""},
    {"type 6", BYTES("\x0E\x01"), false, 0, 0, ""},
    {"type 7", BYTES("\x0F\x01"), false, 0, 0, ""},
};
/* clang-format on */

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        struct msg got = {0};

        if (wire_read(row->in, FIELDS, 3, &got) != row->sound)
            fail_msg("%s", row->name);
        if (!row->sound)
            continue;
        if (got.number != row->number || got.time != row->time ||
            !bytes_equal(got.text, bytes_of_text(row->text)))
            fail_msg("%s: %u %lld", row->name, got.number, (long long)got.time);
    }
}

/* Deep groups end the reading, not the stack. */
static void test_deep_groups(void **state)
{
    uint8_t deep[4096];
    struct msg got = {0};

    (void)state;
    memset(deep, 0x23, sizeof deep);
    assert_false(wire_read((struct bytes){deep, sizeof deep}, FIELDS, 3, &got));
    memset(deep, 0x23, 100);
    memset(deep + 100, 0x24, 100);
    assert_true(wire_read((struct bytes){deep, 200}, FIELDS, 3, &got));
    memset(deep, 0x23, 101);
    memset(deep + 101, 0x24, 101);
    assert_false(wire_read((struct bytes){deep, 202}, FIELDS, 3, &got));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_deep_groups),
    };
    return cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
