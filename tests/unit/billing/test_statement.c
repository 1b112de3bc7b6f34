#include "billing/bill/statement.h"
#include "billing/bill/unpack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define HEAD                                                                                               \
    "交易时间,商户号,微信订单号,商户订单号,交易状态,商户退款单号,商品名称," \
    "订单金额,申请退款金额\r\n"
#define PAID(no, yuan)                                                         \
    "`2025-06-01 10:00:00,`19,`42,`" no ",`SUCCESS,`,`a,b,`" yuan ",`0.00\r\n"
#define BACK(no, yuan)                                                         \
    "`2025-06-01 10:00:00,`19,`42,`" no ",`REFUND,`" no "R,`,`0.00,`" yuan     \
    "\r\n"
#define SUM(n, paid, back)                                                     \
    "总交易单数,订单总金额,申请退款总金额\r\n`" n ",`" paid ",`" back "\r\n"

static const struct {
    const char *name, *text;
    int r;
    size_t n;
} ROWS[] = {
    {"two lines",
     HEAD PAID("T1", "15.00") BACK("T1", "15.00") SUM("2", "15.00", "15.00"), 0,
     2},
    {"a mark in front",
     "\xEF\xBB\xBF" HEAD PAID("T1", "15.00") SUM("1", "15.00", "0.00"), 0, 1},
    {"no line", HEAD SUM("0", "0.00", "0.00"), 0, 0},
    {"columns in another order",
     "申请退款金额,订单金额,商户退款单号,交易状态,商户订单号,微信订单号,"
     "商户号\n`0.00,`1.5,`,`SUCCESS,`T1,`42,`19\n" SUM("1", "1.50", "0"),
     0, 1},
    {"a mark in front of one of ours",
     "\xEF\xBB\xBF商户号,微信订单号,商户订单号,交易状态,商户退款单号,"
     "订单金额,申请退款金额\n`19,`42,`T1,`SUCCESS,`,`1.00,`0.00\n" SUM(
         "1", "1.00", "0"),
     0, 1},
    {"empty", "", STATEMENT_MALFORMED, 0},
    {"an error's text", "{\"code\":\"SYSTEM_ERROR\"}", STATEMENT_MALFORMED, 0},
    {"cut off before the sums", HEAD PAID("T1", "15.00"), STATEMENT_MALFORMED,
     0},
    {"cut off in a line", HEAD "`2025-06-01 10:00:00,`19,`42",
     STATEMENT_MALFORMED, 0},
    {"cut off behind the sums' heading",
     HEAD "总交易单数,订单总金额,申请退款总金额\n", STATEMENT_MALFORMED, 0},
    {"a column is missing", "商户号\n", STATEMENT_MALFORMED, 0},
    {"a negative amount", HEAD PAID("T1", "-1.00") SUM("1", "-1.00", "0"),
     STATEMENT_MALFORMED, 0},
    {"three decimals", HEAD PAID("T1", "1.001") SUM("1", "1.00", "0"),
     STATEMENT_MALFORMED, 0},
    {"an amount that is text", HEAD PAID("T1", "1e3") SUM("1", "1.00", "0"),
     STATEMENT_MALFORMED, 0},
    {"no order number", HEAD PAID("", "1.00") SUM("1", "1.00", "0"),
     STATEMENT_MALFORMED, 0},
    {"an order number of 33 letters",
     HEAD PAID("123456789012345678901234567890123", "1.00")
         SUM("1", "1.00", "0"),
     STATEMENT_MALFORMED, 0},
    {"another merchant's",
     HEAD "`x,`20,`42,`T1,`SUCCESS,`,`a,`1.00,`0.00\n" SUM("1", "1.00", "0"),
     STATEMENT_WRONG_MERCHANT, 0},
    {"one line less than it says",
     HEAD PAID("T1", "15.00") SUM("2", "15.00", "0.00"), STATEMENT_WRONG_SUM,
     0},
    {"one fen more than it says",
     HEAD PAID("T1", "15.01") SUM("1", "15.00", "0.00"), STATEMENT_WRONG_SUM,
     0},
    {"other refunds than it says",
     HEAD BACK("T1", "15.00") SUM("1", "0.00", "0.00"), STATEMENT_WRONG_SUM, 0},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct statement s = {0};
        int r = statement_read(bytes_of_text(ROWS[i].text), "19", &s);

        if (r != ROWS[i].r || s.n != ROWS[i].n)
            fail_msg("%s: %d, %zu lines", ROWS[i].name, r, s.n);
        statement_done(&s);
    }
}

static void test_what_a_line_says(void **state)
{
    struct statement s = {0};

    (void)state;
    assert_int_equal(statement_read(bytes_of_text(ROWS[0].text), "19", &s), 0);
    assert_string_equal(s.at[0].order_no, "T1");
    assert_string_equal(s.at[0].transaction_id, "42");
    assert_int_equal(s.at[0].fen, 1500);
    assert_false(s.at[0].is_refund);
    assert_true(s.at[1].is_refund);
    assert_string_equal(s.at[1].refund_no, "T1R");
    statement_done(&s);
}

/* Every beginning of a bill is refused, none is half a bill. */
static void test_no_beginning_passes(void **state)
{
    size_t whole = strlen(ROWS[0].text) - 3; /* "0", CR, LF may be missing */

    (void)state;
    for (size_t len = 0; len + 3 < whole; len++) {
        struct statement s = {0};
        struct bytes text = {(const uint8_t *)ROWS[0].text, len};

        if (statement_read(text, "19", &s) == 0)
            fail_msg("%zu bytes pass", len);
    }
}

static size_t pack(const char *text, uint8_t *ret, size_t size)
{
    z_stream z = {.next_in = (uint8_t *)(uintptr_t)text,
                  .avail_in = (unsigned)strlen(text),
                  .next_out = ret,
                  .avail_out = (unsigned)size};

    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, 0),
                     Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(deflateEnd(&z), Z_OK);
    return size - z.avail_out;
}

static void test_unpacking(void **state)
{
    struct buf text = BUF_INIT(200000), little = BUF_INIT(10);
    uint8_t packed[512];
    size_t len = pack("abc", packed, sizeof packed);

    (void)state;
    assert_int_equal(unpack_gzip((struct bytes){packed, len}, &text), 0);
    assert_int_equal(text.len, 3);
    assert_true(unpack_is_sha1(buf_view(&text),
                               "A9993E364706816ABA3E25717850C26C9CD0D89D"));
    assert_false(unpack_is_sha1(buf_view(&text),
                                "a9993e364706816aba3e25717850c26c9cd0d89e"));
    assert_false(unpack_is_sha1(buf_view(&text), ""));
    assert_int_equal(unpack_gzip((struct bytes){packed, len}, &little),
                     -EMSGSIZE);
    for (size_t cut = 0; cut < len; cut++)
        assert_int_equal(unpack_gzip((struct bytes){packed, cut}, &text),
                         -EBADMSG);
    packed[len] = 0;
    assert_int_equal(unpack_gzip((struct bytes){packed, len + 1}, &text),
                     -EBADMSG);
    buf_done(&text);
    buf_done(&little);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_what_a_line_says),
        cmocka_unit_test(test_no_beginning_passes),
        cmocka_unit_test(test_unpacking),
    };
    return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
