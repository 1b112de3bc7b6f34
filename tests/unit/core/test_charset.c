#include "core/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#define T(text)                                                                \
    {                                                                          \
        (const uint8_t *)(text), sizeof(text) - 1                              \
    }

/* clang-format off */
static const struct row {
    const char *name;
    struct bytes in;
    int r;
    size_t at; /* of -EILSEQ */
    const char *out;
} ROWS[] = {
    {"nothing", T(""), 0, 0, ""},
    {"ASCII", T("a,b\n"), 0, 0, "a,b\n"},
    {"UTF-8", T("水利"), 0, 0, "水利"},
    {"UTF-8 with a mark", T("\xEF\xBB\xBF" "水"), 0, 0, "水"},
    {"the mark alone", T("\xEF\xBB\xBF"), 0, 0, ""},
    {"GBK, as Excel saves", T("\xCB\xAE\xC0\xFB,1"), 0, 0, "水利,1"},
    {"GBK that could be letters of UTF-8", T("a,\xCB\xAE"), 0, 0, "a,水"},
    {"with a mark it is", T("\xEF\xBB\xBF\xCB\xAE"), 0, 0, "ˮ"},
    {"beside Chinese it is", T("\xCB\xAE水"), 0, 0, "ˮ水"},
    {"four bytes of GB18030", T("\x81\x39\xEE\x39"), 0, 0, "㐀"},
    {"beyond the BMP", T("\x95\x32\x82\x36"), 0, 0, "𠀀"},
    {"GBK that is cut", T("ab\xCB\xAE\xC0"), -EILSEQ, 4, ""},
    {"no GB18030 either", T("ab\n\xFF\xFF"), -EILSEQ, 3, ""},
    {"UTF-8's mark, then GBK", T("\xEF\xBB\xBF\xCB\xAE\xC0\xFB"), -EILSEQ, 0, ""},
    {"UTF-16, little", T("\xFF\xFE" "a\0b\0"), -EILSEQ, 0, ""},
    {"UTF-16, big", T("\xFE\xFF" "\0a\0b"), -EILSEQ, 0, ""},
    {"a NUL", T("a\0b"), -EILSEQ, 0, ""},
};
/* clang-format on */

static void test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct row *row = &ROWS[i];
        struct buf out = BUF_INIT(64);
        size_t at = 0;
        int r = charset_to_utf8(row->in, &out, &at);

        if (r != row->r || at != row->at)
            fail_msg("%s: %d at %zu", row->name, r, at);
        if (r == 0 && !bytes_equal(buf_view(&out), bytes_of_text(row->out)))
            fail_msg("%s: %.*s", row->name, (int)out.len, (char *)out.at);
        buf_done(&out);
    }
}

/* Longer than one step of the conversion, with a character across its end. */
static void test_long(void **state)
{
    static uint8_t in[200001];
    struct buf out = BUF_INIT(400000);
    size_t at;

    (void)state;
    in[0] = 'x';
    for (size_t i = 1; i < sizeof in; i += 2)
        memcpy(in + i, "\xCB\xAE", 2);
    assert_int_equal(charset_to_utf8((struct bytes){in, sizeof in}, &out, &at),
                     0);
    assert_int_equal(out.len, 1 + 3 * (sizeof in / 2));
    assert_memory_equal(out.at + out.len - 3, "水", 3);
    out.max = 1000;
    out.len = 0;
    assert_int_equal(charset_to_utf8((struct bytes){in, sizeof in}, &out, &at),
                     -EMSGSIZE);
    buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
